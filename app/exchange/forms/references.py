"""Forms of a reference's workbook: the file, its sheets and headings, its columns, and the word to apply it."""

from collections.abc import Mapping
from typing import Any

from flask import g
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, HiddenField, IntegerField, RadioField, SelectField
from wtforms.validators import DataRequired, NumberRange, Optional, StopValidation

from app.core.errors import DomainError
from app.core.forms import SekishoForm
from app.exchange.forms.importing import CLEARING, NOT_IMPORTED
from app.exchange.models import ReferenceImport
from app.exchange.reading.book import column_letters
from app.exchange.rules.reference_layouts import FIELDS, NEEDED, TABLES, Sort
from app.exchange.services import reference_reading as reading
from app.exchange.services.reference_imports import Brought
from app.exchange.words.references import label_of

KEEP, REMOVE = "keep", "remove"
LEAVE, TAKE = "leave", "take"
NO_SHEET = _l("Not in the file")
MOST_ROWS = 10_000


class ReferenceBookField(FileField):
    """A file that was read already. Its `data` is Brought, or None; a refusal stands beside the field."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        found = g.get("brought_reference")
        self.data = found if isinstance(found, Brought) else None
        if isinstance(found, DomainError):
            raise ValueError(gettext(found.message, **found.params))

    def pre_validate(self, form: Any) -> None:
        if self.process_errors:
            raise StopValidation


class ReferenceImportForm(SekishoForm):
    workbook = ReferenceBookField(_l("File"), [DataRequired(_l("Choose a file."))])


def _sheet(label: Any, *, is_needed: bool) -> SelectField:
    said = _l("Choose the sheet from the list.")
    return SelectField(label, [DataRequired(said)] if is_needed else [])


def _row(label: Any) -> IntegerField:
    return IntegerField(
        label, [Optional(), NumberRange(min=1, max=MOST_ROWS, message=_l("Enter the number of a row."))]
    )


class ReferenceSheetsForm(SekishoForm):
    """Which sheet holds what, and the last row of its headings."""

    records_sheet = _sheet(_l("Sheet of the records"), is_needed=True)
    records_row = _row(_l("Last row of its headings"))
    documents_sheet = _sheet(_l("Sheet of the public documents"), is_needed=False)
    documents_row = _row(_l("Last row of its headings"))
    certificates_sheet = _sheet(_l("Sheet of the certificates"), is_needed=False)
    certificates_row = _row(_l("Last row of its headings"))
    head_sheet = _sheet(_l("Sheet of the authors and premises"), is_needed=False)

    def wanted(self) -> dict[Sort, reading.Wanted]:
        return {
            sort: reading.Wanted(
                int(self[f"{sort}_sheet"].data) if self[f"{sort}_sheet"].data else None,
                self[f"{sort}_row"].data if sort in TABLES else None,
            )
            for sort in Sort
        }


def sheets_form(brought: ReferenceImport, *, is_sent: bool = True) -> ReferenceSheetsForm:
    """`is_sent`: what a request carries is this form's; the page has two."""
    names = [(str(at), name) for at, name in enumerate(reading.sheet_names(brought))]
    data: dict[str, Any] = {}
    for sort in Sort:
        held = brought.reading.get(sort)
        data[f"{sort}_sheet"] = str(held["sheet"]) if held else ""
        if sort in TABLES:
            data[f"{sort}_row"] = held["rows"][-1] + 1 if held else None
    form = ReferenceSheetsForm(data=data) if is_sent else ReferenceSheetsForm(formdata=None, data=data)
    for sort in Sort:
        form[f"{sort}_sheet"].choices = [*([] if sort is Sort.RECORDS else [("", NO_SHEET)]), *names]
    return form


class ReferenceMappingForm(SekishoForm):
    """One choice of a column for each field of each sheet, called `<sheet>-<field>`."""

    is_clearing = BooleanField(CLEARING)
    texts: Mapping[str, Mapping[str, str]] = {}

    def columns(self, sort: Sort) -> list[tuple[str, Any]]:
        return [(key, self[f"{sort}-{key}"]) for key in FIELDS[sort]] if sort.value in self.texts else []

    def mappings(self) -> dict[Sort, dict[str, str]]:
        """Field → heading, of each sheet that is read."""
        return {
            sort: {key: self.texts[sort.value].get(field.data, "") for key, field in self.columns(sort)}
            for sort in TABLES
            if sort.value in self.texts
        }

    def validate(self, extra_validators: Any = None) -> bool:
        """A column belongs to one field only; the second one that claims it is told."""
        is_good: bool = super().validate(extra_validators)
        for sort in TABLES:
            seen: set[str] = set()
            for _key, field in self.columns(sort):
                if field.data and field.data in seen:
                    field.errors = [*field.errors, gettext("Another field takes this column already.")]
                    is_good = False
                seen.add(field.data)
        return is_good


def mapping_form(brought: ReferenceImport, *, is_sent: bool = True) -> ReferenceMappingForm:
    """Made for one file: the columns of its sheets are the choices."""
    parts: dict[str, Any] = {}
    for sort in TABLES:
        held = brought.reading.get(sort)
        if held is not None:
            parts |= {f"{sort}-{key}": _choice(sort, key, held) for key in FIELDS[sort]}
    made = type("MappingForm", (ReferenceMappingForm,), parts)
    data = {"is_clearing": brought.is_clearing}
    form: ReferenceMappingForm = made(data=data) if is_sent else made(formdata=None, data=data)
    form.texts = {
        sort: {str(at): text for at, text in held["headings"]}
        for sort, held in brought.reading.items()
        if sort in TABLES
        for sort, held in brought.reading.items()
        if sort in TABLES
    }
    return form


def _choice(sort: Sort, key: str, held: Mapping[str, Any]) -> SelectField:
    columns = {text: str(at) for at, text in held["headings"]}
    choices = [
        ("", NOT_IMPORTED), *((str(at), f"{column_letters(at)}: {text}") for at, text in held["headings"])
    ]  # fmt: skip
    is_needed = NEEDED[sort] == key
    return SelectField(
        label_of(sort, key), [DataRequired(_l("Choose the column that holds it."))] if is_needed else [],
        choices=choices, default=columns.get(held["mapping"].get(key, ""), ""),
    )  # fmt: skip


class ReferenceApplyForm(SekishoForm):
    """`seen` stands for the differences that were looked at."""

    seen = HiddenField()
    absent = RadioField(
        _l("What is recorded and not in the file"),
        choices=[(KEEP, _l("Keep it")), (REMOVE, _l("Remove it from the version"))],
        default=KEEP,
    )
    terms = RadioField(
        _l("Terms of the reference"),
        choices=[(TAKE, _l("Take over those of the file")), (LEAVE, _l("Leave them as they are here"))],
        default=LEAVE,
    )
    is_confirmed = BooleanField(
        _l("The file names something else, and what it says belongs to this reference all the same")
    )

    def looked_at(self, now: str, *, takes_terms: bool) -> dict[str, Any]:
        """What was chosen, and beside which differences; the page that is shown again stands for those of `now`.
        `takes_terms`: what is proposed as long as nothing was chosen."""
        if not self.is_submitted():
            self.terms.data = TAKE if takes_terms else LEAVE
        seen, self.seen.data = self.seen.data or "", now
        return {
            "seen": seen, "is_removing": self.absent.data == REMOVE, "is_confirmed": self.is_confirmed.data,
            "takes_terms": self.terms.data == TAKE,
        }  # fmt: skip
