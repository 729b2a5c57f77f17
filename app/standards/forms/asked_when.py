"""A simple condition as fields: a fact of the register, or the answer to an earlier question, is one of some values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from flask_babel import gettext
from wtforms import SelectMultipleField

from app.core.words import value_label
from app.standards.content.facts import FACTS
from app.standards.rules import saying

if TYPE_CHECKING:
    from app.standards.content.questionnaires import Question, Questionnaire

ASKABLE = frozenset({"yes_no", "single", "multi"})
COUNTRIES = "data_countries"
LONGEST = 40
Groups = dict[str, list[tuple[str, str]]]


class ValuesField(SelectMultipleField):
    """Values of one fact or one answer, each written as `<what>=<value>`."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = [one for one in valuelist if one]

    def words_of(self, value: Any) -> str:
        labels = {key: label for key, label, *_rest in self.iter_choices()}
        return str(gettext(", ")).join(str(labels.get(one, one)) for one in value or ())

    def keep_unknown(self) -> None:
        """What a later delivery took away is shown, so that it can be taken out."""
        known = {key for key, *_rest in self.iter_choices()}
        unknown = [one for one in self.data or () if one not in known]
        if unknown:
            self.choices[str(gettext("Not in this questionnaire any more"))] = [(one, one) for one in unknown]  # type: ignore[index]


def fact_choices() -> Groups:
    return {str(gettext(saying.FACTS[fact])): list(_values_of(fact, known)) for fact, known in FACTS.items()}


def _values_of(fact: str, known: tuple[str | bool, ...] | None) -> Iterator[tuple[str, str]]:
    if known is None:
        yield f"{fact}=in", str(gettext("include one of the countries below"))
        yield f"{fact}=other_than", str(gettext("go beyond the countries below"))
        return
    for value in known:
        if isinstance(value, bool):
            yield f"{fact}={str(value).lower()}", str(gettext(saying.YES if value else saying.NO))
        elif fact in saying.ENUMS:
            yield f"{fact}={value}", value_label(saying.ENUMS[fact](value))
        else:
            yield f"{fact}={value}", str(gettext(saying.SYSTEM_CLASSES[value]))


def answer_choices(content: Questionnaire, own: str, language: str, noun: str) -> Groups:
    """Every question that a condition can ask about, with its answers."""
    return {
        label: choices
        for question in content.questions()
        if question.id != own
        for label, choices in _parts_of(question, language, noun)
    }


def _parts_of(question: Question, language: str, noun: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    for part in question.parts:
        if part.type not in ASKABLE:
            continue
        text = question.text.within(language).replace("{institution}", noun)
        label = f"{question.id} {text[:LONGEST]}{'…' if len(text) > LONGEST else ''}"
        if part.label and len(question.parts) > 1:
            label = f"{label} – {part.label.within(language)}"
        if part.type == "yes_no":
            answers = [(value, str(gettext(said))) for value, said in saying.IS_YES_OR_NO.items()]
        else:
            answers = [
                (option.key, option.label.within(language).replace("{institution}", noun))
                for option in getattr(part, "options", ())
            ]
        yield label, [(f"{question.id}.{part.key}={value}", said) for value, said in answers]


# --- between the fields and the condition --------------------------------------------------


def fields_of(condition: Mapping[str, Any] | None) -> dict[str, Any]:
    """The fields that say a condition; one that they cannot say is kept as it is."""
    blank: dict[str, Any] = {
        "when": "", "when_not": False, "when_facts": [], "when_answers": [], "when_countries": [],
    }  # fmt: skip
    if not condition:
        return blank
    is_turned = "not" in condition
    inner = condition["not"] if is_turned else condition
    said = _said(inner)
    if said is None:
        return {**blank, "when": "kept"}
    return {**blank, **said, "when_not": is_turned}


def _said(inner: Mapping[str, Any]) -> dict[str, Any] | None:
    what = inner.get("fact") or inner.get("part")
    if what == COUNTRIES:
        how = "in" if "in" in inner else "other_than"
        return {"when": "fact", "when_facts": [f"{what}={how}"], "when_countries": list(inner.get(how, ()))}
    if not what or "other_than" in inner:
        return None
    values = inner["in"] if "in" in inner else [inner.get("is")]
    chosen = [f"{what}={str(one).lower() if isinstance(one, bool) else one}" for one in values]
    return (
        {"when": "fact", "when_facts": chosen}
        if "fact" in inner
        else {"when": "answer", "when_answers": chosen}
    )


def condition_of(
    kind: str, chosen: list[str], countries: list[str], *, is_turned: bool
) -> dict[str, Any] | None:
    """What the fields say. They hold values of one thing only."""
    if not chosen:
        return None
    what, _equals, _value = chosen[0].partition("=")
    values: list[Any] = [one.partition("=")[2] for one in chosen]
    if what == COUNTRIES:
        said: dict[str, Any] = {"fact": what, values[0]: countries}
    else:
        if kind == "fact" and FACTS.get(what) == (True, False):
            values = [one == "true" for one in values]
        compared: dict[str, Any] = {"is": values[0]} if len(values) == 1 else {"in": values}
        said = {"fact" if kind == "fact" else "part": what, **compared}
    return {"not": said} if is_turned else said


def things(chosen: list[str]) -> set[str]:
    return {one.partition("=")[0] for one in chosen}
