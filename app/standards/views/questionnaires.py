"""The questionnaires in use, and the questions of one of them, narrowed by the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from flask import render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core import words
from app.core.authz import requires
from app.core.listing import Chip
from app.core.text import fold
from app.standards.content.vocabulary import Certainty, Levels, Respondent, Scope
from app.standards.models import LayerAct
from app.standards.permissions import StandardsPermission as P
from app.standards.queries import contents, layers
from app.standards.rules import layering
from app.standards.views import bp
from app.standards.views.heading import address, asked_version, carried, head_of, previews
from app.standards.views.questions import Row, item_names, row_of
from app.standards.views.telling import standards_tabs
from app.standards.views.voicing import Shown, shown

if TYPE_CHECKING:
    from app.standards.content.questionnaires import Question, Questionnaire

ENUMS = {"respondent": Respondent, "scope": Scope, "level": Levels, "certainty": Certainty}
LABELS = {
    "q": _l("Words"),
    "respondent": _l("Respondent"),
    "scope": _l("Answer is given"),
    "level": _l("Level of questions"),
    "item": _l("Item of a standard"),
    "certainty": _l("Certainty"),
    "own": _l("Changed by us"),
    "critical": _l("Critical"),
}
LONGEST = 200


@dataclass(frozen=True)
class Narrowing:
    """Which questions the address asks for; whatever means nothing is left out."""

    values: Mapping[str, str]
    items: Mapping[str, str] = field(default_factory=dict)

    def takes(self, question: Question, is_own: bool) -> bool:
        values = self.values
        tests: Mapping[str, Callable[[str], bool]] = {
            "respondent": lambda value: question.respondent == value,
            "scope": lambda value: question.scope == value,
            "level": lambda value: question.levels == value,
            "certainty": lambda value: question.certainty == value,
            "item": lambda value: value in question.touches,
            "own": lambda _value: is_own,
            "critical": lambda _value: question.critical is not None,
            "q": lambda value: any(
                fold(value) in fold(said) for said in (question.id, question.text.ja, question.text.en)
            ),
        }
        return all(tests[name](value) for name, value in values.items())

    def chips(self) -> list[Chip]:
        return [Chip(self._words(name), address(**{name: None})) for name in self.values]

    def _words(self, name: str) -> str:
        value = self.values[name]
        if name in ("own", "critical"):
            return str(LABELS[name])
        said = words.value_label(ENUMS[name](value)) if name in ENUMS else self.items.get(value, value)
        return str(_("%(filter)s: %(value)s", filter=LABELS[name], value=said))


def narrowing() -> Narrowing:
    values = {name: request.args.get(name, "")[:LONGEST].strip() for name in LABELS}
    for name, kind in ENUMS.items():
        if values[name] not in [member.value for member in kind]:
            values[name] = ""
    return Narrowing({name: value for name, value in values.items() if value})


@dataclass(frozen=True)
class Section:
    title: list[tuple[str, str]]
    about: list[tuple[str, str]]
    rows: list[Row]


def sections_of(content: Questionnaire, key: str, voices: Shown, about: Mapping[str, Any]) -> list[Section]:
    """`about`: `marks` of questions, `narrowing`, and the `query` that goes along to the question."""
    asked: Narrowing = about["narrowing"]
    found = []
    for section in content.sections:
        rows = [
            row_of(question, key, voices, about["marks"].get(question.id, []), about.get("query", {}))
            for question in section.questions
            if asked.takes(question, question.id in about["marks"])
        ]
        if rows:
            found.append(Section(voices.texts(section.title), voices.texts(section.about), rows))
    return found


@bp.route("/questionnaires")
@requires(P.QUESTIONNAIRE_VIEW)
def questionnaires() -> str:
    voice = shown().first
    rows = [
        {
            "key": one.version.key, "title": voice.text(one.content.title), "about": voice.text(one.content.about),
            "content": one.content, "caution": voice.text(one.content.caution), "version": one.version,
            "count": sum(1 for _question in one.content.questions()),
            "strict": sum(question.levels == Levels.STRICT for question in one.content.questions()),
            "own": len(one.in_use), "waiting": one.waiting,
        }
        for one in layers.standings()
    ]  # fmt: skip
    return render_template(
        "standards/questionnaire_list.html", rows=rows, tabs=standards_tabs("standards.questionnaires")
    )


@bp.route("/questionnaires/<key>")
@requires(P.QUESTIONNAIRE_VIEW)
def questionnaire(key: str) -> str:
    """`?version=` shows an older version, `?preview=` another language."""
    standing, voices, asked = layers.standing(key), shown(), narrowing()
    version = asked_version(standing)
    content = contents.questionnaire(version)
    asked, choices = _offered(asked, content)
    marks = layering.marks(layering.layer_of(content))
    return render_template(
        "standards/questionnaire.html", content=content, version=version, asked=asked, previews=previews(voices),
        sections=sections_of(content, key, voices, {"marks": marks, "narrowing": asked, "query": carried()}),
        total=sum(1 for _question in content.questions()), choices=choices, gone=[],
        **head_of(standing, voices, "questions"),
    )  # fmt: skip


@bp.route("/questionnaires/<key>/draft")
@requires(P.QUESTIONNAIRE_VIEW)
def questionnaire_draft(key: str) -> str:
    """What would be published now, with what differs from the version in use marked."""
    standing, voices, asked = layers.standing(key), shown(), narrowing()
    wrong = layering.faults(standing.delivered, standing.changes)
    content = standing.content if wrong else layering.layered(standing.delivered, standing.changes)
    asked, choices = _offered(asked, content)
    found = layering.differences(standing.content, content)
    marks = {one.question: difference_words(one) for one in found}
    return render_template(
        "standards/questionnaire.html", content=content, version=None, asked=asked, wrong=wrong,
        previews=previews(voices), choices=choices,
        sections=sections_of(content, key, voices, {"marks": marks, "narrowing": asked}),
        total=sum(1 for _question in content.questions()),
        gone=[
            row_of(one.before, key, voices, marks[one.question], {})
            for one in found if one.after is None and one.before
        ],
        **head_of(standing, voices, "draft"),
    )  # fmt: skip


ASPECTS = {
    "text": _l("Reworded"), "weight": _l("Weighed anew"), "levels": _l("Now required"),
    "parts": _l("Answer changed"), "other": _l("Otherwise changed"),
}  # fmt: skip


def difference_words(one: layering.Difference) -> list[str]:
    """What happens to a question; ours is hidden and asked again, an own one comes and goes."""
    is_own = one.question.startswith(layering.OWN)
    if one.before is None:
        return [words.value_label(LayerAct.ADD) if is_own else str(_("Asked again"))]
    if one.after is None:
        return [str(_("Leaves")) if is_own else words.value_label(LayerAct.HIDE)]
    return [str(ASPECTS[aspect]) for aspect in one.aspects]


def _offered(asked: Narrowing, content: Questionnaire) -> tuple[Narrowing, dict[str, Any]]:
    """What the filters offer, and the narrowing that names its item as they do."""
    touched = sorted({item for question in content.questions() for item in question.touches})
    names = item_names(touched)
    return replace(asked, items=names), {
        "labels": LABELS,
        "enums": {name: words.choices(kind) for name, kind in ENUMS.items()},
        "items": [(item, names[item]) for item in touched],
    }
