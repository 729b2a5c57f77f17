"""Numbers as people write them, in the fields of an own question."""

from __future__ import annotations

import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import DecimalField, IntegerField, StringField
from wtforms.validators import NumberRange, Optional, StopValidation

LARGEST = 10**12


class FigureDecimalField(DecimalField):
    """A number as a person writes it, full-width digits too; kept as a plain number."""

    data: Any

    def process_data(self, value: Any) -> None:
        self.data = plain_figure(value) if value is not None else None

    def process_formdata(self, valuelist: list[str]) -> None:
        given = valuelist[0].strip().replace(",", "") if valuelist else ""
        self.data = None
        if not given:
            return
        try:
            number = Decimal(given)
            if not number.is_finite() or abs(number) > LARGEST:
                raise InvalidOperation
        except InvalidOperation:
            raise ValueError(gettext("Enter a number.")) from None
        self.data = plain_figure(number)

    def pre_validate(self, form: Any) -> None:
        if self.process_errors:
            raise StopValidation

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data}"


class WholeField(IntegerField):
    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        given = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not given:
            return
        try:
            self.data = int(given)
        except ValueError:
            raise ValueError(gettext("Enter a whole number.")) from None

    def pre_validate(self, form: Any) -> None:
        if self.process_errors:
            raise StopValidation


def plain_figure(value: Any) -> int | float:
    number = float(value)
    return int(number) if number.is_integer() else number


class NumbersField(StringField):
    """Numbers of choices, as 1、3."""

    data: Any

    def process_data(self, value: Any) -> None:
        self.data = list(value or [])

    def process_formdata(self, valuelist: list[str]) -> None:
        given = valuelist[0] if valuelist else ""
        # Commas and dots of the middle in both scripts part them; a full stop or a hyphen would mean something.
        said = "".join(
            " " if unicodedata.category(one) == "Po" and one not in ".%" else one for one in given
        ).split()
        self.data = []
        if not all(one.isdecimal() and len(one) < 4 for one in said):
            raise ValueError(gettext("Enter the numbers of the choices, such as 1, 3."))
        self.data = sorted({int(one) for one in said})

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return ", ".join(map(str, self.data or ()))

    def words_of(self, value: Any) -> str:
        return ", ".join(map(str, value or ()))


def whole(label: Any, least: int, most: int) -> WholeField:
    message = _l("Enter a whole number from %(min)d to %(max)d.")
    return WholeField(label, [Optional(), NumberRange(least, most, message)])


def share_of(line: str) -> float | None:
    """The points of a choice out of 1; None for what is no percentage."""
    try:
        number = Decimal(line.strip().removesuffix("%").removesuffix("％").strip())
    except InvalidOperation:
        return None
    return float(number / 100) if number.is_finite() and 0 <= number <= 100 else None


def percent_of(points: float) -> str:
    return f"{round(points * 100, 4):g}"
