"""The published rule of the 管理区分. Pure: what is recorded goes in, the tier and its reasons come out.

Each condition that holds asks for at least one tier, and the gravest tier asked for is the engagement's: a
committee can check it by hand, and a graver fact never makes the tier milder.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from app.register.models import Access, Category, Connection, Substitutability, SystemGrade

HOME = "JP"
# The class of data that says: there are none.
NO_DATA_LEVEL = 0


class Factor(StrEnum):
    IMPORTANT_FUNCTION = "important_function"
    SHORT_TOLERANCE = "short_tolerance"
    DESIGNATED_SYSTEM = "designated_system"
    PERSONAL_VOLUME = "personal_volume"
    SENSITIVE_DATA = "sensitive_data"
    SPECIAL_CARE_DATA = "special_care_data"
    CONFIDENTIALITY = "confidentiality"
    ACCESS = "access"
    CONNECTION = "connection"
    SUBSTITUTABILITY = "substitutability"
    ANNUAL_AMOUNT = "annual_amount"
    IMPORTANT_THIRD_PARTY = "important_third_party"
    DESIGNATED_EQUIPMENT = "designated_equipment"
    CATEGORY = "category"
    DATA_ABROAD = "data_abroad"


class FactorState(StrEnum):
    HELD = "held"
    NOT_HELD = "not_held"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What the rule reads of one engagement. None, and the values called unknown, mean: nobody recorded it."""

    # (important, tolerance in hours) of each function served
    functions: Sequence[tuple[bool, int | None]] = ()
    systems: Sequence[SystemGrade] = ()
    has_personal_data: bool | None = None
    data_volume: int | None = None
    has_sensitive_data: bool | None = None
    has_special_care_data: bool | None = None
    data_classes: Sequence[str] = ()
    data_countries: Sequence[str] = ()
    access: Access = Access.UNKNOWN
    connection: Connection = Connection.UNKNOWN
    substitutability: Substitutability = Substitutability.UNKNOWN
    annual_amount: int | None = None
    is_important_third_party: bool = False
    is_designated_equipment: bool = False
    category: Category = Category.CONTRACT_WORK


@dataclass(frozen=True)
class Condition:
    """One row of the rule. `threshold`: a number, the least value of an ordered list, or any of several."""

    factor: Factor
    tier: str
    is_on: bool = True
    threshold: Any = None
    note: str = ""


@dataclass(frozen=True)
class Rule:
    conditions: Sequence[Condition]
    # What nobody recorded counts as if it held.
    is_cautious: bool = True
    version: int = 1


@dataclass(frozen=True)
class Scale:
    """The institution's tiers, the gravest first, and the level of each class of data."""

    tiers: Sequence[str]
    levels: Mapping[str, int] = field(default_factory=dict)

    @property
    def mildest(self) -> str:
        return self.tiers[-1]

    def gravest(self, asked: Sequence[str]) -> str:
        known = [tier for tier in asked if tier in self.tiers]
        return min(known, key=self.tiers.index) if known else self.mildest


@dataclass(frozen=True)
class Line:
    """One factor of a result: what is recorded, what follows from it."""

    factor: str
    value: Any
    threshold: Any
    state: FactorState
    tier: str
    is_decisive: bool = False

    @property
    def is_unknown(self) -> bool:
        return self.state == FactorState.UNKNOWN


@dataclass(frozen=True)
class Result:
    """`certain_tier` is what the recorded factors alone would give."""

    tier: str
    certain_tier: str
    lines: Sequence[Line]

    def as_json(self) -> list[dict[str, Any]]:
        return [{**asdict(line), "state": line.state.value} for line in self.lines]


def lines_of(stored: Any) -> list[Line]:
    """A snapshot, read back; whatever is no line of ours is left out."""
    rows = [row for row in stored if isinstance(row, dict)] if isinstance(stored, list) else []
    known = dict.fromkeys(Line.__dataclass_fields__)
    found = []
    for row in rows:
        given = {name: row[name] for name in known if name in row}
        if {"factor", "state", "tier"} <= given.keys() and given["state"] in set(FactorState):
            given["state"] = FactorState(given["state"])
            found.append(Line(**{"value": None, "threshold": None, **given}))
    return found


