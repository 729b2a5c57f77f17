"""What a question expects, when it is asked and what it weighs, as whole sentences instead of keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from app.core.words import N_
from app.register.models.chain import Access
from app.register.models.engagements import Category, Connection, Stage
from app.register.models.services import ServiceModel
from app.register.rules.rulebook import Depth

if TYPE_CHECKING:
    from app.standards.content.conditions import FactIs, PartIs
    from app.standards.content.questionnaires import Question, Questionnaire
    from app.standards.content.texts import Text


class Voice(Protocol):
    """Says a message in the reader's language, a text in the language that is shown."""

    def say(self, message: str, **params: Any) -> str: ...
    def text(self, text: Text) -> str: ...
    def value(self, value: StrEnum) -> str: ...
    def country(self, code: str) -> str: ...


COMMA = N_(", ")
YES, NO = N_("Yes"), N_("No")
IS_YES_OR_NO = {"yes": YES, "no": NO}

# --- facts of the register -----------------------------------------------------------------

FACTS: Mapping[str, str] = {
    "category": N_("Category of the engagement"),
    "stage": N_("Stage of the engagement"),
    "tier_level": N_("Depth that the tier asks for"),
    "has_personal_data": N_("Personal data are handled"),
    "has_sensitive_data": N_("Sensitive information is handled"),
    "has_special_care_data": N_("Personal data that need special care are handled"),
    "data_countries": N_("Countries where the data are"),
    "access": N_("Access to data"),
    "connection": N_("Kind of connection"),
    "service_model": N_("Service model"),
    "is_cloud": N_("It is a cloud service"),
    "is_important_party": N_("It is an important third party"),
    "is_designated_equipment": N_("It is designated critical equipment"),
    "serves_important_function": N_("It serves an important business function"),
    "system_class": N_("Class of the information system"),
    "has_subcontractors": N_("There are subcontractors"),
}
ENUMS: Mapping[str, type[StrEnum]] = {
    "category": Category,
    "stage": Stage,
    "tier_level": Depth,
    "access": Access,
    "connection": Connection,
    "service_model": ServiceModel,
}
SYSTEM_CLASSES = {"designated": N_("Designated system"), "ordinary": N_("Ordinary system")}

IS = N_("“%(what)s” is %(values)s")
IS_ONE_OF = N_("“%(what)s” is one of: %(values)s")
IS_NONE_OF = N_("“%(what)s” is other than: %(values)s")
COUNTRIES_IN = N_("“%(what)s” include one of: %(values)s")
COUNTRIES_BEYOND = N_("“%(what)s” go beyond: %(values)s")
HOLDS_NOT = N_("not: %(said)s")
AND, OR = N_(" and "), N_(" or ")
WITHIN = N_("(%(said)s)")
BESIDE = N_("%(text)s (%(beside)s)")
ANSWER = N_("Answer to %(question)s")
ANSWER_OF_PART = N_("Answer to %(question)s, %(part)s")
ALWAYS = N_("Always asked")


def condition(content: Questionnaire, asked_when: Any, voice: Voice) -> str:
    """When a question is asked."""
    if asked_when is None:
        return voice.say(ALWAYS)
    return _Conditions(content, voice).said(asked_when)


