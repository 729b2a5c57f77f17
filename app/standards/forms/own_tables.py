"""What an own question lists in rows: the columns of its table, counted from 1, and labels of the steps of its rating.

All columns that can be are fields; the page shows those in use. A button of the page adds or removes one and shows the
form again as it was typed: `arranged` moves what was sent, before any field reads it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, SelectField, StringField
from wtforms.fields.core import Label

from app.core.forms import SekishoForm
from app.register.forms.ours import LinesField, at_most
from app.standards.content.vocabulary import MOST_COLUMNS, Respondent
from app.standards.forms.figures import whole
from app.standards.forms.own_fields import AnswerFields
from app.standards.forms.own_values import BOTH, untranslated
from app.standards.forms.questions import TOGETHER
from app.standards.rules import saying

COLUMNS = range(1, MOST_COLUMNS + 1)
FIRST_COLUMNS = 2
STEPS = range(11)
TYPES = ("text", "number", "percent", "date", "yes_no", "single", "country")
# Part of a column → the types of answer that know it.
OF_TYPE: Mapping[str, tuple[str, ...]] = {
    "unit_ja": ("number",),
    "unit_en": ("number",),
    "decimals": ("number", "percent"),
    "options_ja": ("single",),
    "options_en": ("single",),
    "several": ("country",),
}
PARTS = ("ja", "en", "type", "optional", *OF_TYPE)
BOXES = frozenset({"optional", "several"})
ADDING, REMOVING, RESHAPING = "add_column", "remove_column", "reshape"
BUTTONS = frozenset({ADDING, REMOVING, RESHAPING})
WORDS = {
    "ja": _l("Name in Japanese"),
    "en": _l("Name in English"),
    "type": _l("Type of answer"),
    "optional": _l("May stay empty"),
    "unit_ja": _l("Unit in Japanese"),
    "unit_en": _l("Unit in English"),
    "decimals": _l("Decimal places"),
    "options_ja": _l("Choices in Japanese"),
    "options_en": _l("Choices in English"),
    "several": _l("Several may be given"),
}


def type_choices() -> list[tuple[str, str]]:
    return [("", gettext("Choose the type")), *((one, gettext(saying.TYPES[one])) for one in TYPES)]


def column_fields(number: int) -> dict[str, Any]:
    """Their labels are whole, as a list of errors tells them away from their column."""
    said = {part: _l("Column %(number)s: %(what)s", number=number, what=WORDS[part]) for part in PARTS}
    lines = {"rows": 3}
    made = {
        "ja": StringField(said["ja"], [at_most(100)]),
        "en": StringField(said["en"], [at_most(100)]),
        "type": SelectField(said["type"], choices=type_choices),
        "optional": BooleanField(said["optional"]),
        "unit_ja": StringField(said["unit_ja"], [at_most(20)]),
        "unit_en": StringField(said["unit_en"], [at_most(20)]),
        "decimals": whole(said["decimals"], 0, 6),
        "options_ja": LinesField(said["options_ja"], [at_most(4000)], render_kw=lines),
        "options_en": LinesField(said["options_en"], [at_most(4000)], render_kw=lines),
        "several": BooleanField(said["several"]),
    }
    return {f"column_{number}_{part}": field for part, field in made.items()}


def step_fields(step: int) -> dict[str, Any]:
    return {
        f"step_{step}_ja": StringField(_l("Step %(step)s in Japanese", step=step), [at_most(100)]),
        f"step_{step}_en": StringField(_l("Step %(step)s in English", step=step), [at_most(100)]),
    }


# --- what was sent -------------------------------------------------------------------------


def arranged(given: Any) -> tuple[MultiDict[str, str], int]:
    """What was sent with its columns in their new places, and how many of them there are to show. Whoever saves or
    looks at the question finds empty columns behind the others."""
    columns = [{part: given.getlist(f"column_{number}_{part}") for part in PARTS} for number in COLUMNS]
    count = max((place for place, one in enumerate(columns, start=1) if any(one.values())), default=0)
    columns = columns[:count]
    removed = given.get(REMOVING, "")
    if removed in map(str, range(1, count + 1)):
        del columns[int(removed) - 1]
    elif ADDING in given:
        columns.append({})
    elif not BUTTONS & set(given):
        columns.sort(key=_is_blank)
    columns = columns[:MOST_COLUMNS]
    made = MultiDict[str, str](
        (name, value) for name, values in given.lists() for value in values if not name.startswith("column_")
    )
    # A column that was removed is sent as an empty one: else its field would show what is stored.
    for number in COLUMNS:
        said = columns[number - 1] if number <= len(columns) else {}
        for part in PARTS:
            sent = said.get(part) or ([] if part in BOXES else [""])
            made.setlist(f"column_{number}_{part}", sent)
    return made, len(columns)


def _is_blank(column: Mapping[str, list[str]]) -> bool:
    return not any(text.strip() for values in column.values() for text in values)


class WithinLabel(Label):
    """Of a field that stands in a named group: short in its place, whole wherever else it is named."""

    def __init__(self, label: Label, short: Any) -> None:
        super().__init__(label.field_id, label.text)
        self.short = short

    def __call__(self, text: Any = None, **kwargs: Any) -> Any:
        return super().__call__(text or self.short, **kwargs)


@dataclass(frozen=True)
class Column:
    number: int
    fields: Mapping[str, Any]


class TableFields(AnswerFields):
    """`columns_sent`: how many columns the page showed when it was sent, with what its button did."""

    columns_sent = 0
    together = (
        *TOGETHER,
        frozenset({"rows_from", "rows_to"}),
        *(frozenset(f"column_{one}_{part}" for part in ("ja", "en", "type")) for one in COLUMNS),
        *(frozenset(f"column_{one}_unit_{each}" for each in BOTH) for one in COLUMNS),
        *(frozenset(f"column_{one}_options_{each}" for each in BOTH) for one in COLUMNS),
        *(frozenset(f"step_{one}_{each}" for each in BOTH) for one in STEPS),
    )

    class Meta(SekishoForm.Meta):
        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            given = super().wrap_formdata(form, formdata)
            if not given:
                return given
            found, form.columns_sent = arranged(given)
            return found

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in COLUMNS:
            for part, found in self._column(number).items():
                found.label = WithinLabel(found.label, WORDS[part])

    # --- shown ---

    @property
    def is_reshaped(self) -> bool:
        return request.method == "POST" and bool(BUTTONS & set(request.form))

    @property
    def focus(self) -> str:
        """Where a reader goes on after a button changed the columns."""
        if not self.is_reshaped:
            return ""
        removed = request.form.get(REMOVING, "")
        if removed.isdecimal():
            return f"column_{min(int(removed), len(self.columns)) or 1}_ja"
        return f"column_{len(self.columns) if ADDING in request.form else 1}_ja"

    def after_removing(self, number: int) -> str:
        """The column that takes its place, or the one before it."""
        return f"column_{min(number, len(self.columns) - 1) or 1}_ja"

    @property
    def columns(self) -> list[Column]:
        last = max((one for one in COLUMNS if self._is_column(one)), default=0)
        count = max(self.columns_sent or last or FIRST_COLUMNS, last)
        return [Column(one, self._column(one)) for one in range(1, count + 1)]

    @property
    def may_add(self) -> bool:
        return len(self.columns) < MOST_COLUMNS

    @property
    def steps(self) -> Iterator[tuple[int, Any, Any]]:
        return ((one, self._fields[f"step_{one}_ja"], self._fields[f"step_{one}_en"]) for one in STEPS)

    @property
    def uses_columns(self) -> bool:
        return any(self._is_column(one) for one in COLUMNS) or self.is_used(
            "column_1_ja", "rows_from", "rows_to"
        )

    @property
    def uses_steps(self) -> bool:
        return self.is_used(*(f"step_{one}_{each}" for one in STEPS for each in BOTH))

    def _column(self, number: int) -> dict[str, Any]:
        return {part: self._fields[f"column_{number}_{part}"] for part in PARTS}

    def _is_column(self, number: int) -> bool:
        return any(self._is_entered(f"column_{number}_{part}") for part in PARTS)

    # --- looked over ---

    def check_rows(self) -> bool:
        return all([self._columns_fit(), self._rows_fit(), self._steps_fit()])

    def _columns_fit(self) -> bool:
        used = [one for one in COLUMNS if self._is_column(one)]
        if self.type.data == "table" and not used:
            return self._wrong("column_1_ja", gettext("Enter at least one column."))
        fits = self._column_fits if self.type.data == "table" else self._no_column_fits
        found = [fits(one) for one in used]
        return all(found)

    def _no_column_fits(self, number: int) -> bool:
        names = (f"column_{number}_{part}" for part in PARTS)
        return self._only_for(next(one for one in names if self._is_entered(one)), ("table",))

    def _column_fits(self, number: int) -> bool:
        name = f"column_{number}"
        kind = self._fields[f"{name}_type"].data
        found = [self._both_given(name)]
        if kind not in TYPES:
            return self._wrong(f"{name}_type", gettext("Choose the type of answer."))
        for part, types in OF_TYPE.items():
            if kind not in types and self._is_entered(f"{name}_{part}"):
                found.append(self._only_for(f"{name}_{part}", types))
        if kind == "number":
            found.append(self._unit_given(f"{name}_unit"))
        if kind == "single":
            found.append(self._choices_given(f"{name}_options"))
        return all(found)

    def _both_given(self, name: str) -> bool:
        japanese, english = (self._fields[f"{name}_{one}"].data for one in BOTH)
        found = []
        if not japanese:
            found.append(self._wrong(f"{name}_ja", gettext("Enter the Japanese wording.")))
        if not english and not self.is_ours_to_answer:
            found.append(self._wrong(f"{name}_en", gettext("Enter the English wording.")))
        return not found

    def _rows_fit(self) -> bool:
        least, most = self.rows_from.data, self.rows_to.data
        if None in (least, most) or least <= most:
            return True
        return self._wrong("rows_to", gettext("This is less than “Fewest rows”."))

    def _steps_fit(self) -> bool:
        used = [one for one in STEPS if any(self._fields[f"step_{one}_{each}"].data for each in BOTH)]
        if self.type.data == "score":
            found = [self._both_given(f"step_{one}") for one in used]
        else:
            names = [f"step_{one}_{each}" for one in used for each in BOTH]
            found = [self._only_for(name, ("score",)) for name in names if self._fields[name].data]
        return all(found)

    # --- to and from the change ---

    def rows_given(self) -> dict[str, Any]:
        """Of the type of answer that is chosen."""
        if self.type.data == "score":
            used = [one for one in STEPS if any(self._fields[f"step_{one}_{each}"].data for each in BOTH)]
            return {"labels": {str(one): self._text(f"step_{one}") for one in used}}
        if self.type.data != "table":
            return {}
        bounds = {"min_rows": self.rows_from.data, "max_rows": self.rows_to.data}
        return {
            "columns": [self._column_given(one) for one in COLUMNS if self._is_column(one)],
            **{name: value for name, value in bounds.items() if value is not None},
        }

    def _column_given(self, number: int) -> dict[str, Any]:
        name, found = f"column_{number}", self._column(number)
        kind = found["type"].data
        said: dict[str, Any] = {
            **self._text(name), "type": kind, "required": not found["optional"].data,
        }  # fmt: skip
        if kind == "number":
            said["unit"] = self._text(f"{name}_unit")
        if kind in OF_TYPE["decimals"]:
            said["decimals"] = found["decimals"].data or 0
        if kind == "single":
            said["options"] = self._options(f"{name}_options")
        if kind == "country":
            said["several"] = found["several"].data
        return said


# Each class keeps its fields in the order in which they are made.
for _number in COLUMNS:
    for _name, _field in column_fields(_number).items():
        setattr(TableFields, _name, _field)
for _step in STEPS:
    for _name, _field in step_fields(_step).items():
        setattr(TableFields, _name, _field)


def rows_said(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields out of the values that a change keeps."""
    is_ours = values.get("respondent") == Respondent.INSTITUTION
    said: dict[str, Any] = {"rows_from": values.get("min_rows"), "rows_to": values.get("max_rows")}
    columns = values.get("columns", ())
    for number in COLUMNS:
        column = columns[number - 1] if number <= len(columns) else {}
        said |= {f"column_{number}_{part}": value for part, value in _column_said(column, is_ours).items()}
    labels = values.get("labels") or {}
    for step in STEPS:
        for one, text in _texts(labels.get(str(step)), is_ours).items():
            said[f"step_{step}_{one}"] = text
    return said


def _column_said(column: Mapping[str, Any], is_ours: bool) -> dict[str, Any]:
    options = [_texts(one, False) for one in column.get("options", ())]
    lines = {one: [option[one] for option in options] for one in BOTH}
    if is_ours and lines["en"] == [untranslated(one) for one in lines["ja"]]:
        lines["en"] = []
    return {
        **_texts(column, is_ours),
        "type": column.get("type", ""),
        "optional": not column.get("required", True),
        **{f"unit_{one}": text for one, text in _texts(column.get("unit"), is_ours).items()},
        "decimals": column.get("decimals"),
        **{f"options_{one}": lines[one] for one in BOTH},
        "several": bool(column.get("several")),
    }


def _texts(text: Mapping[str, Any] | None, is_ours: bool) -> dict[str, str]:
    """Where the Japanese stands for the English, the English was left empty."""
    said = {one: (text or {}).get(one, "") for one in BOTH}
    return said | {"en": ""} if is_ours and said["en"] == untranslated(said["ja"]) else said
