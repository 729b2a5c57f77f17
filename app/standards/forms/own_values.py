"""The fields of an own question out of the values that its change keeps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flask_babel import gettext

from app.standards.content.vocabulary import Respondent
from app.standards.forms.asked_when import fields_of
from app.standards.forms.figures import percent_of, plain_figure
from app.standards.sheets.voices import Voice

if TYPE_CHECKING:
    from app.standards.content.questionnaires import Questionnaire

# What is wrong with the Japanese is told there alone.
NO_BRACES = str.maketrans("", "", "{}")

PLAIN = ("section", "after", "type", "required", "respondent", "scope", "levels", "weight", "touches")
BOTH = ("ja", "en")
LONGEST = 60


def untranslated(japanese: str) -> str:
    """What stands for the English of a question that the institution answers itself."""
    return Voice("ja").own(japanese).translate(NO_BRACES)


def places(draft: Questionnaire, own: str, voice: Voice) -> dict[str, list[tuple[str, str]]]:
    """Where an own question can stand: behind which other one, by section."""
    found = {str(gettext("Usual place")): [("", str(gettext("At the end of the section")))]}
    for section in draft.sections:
        found[voice.text(section.title)] = [
            (one.id, cut(f"{one.id} {voice.text(one.text)}")) for one in section.questions if one.id != own
        ]
    return found


def cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def fields_said(values: Mapping[str, Any]) -> dict[str, Any]:
    blank = dict.fromkeys((*PLAIN, "decimals", "low", "high", "cap"))
    said: dict[str, Any] = {**blank, "touches": [], "required": True}
    said |= {"after": "", **{name: values[name] for name in PLAIN if name in values}}
    critical = values.get("critical") or {}
    texts = {**{name: values.get(name) for name in ("text", "help", "evidence", "unit")},
             "why": critical.get("why")}  # fmt: skip
    for name, text in texts.items():
        said |= {f"{name}_{one}": (text or {}).get(one, "") for one in BOTH}
    options = values.get("options", ())
    said |= {f"options_{one}": [option[one] for option in options] for one in BOTH}
    if values.get("respondent") == Respondent.INSTITUTION:
        _without_stand_ins(said)
    said["points"] = [percent_of(one["points"]) for one in options if one.get("points") is not None]
    said["alone"] = [at for at, one in enumerate(options, start=1) if one.get("exclusive")]
    said |= {"cap": critical.get("cap"), "decimals": values.get("decimals")}
    said |= {"low": values.get("min"), "high": values.get("max")}
    said["several"] = bool(values.get("several") or values.get("many"))
    return {**said, **_expected(values), **fields_of(values.get("ask_when"))}


def _without_stand_ins(said: dict[str, Any]) -> None:
    """Where the Japanese stands for the English, the English was left empty."""
    for name in ("text", "help", "evidence", "unit", "why"):
        if said[f"{name}_en"] == untranslated(said[f"{name}_ja"]):
            said[f"{name}_en"] = ""
    if said["options_en"] == [untranslated(one) for one in said["options_ja"]]:
        said["options_en"] = []


def _expected(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that say what is expected."""
    expect = values.get("expect") or {}
    said: dict[str, Any] = {"expect": "", "chosen_how": "", "chosen": []}
    if isinstance(expect, str):
        return {**said, **_limits({}), "expect": expect}
    for how in ("all", "any", "none"):
        if how in expect:
            said |= {"chosen_how": how, "chosen": [int(one.rpartition("_")[2]) for one in expect[how]]}
    return {**said, **_limits(expect)}


def _limits(expect: Mapping[str, Any]) -> dict[str, Any]:
    bounds = {"from_figure": expect.get("at_least"), "to_figure": expect.get("at_most")}
    said = {name: None if value is None else plain_figure(value) for name, value in bounds.items()}
    return {**said, "months": expect.get("within_months"), "countries": sorted(expect.get("only", ()))}