class _Conditions:
    def __init__(self, content: Questionnaire, voice: Voice) -> None:
        self.voice = voice
        self.parts = {
            f"{question.id}.{part.key}": (question, part)
            for question in content.questions()
            for part in question.parts
        }

    def said(self, one: Any) -> str:
        """A condition is known by what it has: a part, a fact, or conditions under all, any, not."""
        if hasattr(one, "all"):
            return self.voice.say(AND).join(self.within(each) for each in one.all)
        if hasattr(one, "any"):
            return self.voice.say(OR).join(self.within(each) for each in one.any)
        if hasattr(one, "not_"):
            return self.voice.say(HOLDS_NOT, said=self.within(one.not_))
        return self.answer(one) if hasattr(one, "part") else self.fact(one)

    def within(self, one: Any) -> str:
        said = self.said(one)
        return self.voice.say(WITHIN, said=said) if hasattr(one, "all") or hasattr(one, "any") else said

    def fact(self, one: FactIs) -> str:
        what = self.voice.say(FACTS[one.fact])
        if isinstance(one.is_, bool):
            return what if one.is_ else self.voice.say(HOLDS_NOT, said=what)
        if one.fact == "data_countries":
            codes = one.in_ or one.other_than or ()
            message = COUNTRIES_IN if one.in_ else COUNTRIES_BEYOND
            return self.voice.say(message, what=what, values=self.listed(map(self.voice.country, codes)))
        return self.compared(one, what, lambda value: self.fact_value(one.fact, value))

    def fact_value(self, fact: str, value: Any) -> str:
        if fact in ENUMS:
            return self.voice.value(ENUMS[fact](value))
        return self.voice.say(SYSTEM_CLASSES[value])

    def answer(self, one: PartIs) -> str:
        name = one.part.rpartition(".")[0]
        if one.part not in self.parts:
            return self.compared(one, self.voice.say(ANSWER, question=name), str)
        question, part = self.parts[one.part]
        what = self.voice.say(ANSWER, question=name)
        if len(question.parts) > 1 and part.label:
            what = self.voice.say(ANSWER_OF_PART, question=name, part=self.voice.text(part.label))
        options = {option.key: option for option in getattr(part, "options", ())}

        def said(value: Any) -> str:
            if value in options:
                return self.voice.text(options[value].label)
            return self.voice.say(IS_YES_OR_NO[value]) if value in IS_YES_OR_NO else str(value)

        return self.compared(one, what, said)

    def compared(self, one: FactIs | PartIs, what: str, said: Callable[[Any], str]) -> str:
        if one.in_ is not None:
            return self.voice.say(IS_ONE_OF, what=what, values=self.listed(map(said, one.in_)))
        if one.other_than is not None:
            return self.voice.say(IS_NONE_OF, what=what, values=self.listed(map(said, one.other_than)))
        return self.voice.say(IS, what=what, values=said(one.is_))

    def listed(self, values: Any) -> str:
        return self.voice.say(COMMA).join(values)


# --- parts ---------------------------------------------------------------------------------

TYPES: Mapping[str, str] = {
    "yes_no": N_("Yes or no"),
    "single": N_("One choice"),
    "multi": N_("Several choices"),
    "number": N_("Numeric value"),
    "percent": N_("Percentage"),
    "date": N_("Date"),
    "country": N_("Country"),
    "text": N_("Text"),
    "table": N_("Table"),
    "file": N_("File"),
    "score": N_("Rating"),
}

EXPECTED = N_("Expected: %(answer)s")
EXPECT_ALL = N_("Expected: all of %(answers)s")
EXPECT_ANY = N_("Expected: at least one of %(answers)s")
EXPECT_NONE = N_("Expected: none of %(answers)s")
EXPECT_BETWEEN = N_("Expected: from %(low)s to %(high)s")
EXPECT_AT_LEAST = N_("Expected: %(low)s or more")
EXPECT_AT_MOST = N_("Expected: %(high)s or less")
EXPECT_RECENT = N_("Expected: not older than %(months)s months")
EXPECT_ONLY = N_("Expected: only %(countries)s")
EXPECT_POINTS = N_("The choices count for different shares of the points.")
JUDGED = N_("Nothing is expected beforehand: the reviewer judges the answer.")
FIGURE = N_("%(figure)s %(unit)s")
FIGURE_PERCENT = N_("%(figure)s %%")
BETWEEN = N_("From %(low)s to %(high)s")
AT_LEAST = N_("%(low)s or more")
AT_MOST = N_("%(high)s or less")
DECIMALS = N_("Up to %(count)s decimal places")
WHOLE = N_("Whole numbers")
ROWS = N_("%(least)s to %(most)s rows")
CHOSEN_ALONE = N_("“%(choice)s” cannot be chosen together with another choice.")
SEVERAL_COUNTRIES = N_("Several countries may be given.")
SEVERAL_FILES = N_("Several files may be given.")
MAY_BE_EMPTY = N_("May stay empty")
MUST_BE_GIVEN = N_("Must be answered")
SHARE = N_("counts for %(share)s %% of the points")


