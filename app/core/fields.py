"""Fields of forms for what people write in many ways: whole yen, counts, yes or no or not known, ticked lists."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.numbers import MINUS
from app.core.words import N_

LARGEST = 10**15
NOT_WHOLE = N_("“%(text)s” is not a whole number. Write it like 1,200,000.")
NEGATIVE = N_("“%(text)s” is below zero. Enter zero or more.")
TOO_LARGE = N_("“%(text)s” is too large a number.")
_WHOLE = re.compile(r"[0-9]{1,3}(,[0-9]{3})+|[0-9]+")


class WholeField(StringField):
    """A whole number of any size, with or without separators, in half or full width."""

    data: Any
    ends = ""
    written = ""

    def process_data(self, value: Any) -> None:
        super().process_data(value)
        self.written = ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.written = valuelist[0].strip() if valuelist else ""
        self.data = None
        if self.written:
            plain = (
                unicodedata.normalize("NFKC", self.written).replace(" ", "").lstrip("\\¥").rstrip(self.ends)
            )
            self.data = self._whole(plain)

    def _whole(self, plain: str) -> int:
        shown = self.written[:60]
        if plain[:1] in MINUS and _WHOLE.fullmatch(plain[1:].lstrip("\\¥")):
            raise ValueError(gettext(NEGATIVE, text=shown))
        if not _WHOLE.fullmatch(plain):
            raise ValueError(gettext(NOT_WHOLE, text=shown))
        digits = plain.replace(",", "").lstrip("0") or "0"
        # Python itself refuses to read a number of thousands of digits.
        if len(digits) > len(str(LARGEST)) or int(digits) > LARGEST:
            raise ValueError(gettext(TOO_LARGE, text=shown))
        return int(digits)

    def pre_validate(self, form: Any) -> None:
        if self.process_errors:
            raise StopValidation

    def _value(self) -> str:
        if self.written:
            return self.written
        return "" if self.data is None else f"{self.data:,}"

    def words_of(self, value: Any) -> str:
        return f"{value:,}"


class YenField(WholeField):
    """Whole yen; the sign for yen may stand behind it."""

    ends = chr(0x5186)


ANSWERS: dict[str, bool | None] = {"": None, "yes": True, "no": False}


class KnownField(SelectField):
    """Yes, no, or nobody has found out yet."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        choices = [("", _l("Not confirmed")), ("yes", _l("Yes")), ("no", _l("No"))]
        super().__init__(label, choices=choices, coerce=_answer, **kwargs)

    def words_of(self, value: Any) -> str:
        return str({None: _l("Not confirmed"), True: _l("Yes"), False: _l("No")}[value])


def _answer(value: Any) -> bool | None:
    return value if value is None or isinstance(value, bool) else ANSWERS[str(value)]


class TickedField(SelectMultipleField):
    """Several of a short list, each with a box. Kept in one order, whichever was ticked first."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any, choices: Callable[[], Iterable[tuple[str, Any]]], **kwargs: Any) -> None:
        super().__init__(label, choices=lambda: list(choices()), **kwargs)

    def process_data(self, value: Any) -> None:
        self.data = sorted(set(value or ()))

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = sorted(set(valuelist))

    def words_of(self, value: Iterable[str]) -> str:
        names = {str(choice[0]): str(choice[1]) for choice in self.choices or ()}
        return str(gettext(", ")).join(names.get(key, key) for key in value) or str(gettext("(empty)"))
