"""What is called how about workbooks of references."""

from flask_babel import lazy_gettext as _l

from app.core import words
from app.exchange.rules.reference_differences import Outcome
from app.exchange.rules.reference_layouts import EXPLAINED, TITLE_AND_URL, Sort

words.table(
    "reference_import",
    _l("Workbook of a reference"),
    {
        "reference_id": _l("Security reference"),
        "organisation_id": _l("Provider"),
        "made_by_id": _l("Brought by"),
        "made_at": _l("Brought at"),
        "file_name": _l("File"),
        "sha256": _l("SHA-256 of the file"),
        "content": _l("Content of the file"),
        "reading": _l("How the file is read"),
        "is_clearing": _l("Clear a field where the cell is empty"),
        "applied_at": _l("Applied at"),
        "version_id": _l("Version of the reference"),
        "counts": _l("Rows by result"),
    },
)
words.values(
    {
        Outcome.WRONG: _l("Cannot be read"),
        Outcome.UNKNOWN: _l("No such item"),
        Outcome.NEW: _l("New"),
        Outcome.CHANGED: _l("Changed"),
        Outcome.ABSENT: _l("Not in the file"),
        Outcome.UNCHANGED: _l("Unchanged"),
    }
)
words.values(
    {
        Sort.RECORDS: _l("Records"),
        Sort.DOCUMENTS: _l("Public documents"),
        Sort.CERTIFICATES: _l("Certificates"),
        Sort.HEAD: _l("Authors and premises"),
    }
)
COMBINED = {
    EXPLAINED: _l("Explanation for both ways of managing"),
    TITLE_AND_URL: _l("Title and address in one cell"),
}

TABLES = {Sort.RECORDS: "reference_record", Sort.HEAD: "reference_version"}


def label_of(sort: Sort, key: str) -> str:
    """A field of a sheet as the pages of references call it."""
    if key in COMBINED:
        return str(COMBINED[key])
    return words.field_label(TABLES.get(sort, "reference_paper"), key)
