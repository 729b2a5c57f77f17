"""Forms of the way in: the file, which column is which, and the word to store it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import g
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, HiddenField, IntegerField, RadioField, SelectField
from wtforms.validators import DataRequired, NumberRange, StopValidation

from app.core.errors import DomainError
from app.core.forms import SekishoForm
from app.exchange.kinds import Kind
from app.exchange.models import ImportBatch
from app.exchange.reading.book import Book, column_letters
from app.exchange.services.ledgers import heading_of

FIELD = "field-"
NOT_IMPORTED = _l("Do not import")
CLEARING = _l("Clear a field where the cell is empty")
ADDING = _l("Add parties that are missing")


@dataclass(frozen=True)
class Received:
    """A file that was read before anything was locked."""

    name: str
    content: bytes
    book: Book


def received() -> Received | DomainError | None:
    found: Received | DomainError | None = g.get("received_ledger")
    return found


class LedgerField(FileField):
    """A file that was read already. Its `data` is Received, or None; a refusal stands beside the field in words."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        found = received()
        self.data = found if isinstance(found, Received) else None
        if isinstance(found, DomainError):
            raise ValueError(gettext(found.message, **found.params))

    def pre_validate(self, form: Any) -> None:
        if self.process_errors:
            # Else a validator that wants a file says that none was chosen, beside why it was refused.
            raise StopValidation


class ImportNewForm(SekishoForm):
    ledger = LedgerField(_l("File"), [DataRequired(_l("Choose a file."))])
    is_clearing = BooleanField(CLEARING)
    is_adding_parties = BooleanField(ADDING)

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not kind.names_parties:
            del self.is_adding_parties


class ImportSheetForm(SekishoForm):
    sheet = RadioField(_l("Sheet"), validators=[DataRequired(_l("Choose a sheet."))])

    def __init__(self, *args: Any, sheets: Sequence[ImportBatch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet.choices = [(str(sheet.id), sheet.sheet) for sheet in sheets]


class ImportHeadingForm(SekishoForm):
    row = IntegerField(
        _l("Row of the headings"),
        [NumberRange(min=1, max=1_048_576, message=_l("Enter the number of a row."))],
    )


class ImportMappingForm(SekishoForm):
    """One choice of a column for each field of the kind, called `field-<key>`."""

    is_clearing = BooleanField(CLEARING)
    is_adding_parties = BooleanField(ADDING)
    keys: tuple[str, ...] = ()
    texts: Mapping[str, str] = {}

    def column_of(self, key: str) -> Any:
        return self[f"{FIELD}{key}"]

    def mapping(self) -> dict[str, str]:
        """Field → heading."""
        return {key: self.texts.get(self.column_of(key).data, "") for key in self.keys}

    def validate(self, extra_validators: Any = None) -> bool:
        """A column belongs to one field only; the second one that claims it is told."""
        is_good: bool = super().validate(extra_validators)
        seen: set[str] = set()
        for key in self.keys:
            field = self.column_of(key)
            if field.data and field.data in seen:
                field.errors = [*field.errors, gettext("Another field takes this column already.")]
                is_good = False
            seen.add(field.data)
        return is_good


def mapping_form(batch: ImportBatch, kind: Kind, *, is_japanese: bool) -> ImportMappingForm:
    """Made for one file: its columns are the choices."""
    choices = [
        ("", NOT_IMPORTED),
        *((str(at), f"{column_letters(at)}: {text}") for at, text in batch.headings),
    ]
    columns = {text: str(at) for at, text in batch.headings}
    parts: dict[str, Any] = {
        f"{FIELD}{field.key}": SelectField(
            heading_of(field, "ja" if is_japanese else "en"),
            [DataRequired(_l("Choose the column that holds it."))] if field.is_required else [],
            choices=choices,
            default=columns.get(batch.mapping.get(field.key, ""), ""),
        )
        for field in kind.fields()
    }
    if not kind.names_parties:
        parts["is_adding_parties"] = None
    made = type("MappingForm", (ImportMappingForm,), parts)
    form: ImportMappingForm = made(
        data={"is_clearing": batch.is_clearing, "is_adding_parties": batch.is_adding_parties}
    )
    form.keys = tuple(field.key for field in kind.fields())
    form.texts = {str(at): text for at, text in batch.headings}
    return form


class ImportRowsForm(SekishoForm):
    """Boxes of the cells are called `cell-<row>-<column>`; a button may name the one row that it is for."""

    show = HiddenField()
    after = HiddenField()
    leave_out = HiddenField()
    take_in = HiddenField()
    confirm = HiddenField()


class ImportApplyForm(SekishoForm):
    """`seen` is the version of the differences that the reader looked at."""

    seen = IntegerField()
    only_good = HiddenField()


class ImportDropForm(SekishoForm):
    pass
