"""The institution's own rules as forms: their fields follow from what is set."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.core import words
from app.core.errors import DomainError
from app.core.fields import WholeField
from app.core.forms import SekishoForm
from app.core.words import N_
from app.register import settings as own
from app.register.forms.deciding import text
from app.register.models import Stage
from app.register.rules import stages
from app.register.rules.rulebook import Depth, Entry
from app.register.rules.stages import Gate, Need
from app.register.rules.tiering import (
    THRESHOLDS,
    AnyWanted,
    Condition,
    Factor,
    LeastWanted,
    NumberWanted,
    Rule,
)
from app.register.words import deciding as said

BLANKS = 3
NEW_KEY = N_("Enter a key, a Japanese and an English name for the new entry.")


class ReasonForm(SekishoForm):
    reason = text(_l("Reason of the change"), DataRequired(_l("Say why it is changed.")))


# --- the rule of the tier ------------------------------------------------------------------


class TierRuleForm(ReasonForm):
    """`previewed` is a digest of the rule whose effect the person has seen."""

    rule_version = HiddenField()
    previewed = HiddenField()
    is_cautious = BooleanField(_l("What nobody recorded counts as if it held"))

    def conditions(self) -> list[Condition]:
        return [self._condition(factor) for factor in Factor]

    def _condition(self, factor: Factor) -> Condition:
        threshold = self[f"threshold_{factor}"].data if f"threshold_{factor}" in self else None
        return Condition(
            factor, self[f"tier_{factor}"].data, self[f"on_{factor}"].data, threshold, self[f"note_{factor}"].data or ""
        )  # fmt: skip

    def fields_of(self, factor: Factor) -> dict[str, Any]:
        parts = ("on", "threshold", "tier", "note")
        return {part: self[f"{part}_{factor}"] for part in parts if f"{part}_{factor}" in self}


def tier_rule_form(rule: Rule) -> TierRuleForm:
    fields: dict[str, Any] = {}
    data: dict[str, Any] = {"is_cautious": rule.is_cautious, "rule_version": str(rule.version)}
    rows = {condition.factor: condition for condition in rule.conditions}
    tiers = own.offered(own.TIERS, said.language())
    for factor in Factor:
        row = rows.get(factor) or Condition(factor, tiers[0][0], False)
        fields[f"on_{factor}"] = BooleanField(_l("Use this condition"))
        fields[f"tier_{factor}"] = SelectField(_l("Asks for at least"), choices=tiers)
        fields[f"note_{factor}"] = StringField(_l("Note of our own"), [_at_most(300)])
        wanted = _threshold(factor)
        if wanted is not None:
            fields[f"threshold_{factor}"] = wanted
        data |= {f"on_{factor}": row.is_on, f"tier_{factor}": row.tier, f"note_{factor}": row.note}
        data[f"threshold_{factor}"] = row.threshold
    form: TierRuleForm = type("TierRuleForm", (TierRuleForm,), fields)(data=data)
    return form


def _at_most(length: int) -> Length:
    return Length(max=length, message=_l("Use at most %(max)d characters."))


def _threshold(factor: Factor) -> Any:
    wanted = THRESHOLDS.get(factor)
    if isinstance(wanted, NumberWanted):
        return WholeField(_l("Threshold"), [InputRequired(_l("Enter a whole number."))])
    if isinstance(wanted, LeastWanted):
        return SelectField(
            _l("This, or graver"), choices=[(c.value, words.value_label(c)) for c in wanted.choices]
        )
    if isinstance(wanted, AnyWanted):
        return SelectMultipleField(
            _l("Any of these"), choices=[(c.value, words.value_label(c)) for c in wanted.choices],
            widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
        )  # fmt: skip
    return None


# --- the gates -----------------------------------------------------------------------------


class GatesForm(ReasonForm):
    """A table: a row for each item, a column for each move."""

    def gates(self) -> dict[tuple[Stage, Stage], Gate]:
        found = {}
        for place, move in enumerate(stages.FORWARD_MOVES):
            chosen = {item: self[f"need_{place}_{n}"].data for n, item in enumerate(gate_items())}
            items = {item: Need(need) for item, need in chosen.items() if need}
            found[move] = Gate(items, self[f"two_{place}"].data)
        return found


def gate_items() -> list[str]:
    mine = [f"{stages.OWN}{entry.key}" for entry in own.own_checks() if not entry.is_retired]
    return [*(item.value for item in stages.Item), *mine]


def gates_form(gates: Mapping[tuple[Stage, Stage], Gate]) -> GatesForm:
    fields: dict[str, Any] = {}
    data: dict[str, Any] = {}
    choices = [("", "–"), *words.choices(Need)]
    for place, move in enumerate(stages.FORWARD_MOVES):
        gate = gates[move]
        name = f"{words.value_label(move[0])} → {words.value_label(move[1])}"
        fields[f"two_{place}"] = BooleanField(name)
        data[f"two_{place}"] = gate.is_two_person
        for n, item in enumerate(gate_items()):
            fields[f"need_{place}_{n}"] = SelectField(f"{said.item_label(item)}: {name}", choices=choices)
            data[f"need_{place}_{n}"] = gate.items.get(item, "")
    form: GatesForm = type("GatesForm", (GatesForm,), fields)(data=data)
    return form


# --- lists of keys and names ---------------------------------------------------------------


class OwnListForm(ReasonForm):
    """The entries that are there, and a few empty rows for new ones."""

    keys: Sequence[str] = ()
    has_level = False
    has_depth = False

    def entries(self) -> list[Entry]:
        kept = [(self[f"place_{n}"].data or n + 1, self._entry(n, key)) for n, key in enumerate(self.keys)]
        placed = [entry for _place, entry in sorted(kept, key=lambda row: row[0])]
        return [*placed, *(entry for entry in map(self._new, range(BLANKS)) if entry is not None)]

    def _entry(self, n: int, key: str) -> Entry:
        return Entry(
            key, self[f"ja_{n}"].data or "", self[f"en_{n}"].data or "", self[f"retired_{n}"].data,
            self[f"level_{n}"].data if self.has_level else None,
            Depth(self[f"depth_{n}"].data) if self.has_depth else None,
        )  # fmt: skip

    def _new(self, n: int) -> Entry | None:
        key, ja, en = (self[f"new_{part}_{n}"].data or "" for part in ("key", "ja", "en"))
        if not (key or ja or en):
            return None
        if not (key and ja and en):
            raise DomainError(NEW_KEY, f"new_key_{n}")
        level = self[f"new_level_{n}"].data if self.has_level else None
        depth = Depth(self[f"new_depth_{n}"].data) if self.has_depth else None
        return Entry(key, ja, en, level=level, depth=depth)


def own_list_form(key: str, entries: Sequence[Entry]) -> OwnListForm:
    has_level, has_depth = key == own.DATA_CLASSES, key == own.TIERS
    fields: dict[str, Any] = {
        "keys": [e.key for e in entries], "has_level": has_level, "has_depth": has_depth,
    }  # fmt: skip
    data: dict[str, Any] = {}
    for n, entry in enumerate(entries):
        fields |= _entry_fields(str(n), has_level, has_depth, entry.key)
        fields[f"retired_{n}"] = BooleanField(_said(_l("Retired"), entry.key))
        fields[f"place_{n}"] = IntegerField(_said(_l("Order"), entry.key), [Optional()])
        data |= {
            f"ja_{n}": entry.ja,
            f"en_{n}": entry.en,
            f"retired_{n}": entry.is_retired,
            f"place_{n}": n + 1,
        }
        data |= {f"level_{n}": entry.level, f"depth_{n}": entry.depth.value if entry.depth else None}
    for n in range(BLANKS):
        new = _entry_fields(str(n), has_level, has_depth, str(n + 1))
        fields |= {f"new_{name}": made for name, made in new.items()}
        fields[f"new_key_{n}"] = StringField(_said(_l("Key"), str(n + 1)), [_at_most(40)])
    form: OwnListForm = type("OwnListForm", (OwnListForm,), fields)(data=data)
    return form


def _said(label: Any, which: str) -> str:
    return f"{label} ({which})"


def _entry_fields(n: str, has_level: bool, has_depth: bool, which: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        f"ja_{n}": StringField(_said(_l("Japanese name"), which), [_at_most(60)]),
        f"en_{n}": StringField(_said(_l("English name"), which), [_at_most(60)]),
    }
    if has_level:
        found[f"level_{n}"] = IntegerField(
            _said(_l("Level of confidentiality"), which), [Optional()], default=1
        )
    if has_depth:
        found[f"depth_{n}"] = SelectField(_said(_l("Depth"), which), choices=words.choices(Depth))
    return found


class FiguresForm(ReasonForm):
    screening_months = IntegerField(
        _l("Months for which a screening counts"), [InputRequired(_l("Enter a whole number."))]
    )
    override_months = IntegerField(
        _l("Longest override of a tier, in months"), [InputRequired(_l("Enter a whole number."))]
    )

    def figures(self) -> dict[str, int]:
        return {
            own.SCREENING_MONTHS: self.screening_months.data or 0,
            own.OVERRIDE_MONTHS: self.override_months.data or 0,
        }