def judge(rule: Rule, scale: Scale, recorded: Recorded) -> Result:
    lines = [_line(condition, scale, recorded) for condition in rule.conditions if condition.is_on]
    held = [line.tier for line in lines if line.state == FactorState.HELD]
    doubtful = [line.tier for line in lines if line.is_unknown and rule.is_cautious]
    tier = scale.gravest([*held, *doubtful])
    counted = {FactorState.HELD} | ({FactorState.UNKNOWN} if rule.is_cautious else set())
    marked = [
        Line(line.factor, line.value, line.threshold, line.state, line.tier, is_decisive=True)
        if line.state in counted and line.tier == tier != scale.mildest
        else line
        for line in lines
    ]
    return Result(tier, scale.gravest(held), marked)


def _line(condition: Condition, scale: Scale, recorded: Recorded) -> Line:
    value, state = LOOKS[condition.factor](recorded, condition.threshold, scale.levels)
    return Line(condition.factor.value, value, condition.threshold, state, condition.tier)


Look = Callable[[Recorded, Any, Mapping[str, int]], tuple[Any, FactorState]]


def _said(holds: bool | None) -> FactorState:
    if holds is None:
        return FactorState.UNKNOWN
    return FactorState.HELD if holds else FactorState.NOT_HELD


def _important_function(r: Recorded, _t: Any, _l: Mapping[str, int]) -> tuple[Any, FactorState]:
    if not r.functions:
        return None, FactorState.UNKNOWN
    important = sum(is_important for is_important, _ in r.functions)
    return [important, len(r.functions)], _said(important > 0)


def _short_tolerance(r: Recorded, hours: Any, _l: Mapping[str, int]) -> tuple[Any, FactorState]:
    """Of the important functions only: how long the others can wait decides nothing. With none tied, it is the
    important function itself that is unknown."""
    told = [tolerance for is_important, tolerance in r.functions if is_important]
    known = [tolerance for tolerance in told if tolerance is not None]
    if known and min(known) <= hours:
        return min(known), FactorState.HELD
    if None in told:
        return None, FactorState.UNKNOWN
    return (min(known) if known else None), FactorState.NOT_HELD


def _designated_system(r: Recorded, _t: Any, _l: Mapping[str, int]) -> tuple[Any, FactorState]:
    """None tied: not recorded yet, unless it is on record that nothing of ours is reached."""
    if not r.systems and (r.access, r.connection) != (Access.NONE, Connection.NONE):
        return None, FactorState.UNKNOWN
    designated = sum(grade == SystemGrade.DESIGNATED for grade in r.systems)
    is_open = not designated and SystemGrade.NOT_JUDGED in r.systems
    return [designated, len(r.systems)], _said(None if is_open else designated > 0)


def _personal_volume(r: Recorded, least: Any, _l: Mapping[str, int]) -> tuple[Any, FactorState]:
    if r.has_personal_data is False:
        return 0, FactorState.NOT_HELD
    if r.has_personal_data is None or r.data_volume is None:
        return None, FactorState.UNKNOWN
    return r.data_volume, _said(r.data_volume >= least)


def _flag(name: str) -> Look:
    return lambda r, _t, _l: (getattr(r, name), _said(getattr(r, name)))


def _confidentiality(r: Recorded, least: Any, levels: Mapping[str, int]) -> tuple[Any, FactorState]:
    keys = list(r.data_classes)
    found = [levels[key] for key in keys if key in levels]
    if found and max(found) >= least:
        return keys, FactorState.HELD
    is_open = not keys or len(found) < len(keys)
    return keys or None, _said(None if is_open else False)


