"""The fields of an own question out of the values that its change keeps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.standards.forms.asked_when import fields_of
from app.standards.forms.figures import percent_of, plain_figure

PLAIN = ("section", "type", "required", "respondent", "scope", "levels", "weight", "touches")
BOTH = ("ja", "en")


def fields_said(values: Mapping[str, Any]) -> dict[str, Any]:
    blank = dict.fromkeys((*PLAIN, "decimals", "low", "high", "cap"))
    said: dict[str, Any] = {**blank, "touches": [], "required": True}
    said |= {name: values[name] for name in PLAIN if name in values}
    critical = values.get("critical") or {}
    texts = {**{name: values.get(name) for name in ("text", "help", "evidence", "unit")},
             "why": critical.get("why")}  # fmt: skip
    for name, text in texts.items():
        said |= {f"{name}_{one}": (text or {}).get(one, "") for one in BOTH}
    options = values.get("options", ())
    said |= {f"options_{one}": [option[one] for option in options] for one in BOTH}
    said["points"] = [percent_of(one["points"]) for one in options if one.get("points") is not None]
    said |= {"cap": critical.get("cap"), "decimals": values.get("decimals")}
    said |= {"low": values.get("min"), "high": values.get("max")}
    said["several"] = bool(values.get("several") or values.get("many"))
    return {**said, **_expected(values), **fields_of(values.get("ask_when"))}


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
