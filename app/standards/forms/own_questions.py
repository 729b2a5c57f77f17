"""A question of the institution's own. Each type of answer has fields of its own; the others stay empty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField

from app.core import words
from app.register.forms.pickers import CountryListField
from app.standards.content.vocabulary import Levels, Respondent, Scope
from app.standards.forms.asked_when import (
    COUNTRIES,
    ValuesField,
    answer_choices,
    condition_of,
    fact_choices,
    fields_of,
    things,
)
from app.standards.forms.figures import share_of, whole
from app.standards.forms.item_fields import ItemListField
from app.standards.forms.own_fields import KNOWN
from app.standards.forms.own_tables import TableFields, rows_said
from app.standards.forms.own_values import PLAIN, fields_said, places
from app.standards.forms.questions import reason_field, text_area, weights
from app.standards.rules import saying
from app.standards.rules.layering import OWN_TYPES

if TYPE_CHECKING:
    from app.standards.content.questionnaires import Questionnaire


class OwnQuestionForm(TableFields):
    when = SelectField(_l("Asked when"), choices=())
    when_not = BooleanField(_l("Asked when this is not so"))
    when_facts = ValuesField(_l("The fact of the register is"), choices={}, render_kw={"size": 8})
    when_countries = CountryListField(_l("Countries of the condition"))
    when_answers = ValuesField(_l("The earlier answer is"), choices={}, render_kw={"size": 8})
    cap = whole(_l("Highest score while it is not met"), 0, 100)
    why_ja = text_area(_l("Why it is critical, in Japanese"))
    why_en = text_area(_l("Why it is critical, in English"))
    respondent = SelectField(_l("Respondent"), choices=lambda: words.choices(Respondent))
    scope = SelectField(_l("Answer is given"), choices=lambda: words.choices(Scope))
    levels = SelectField(_l("Level of questions"), choices=lambda: words.choices(Levels))
    weight = SelectField(_l("Weight"), choices=weights, coerce=int)
    touches = ItemListField(_l("Items touched"))
    reason = reason_field()

    # A condition that the fields cannot say; it stays unless another one is chosen.
    kept_condition: Mapping[str, Any] | None = None

    @classmethod
    def stored(cls) -> tuple[str, ...]:
        return tuple(name for name in cls.read({}) if name != "key")

    def offer(
        self,
        delivered: Questionnaire,
        draft: Questionnaire,
        own: str,
        voice: Any,
        kept: Mapping[str, Any] | None,
    ) -> None:
        """What can be chosen: sections, facts, answers to other questions; `kept`: the condition that is there."""
        language = voice.language
        self.section.choices = [(one.key, one.title.within(language)) for one in delivered.sections]
        self.after.choices = places(draft, own, voice)
        self.touches.own = delivered.edition or ""
        self.when_facts.choices = fact_choices()
        self.when_answers.choices = answer_choices(draft, own, language, voice.noun)
        for found in (self.when_facts, self.when_answers):
            found.keep_unknown()
        choices = [
            ("", gettext(saying.ALWAYS)), ("fact", gettext("By a fact of the register")),
            ("answer", gettext("By the answer to an earlier question")),
        ]  # fmt: skip
        if kept and fields_of(kept)["when"] == "kept":
            self.kept_condition = kept
            said = saying.condition(draft, _condition(kept), voice)
            choices.append(("kept", gettext("As it is: %(condition)s", condition=said)))
        self.when.choices = choices

    # --- looked over ---

    def check(self) -> bool:
        if self.type.data not in OWN_TYPES:
            self.judge = None
            return False
        checks = (
            self._english, self._unknown, self._choices, self._points, self._chosen, self._alone, self._figures,
            self._condition, self._cap, self.check_rows,
        )  # fmt: skip
        found = [check() for check in checks]
        return all(found)

    def _english(self) -> bool:
        """Who answers abroad must understand it; what the institution answers itself stays in Japanese."""
        if self.text_en.data or self.is_ours_to_answer:
            return True
        return self._wrong("text_en", gettext("Enter the English wording."))

    def _unknown(self) -> bool:
        """What another type of answer knows is not dropped in silence."""
        fine = True
        for name, types in KNOWN.items():
            if self.type.data not in types and self._is_given(name) and self._fields[name].data != 0:
                fine = self._only_for(name, types)
        return fine

    def _choices(self) -> bool:
        if self.type.data not in KNOWN["options_ja"]:
            return True
        return self._choices_given("options")

    def _points(self) -> bool:
        if self.type.data != "single" or not self.points.data:
            return True
        if len(self.points.data) != len(self.options_ja.data):
            return self._wrong("points", gettext("Enter one line for each choice, in the same order."))
        if any(share_of(one) is None for one in self.points.data):
            return self._wrong("points", gettext("Enter a number from 0 to 100 on each line."))
        return True

    def _chosen(self) -> bool:
        if self.type.data != "multi" or self.chosen.errors:
            return True
        if bool(self.chosen_how.data) != bool(self.chosen.data):
            name = "chosen" if self.chosen_how.data else "chosen_how"
            return self._wrong(name, gettext("Say both which choices and what is expected of them."))
        return self._numbers_there("chosen")

    def _alone(self) -> bool:
        return self.type.data != "multi" or bool(self.alone.errors) or self._numbers_there("alone")

    def _numbers_there(self, name: str) -> bool:
        numbers = self._fields[name].data
        beyond = [one for one in numbers if not 1 <= one <= len(self.options_ja.data)]
        if beyond:
            return self._wrong(name, gettext("There is no choice number %(number)s.", number=beyond[0]))
        return True

    def _figures(self) -> bool:
        kind, fine = self.type.data, True
        if kind == "number":
            fine = self._unit_given("unit")
        if kind == "score" and None in (self.low.data, self.high.data):
            fine = self._wrong("low", gettext("Enter the lowest and the highest step."))
        elif kind == "score" and self.low.data >= self.high.data:
            fine = self._wrong("high", gettext("The highest step must be above the lowest."))
        if (
            None not in (self.from_figure.data, self.to_figure.data)
            and self.from_figure.data > self.to_figure.data
        ):
            fine = self._wrong("to_figure", gettext("This is less than “Expected from”."))
        return fine

    def _condition(self) -> bool:
        kind, fine = self.when.data, True
        for name, wanted in (("when_facts", "fact"), ("when_answers", "answer")):
            chosen = self._fields[name].data or []
            if kind != wanted and chosen:
                fine = self._wrong(
                    name, gettext("This is not used with the choice above. Empty it or choose it there.")
                )
            elif kind == wanted and not chosen:
                fine = self._wrong(name, gettext("Choose at least one."))
            elif len(things(chosen)) > 1:
                fine = self._wrong(name, gettext("Choose values of one fact or one question only."))
        if self.when_not.data and kind not in ("fact", "answer"):
            fine = self._wrong("when_not", gettext("Choose first by what the question is asked."))
        return self._countries_asked() and fine

    def _countries_asked(self) -> bool:
        chosen = [one for one in self.when_facts.data or [] if things([one]) == {COUNTRIES}]
        if len(chosen) > 1:
            return self._wrong("when_facts", gettext("Choose one of the two: include, or go beyond."))
        if bool(chosen) != bool(self.when_countries.data):
            return self._wrong(
                "when_countries",
                gettext("Name the countries, and choose what is asked of them, or leave both empty."),
            )
        return True

    def _cap(self) -> bool:
        english = self.why_en.data or self.is_ours_to_answer
        reasons = bool(self.why_ja.data and english), bool(self.why_ja.data or self.why_en.data)
        if self.cap.data is not None and not reasons[0]:
            both = gettext("Say in both languages why it is critical.")
            return self._wrong(
                "why_ja", gettext("Say why it is critical.") if self.is_ours_to_answer else both
            )
        if self.cap.data is None and not self.cap.errors and reasons[1]:
            return self._wrong("cap", gettext("Enter the highest score, or leave the reason empty."))
        return True

    # --- to and from the change ---

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        return {**fields_said(values), **rows_said(values)}

    def given(self) -> dict[str, Any]:
        """Only what the type of answer knows."""
        said: dict[str, Any] = {name: self._fields[name].data for name in PLAIN}
        said |= {name: self._text(name) for name in ("text", "help", "evidence")}
        if self.cap.data is not None:
            said["critical"] = {"cap": self.cap.data, "why": self._text("why")}
        kind = self.when.data
        chosen = self.when_facts.data if kind == "fact" else self.when_answers.data
        condition: Any = self.kept_condition
        if kind != "kept":
            condition = condition_of(
                kind, list(chosen or ()), list(self.when_countries.data), is_turned=self.when_not.data
            ) if kind else None  # fmt: skip
        if condition:
            said["ask_when"] = condition
        return {**said, **self._answer()}

    def _answer(self) -> dict[str, Any]:
        said = self.rows_given()
        kind, expect = self.type.data, self._expectation()
        if kind in KNOWN["options_ja"]:
            said["options"] = self._options("options")
            for option, share in zip(said["options"], self.points.data, strict=False):
                option["points"] = share_of(share)
        if kind == "multi":
            for number, option in enumerate(said["options"], start=1):
                option.update({"exclusive": True} if number in self.alone.data else {})
        if kind == "number":
            said["unit"] = self._text("unit")
        if kind in KNOWN["decimals"]:
            said["decimals"] = self.decimals.data or 0
        if kind == "score":
            said |= {"min": self.low.data, "max": self.high.data}
        if kind in KNOWN["several"]:
            said["several" if kind == "country" else "many"] = self.several.data
        return {**said, "expect": expect} if expect else said

    def _expectation(self) -> Any:
        kind = self.type.data
        if kind == "yes_no":
            return self.expect.data
        if kind == "multi" and self.chosen_how.data:
            return {self.chosen_how.data: [f"option_{one}" for one in self.chosen.data]}
        if kind in KNOWN["from_figure"]:
            bounds = {"at_least": self.from_figure.data, "at_most": self.to_figure.data}
            return {name: value for name, value in bounds.items() if value is not None}
        if kind == "date" and self.months.data:
            return {"within_months": self.months.data}
        return {"only": list(self.countries.data)} if kind == "country" and self.countries.data else None


def _condition(said: Mapping[str, Any]) -> Any:
    from pydantic import TypeAdapter

    from app.standards.content.conditions import AnyCondition

    return TypeAdapter(AnyCondition).validate_python(said)