ACCESS_ORDER = (Access.NONE, Access.VIEW, Access.CHANGE, Access.ADMINISTER)
SUBSTITUTABILITY_ORDER = (Substitutability.EASY, Substitutability.HARD, Substitutability.NONE)


def _at_least(name: str, order: Sequence[StrEnum]) -> Look:
    def look(r: Recorded, least: Any, _l: Mapping[str, int]) -> tuple[Any, FactorState]:
        value = getattr(r, name)
        if value not in order:
            return None, FactorState.UNKNOWN
        return value.value, _said(order.index(value) >= [str(step) for step in order].index(least))

    return look


def _any_of(name: str, unknown: StrEnum | None = None) -> Look:
    def look(r: Recorded, wanted: Any, _l: Mapping[str, int]) -> tuple[Any, FactorState]:
        value = getattr(r, name)
        if value == unknown:
            return None, FactorState.UNKNOWN
        return value.value, _said(value.value in wanted)

    return look


def _annual_amount(r: Recorded, least: Any, _l: Mapping[str, int]) -> tuple[Any, FactorState]:
    return r.annual_amount, _said(None if r.annual_amount is None else r.annual_amount >= least)


def _data_abroad(r: Recorded, _t: Any, levels: Mapping[str, int]) -> tuple[Any, FactorState]:
    if r.data_countries:
        countries = list(r.data_countries)
        return countries, _said(any(country != HOME for country in countries))
    classes = [levels.get(key) for key in r.data_classes]
    has_none = bool(classes) and all(level == NO_DATA_LEVEL for level in classes)
    return None, _said(False if has_none else None)


LOOKS: Mapping[Factor, Look] = {
    Factor.IMPORTANT_FUNCTION: _important_function,
    Factor.SHORT_TOLERANCE: _short_tolerance,
    Factor.DESIGNATED_SYSTEM: _designated_system,
    Factor.PERSONAL_VOLUME: _personal_volume,
    Factor.SENSITIVE_DATA: _flag("has_sensitive_data"),
    Factor.SPECIAL_CARE_DATA: _flag("has_special_care_data"),
    Factor.CONFIDENTIALITY: _confidentiality,
    Factor.ACCESS: _at_least("access", ACCESS_ORDER),
    Factor.CONNECTION: _any_of("connection", Connection.UNKNOWN),
    Factor.SUBSTITUTABILITY: _at_least("substitutability", SUBSTITUTABILITY_ORDER),
    Factor.ANNUAL_AMOUNT: _annual_amount,
    Factor.IMPORTANT_THIRD_PARTY: _flag("is_important_third_party"),
    Factor.DESIGNATED_EQUIPMENT: _flag("is_designated_equipment"),
    Factor.CATEGORY: _any_of("category"),
    Factor.DATA_ABROAD: _data_abroad,
}


@dataclass(frozen=True)
class NumberWanted:
    low: int
    high: int


@dataclass(frozen=True)
class LeastWanted:
    """One of an ordered list: that, or more."""

    choices: Sequence[StrEnum]


@dataclass(frozen=True)
class AnyWanted:
    choices: Sequence[StrEnum]


# What each factor compares with; a factor that is not here is simply so or not so.
THRESHOLDS: Mapping[Factor, NumberWanted | LeastWanted | AnyWanted] = {
    Factor.SHORT_TOLERANCE: NumberWanted(0, 8760),
    Factor.PERSONAL_VOLUME: NumberWanted(1, 10**12),
    Factor.CONFIDENTIALITY: NumberWanted(1, 9),
    Factor.ACCESS: LeastWanted(ACCESS_ORDER[1:]),
    Factor.CONNECTION: AnyWanted([one for one in Connection if one not in (Connection.UNKNOWN, Connection.NONE)]),
    Factor.SUBSTITUTABILITY: LeastWanted(SUBSTITUTABILITY_ORDER[1:]),
    Factor.ANNUAL_AMOUNT: NumberWanted(1, 10**15),
    Factor.CATEGORY: AnyWanted(list(Category)),
}  # fmt: skip
