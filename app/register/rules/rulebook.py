"""What makes the institution's own lists and its tier rule sound. Pure: stored JSON in, typed values out."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.core.errors import DomainError
from app.core.words import N_
from app.register.rules.tiering import (
    THRESHOLDS,
    AnyWanted,
    Condition,
    Factor,
    LeastWanted,
    NumberWanted,
    Rule,
)

LONGEST_NAME = 60
MOST_ENTRIES = 200
LEVELS = range(10)
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")

SHAPE = N_("This is not a list of entries with a key and names. Nothing was changed.")
KEY_SHAPE = N_("A key is made of small letters, digits and _ and begins with a letter: “%(key)s” is not.")
KEY_TWICE = N_("The key “%(key)s” stands there twice. Choose another one.")
NAME_MISSING = N_("Enter the Japanese and the English name of “%(key)s”.")
NAME_LONG = N_("Use at most %(max)d characters for the names of “%(key)s”.")
NAME_TWICE = N_("“%(name)s” stands there twice. Two entries of one name cannot be told apart.")
TOO_MANY = N_("Use at most %(max)d entries.")
NONE_LEFT = N_("Keep at least one entry in use.")
LEVEL_WRONG = N_("Enter the level of confidentiality of “%(key)s” as a number from 0 to 9.")
DEPTH_WRONG = N_("Say of “%(key)s” whether it is strict or simple in depth.")
RULE_SHAPE = N_("This is not a rule of the tier. Nothing was changed.")
FACTOR_UNKNOWN = N_("“%(factor)s” is no factor that Sekisho knows.")
FACTOR_TWICE = N_("The factor “%(factor)s” stands there twice.")
TIER_UNKNOWN = N_("Choose a tier of the list that is in use.")
NUMBER_WRONG = N_("Enter a whole number from %(low)s to %(high)s.")
CHOICE_WRONG = N_("Choose one of the values offered.")
CHOICE_MISSING = N_("Choose at least one value, or switch the condition off.")


class Depth(StrEnum):
    """How deep the content goes that a tier asks for."""

    STRICT = "strict"
    SIMPLE = "simple"


@dataclass(frozen=True)
class Entry:
    """One entry of a list of the institution's. `level` only for classes of data, `depth` only for tiers."""

    key: str
    ja: str
    en: str
    is_retired: bool = False
    level: int | None = None
    depth: Depth | None = None

    def name(self, language: str) -> str:
        return self.en if language == "en" else self.ja

    def as_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {"key": self.key, "ja": self.ja, "en": self.en}
        if self.is_retired:
            found["is_retired"] = True
        if self.level is not None:
            found["level"] = self.level
        if self.depth is not None:
            found["depth"] = self.depth.value
        return found


def entries_of(value: Any) -> list[Entry]:
    """Checked when it was stored."""
    return [
        Entry(
            row["key"], row["ja"], row["en"], bool(row.get("is_retired")), row.get("level"),
            Depth(row["depth"]) if row.get("depth") else None,
        )
        for row in value
    ]  # fmt: skip


def check_entries(value: Any) -> None:
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise DomainError(SHAPE)
    if len(value) > MOST_ENTRIES:
        raise DomainError(TOO_MANY, max=MOST_ENTRIES)
    seen: set[str] = set()
    for row in value:
        _check_entry(row, seen)


def _check_entry(row: dict[str, Any], seen: set[str]) -> None:
    key = row.get("key")
    if not isinstance(key, str) or not KEY.fullmatch(key):
        raise DomainError(KEY_SHAPE, key=str(key)[:LONGEST_NAME])
    if f"key {key}" in seen:
        raise DomainError(KEY_TWICE, key=key)
    seen.add(f"key {key}")
    for language in ("ja", "en"):
        name = row.get(language)
        if not isinstance(name, str) or not name.strip():
            raise DomainError(NAME_MISSING, key=key)
        if len(name) > LONGEST_NAME:
            raise DomainError(NAME_LONG, key=key, max=LONGEST_NAME)
        if f"{language} {name}" in seen:
            raise DomainError(NAME_TWICE, name=name)
        seen.add(f"{language} {name}")


def check_data_classes(value: Any) -> None:
    check_entries(value)
    for row in value:
        level = row.get("level")
        if not isinstance(level, int) or isinstance(level, bool) or level not in LEVELS:
            raise DomainError(LEVEL_WRONG, key=row["key"])


def check_tiers(value: Any) -> None:
    check_entries(value)
    for row in value:
        if row.get("depth") not in set(Depth):
            raise DomainError(DEPTH_WRONG, key=row["key"])
    if not any(not row.get("is_retired") for row in value):
        raise DomainError(NONE_LEFT)


def rule_of(value: Any) -> Rule:
    """Checked when it was stored. A factor that came with a later edition is there, switched off."""
    rows = {row["factor"]: row for row in value["conditions"]}
    conditions = [
        Condition(Factor(key), row["tier"], row["is_on"], row["threshold"], row.get("note", ""))
        for key, row in rows.items()
        if key in set(Factor)
    ]
    return Rule(conditions, value["is_cautious"], value["version"])


def rule_as_json(rule: Rule) -> dict[str, Any]:
    return {
        "version": rule.version,
        "is_cautious": rule.is_cautious,
        "conditions": [
            {
                "factor": row.factor.value, "tier": row.tier, "threshold": row.threshold,
                "is_on": row.is_on, "note": row.note,
            }
            for row in rule.conditions
        ],
    }  # fmt: skip


def check_rule(value: Any, tiers: Collection[str]) -> None:
    if not isinstance(value, dict) or not isinstance(value.get("conditions"), list):
        raise DomainError(RULE_SHAPE)
    if not isinstance(value.get("is_cautious"), bool) or not isinstance(value.get("version"), int):
        raise DomainError(RULE_SHAPE)
    seen: set[str] = set()
    for row in value["conditions"]:
        if not isinstance(row, dict) or not isinstance(row.get("is_on"), bool):
            raise DomainError(RULE_SHAPE)
        _check_condition(row, seen, tiers)


def _check_condition(row: dict[str, Any], seen: set[str], tiers: Collection[str]) -> None:
    factor = row.get("factor")
    if factor not in set(Factor):
        raise DomainError(FACTOR_UNKNOWN, factor=str(factor)[:LONGEST_NAME])
    if factor in seen:
        raise DomainError(FACTOR_TWICE, factor=factor)
    seen.add(factor)
    if row.get("tier") not in tiers:
        raise DomainError(TIER_UNKNOWN, f"tier_{factor}")
    check_threshold(Factor(factor), row.get("threshold"), is_on=row["is_on"])


def check_threshold(factor: Factor, threshold: Any, *, is_on: bool = True) -> None:
    wanted, field = THRESHOLDS.get(factor), f"threshold_{factor}"
    if isinstance(wanted, NumberWanted):
        is_number = isinstance(threshold, int) and not isinstance(threshold, bool)
        if not is_number or not wanted.low <= threshold <= wanted.high:
            raise DomainError(NUMBER_WRONG, field, low=wanted.low, high=wanted.high)
    elif isinstance(wanted, LeastWanted):
        if threshold not in _values(wanted.choices):
            raise DomainError(CHOICE_WRONG, field)
    elif isinstance(wanted, AnyWanted):
        if not isinstance(threshold, list) or not set(threshold) <= set(_values(wanted.choices)):
            raise DomainError(CHOICE_WRONG, field)
        if is_on and not threshold:
            raise DomainError(CHOICE_MISSING, field)


def _values(choices: Sequence[StrEnum]) -> list[str]:
    return [choice.value for choice in choices]