def expectation(part: Any, voice: Voice) -> str:
    """What a good answer is, by whose measure it is scored before anybody looks at it."""
    if part.type == "single":
        scored = any(option.points is not None for option in part.options)
        return voice.say(EXPECT_POINTS if scored else JUDGED)
    expect = getattr(part, "expect", None)
    if expect is None:
        return voice.say(JUDGED)
    if part.type == "yes_no":
        return voice.say(EXPECTED, answer=voice.say(IS_YES_OR_NO[expect]))
    if part.type == "multi":
        return _chosen(part, expect, voice)
    if part.type == "date":
        return voice.say(EXPECT_RECENT, months=expect.within_months)
    if part.type == "country":
        return voice.say(EXPECT_ONLY, countries=voice.say(COMMA).join(map(voice.country, expect.only)))
    return _bounds(
        part, expect.at_least, expect.at_most, voice, EXPECT_BETWEEN, EXPECT_AT_LEAST, EXPECT_AT_MOST
    )


def _chosen(part: Any, expect: Any, voice: Voice) -> str:
    labels = {option.key: voice.text(option.label) for option in part.options}
    said: Sequence[tuple[str, Sequence[str] | None]] = (
        (EXPECT_ALL, expect.all), (EXPECT_ANY, expect.any), (EXPECT_NONE, expect.none),
    )  # fmt: skip
    for message, keys in said:
        if keys is not None:
            return voice.say(message, answers=voice.say(COMMA).join(labels[key] for key in keys))
    return voice.say(JUDGED)


def _bounds(
    part: Any, low: float | None, high: float | None, voice: Voice, between: str, least: str, most: str
) -> str:
    shown = {
        name: figure(part, value, voice)
        for name, value in (("low", low), ("high", high))
        if value is not None
    }
    if len(shown) == 2:
        return voice.say(between, **shown)
    if "low" in shown:
        return voice.say(least, **shown)
    return voice.say(most, **shown) if shown else ""


def figure(part: Any, value: float, voice: Voice) -> str:
    """A number with what it counts."""
    plain = f"{value:,.6f}".rstrip("0").rstrip(".")
    if part.type == "percent":
        return voice.say(FIGURE_PERCENT, figure=plain)
    unit = getattr(part, "unit", None)
    return voice.say(FIGURE, figure=plain, unit=voice.text(unit)) if unit is not None else plain


def limits(part: Any, voice: Voice) -> list[str]:
    """What an answer must be like, apart from what is expected of it."""
    said = []
    if part.type == "number":
        said.append(_bounds(part, part.min, part.max, voice, BETWEEN, AT_LEAST, AT_MOST))
    if part.type in ("number", "percent"):
        said.append(voice.say(DECIMALS, count=part.decimals) if part.decimals else voice.say(WHOLE))
    if part.type == "table":
        said.append(voice.say(ROWS, least=part.min_rows, most=part.max_rows))
    if part.type == "multi":
        alone = [one for one in part.options if one.exclusive]
        said += [voice.say(CHOSEN_ALONE, choice=voice.text(one.label)) for one in alone]
    if getattr(part, "several", False):
        said.append(voice.say(SEVERAL_COUNTRIES))
    if getattr(part, "many", False):
        said.append(voice.say(SEVERAL_FILES))
    return [one for one in said if one]


def share(points: float | None, voice: Voice) -> str:
    """What an option is worth."""
    return voice.say(SHARE, share=f"{points * 100:.0f}") if points is not None else ""


WEIGHTS: Mapping[int, str] = {
    1: N_("1 of 5: counts once"),
    2: N_("2 of 5: counts twice as much as a weight of 1"),
    3: N_("3 of 5: counts three times as much as a weight of 1"),
    4: N_("4 of 5: counts four times as much as a weight of 1"),
    5: N_("5 of 5: counts five times as much as a weight of 1"),
}
WEIGHT_OF = N_("Weight %(weight)s of 5")
ALL_PARTS = N_("Every part must be answered")
BOTH_LEVELS = N_("Also asked at the simple level")
CAP = N_(
    "Critical: while this is not met, the whole score is at most %(cap)s of 100. It is met where the reviewer judges "
    "it met, accepts it as not applying, or accepts a substitute measure whose last day has not passed; as long as "
    "nobody has judged it, only an answer that earns all points meets it. Partly met, or an answer that earns less, "
    "does not."
)


def weight(question: Question, voice: Voice) -> str:
    return voice.say(WEIGHTS[question.weight])


def cap(question: Question, voice: Voice) -> str:
    return voice.say(CAP, cap=question.critical.cap) if question.critical else ""
