"""How a reference stands in a workbook: its sheets, their columns in each layout, and by what they are known again.

The headings are those of the two publications, the name of whose service stands for any other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from app.core.words import N_
from app.exchange.reading.spellings import CERTIFICATES, JOINT, PAPER_HEADINGS, REFERENCE_HEADINGS
from app.references.models import Layout, PaperKind
from app.references.rules.facts import COLUMNS


class Sort(StrEnum):
    """What a sheet of the workbook holds."""

    RECORDS = "records"
    DOCUMENTS = "documents"
    CERTIFICATES = "certificates"
    HEAD = "head"


# Those with a column for each field; the head has a row.
TABLES = (Sort.RECORDS, Sort.DOCUMENTS, Sort.CERTIFICATES)
PAPERS = {Sort.DOCUMENTS: PaperKind.DOCUMENT, Sort.CERTIFICATES: PaperKind.CERTIFICATE}
ITEM, NUMBER = "item", "number"
# One column that says more than one field: a title with its address, an explanation for both ways of managing; and
# what the column of conformity says beside it.
NOTE = "conformity_note"
TITLE_AND_URL, EXPLAINED = "title_and_url", "explained"


@dataclass(frozen=True)
class Column:
    """`heading` and `group` are msgids; `group` stands over neighbours that share it."""

    key: str
    heading: str
    width: int
    group: str = ""


ITEMS = N_("Item of %(standard)s")
NUMBER_HEAD, URL_HEAD = N_("No."), N_("URL")
DOCUMENT_HEAD, CERTIFICATE_HEAD = N_("Title of the public document"), N_("Title of the certification report")
CHECKED_HEAD, TERMS_HEAD = N_("Document checked on"), N_("Disclosure terms")
NOT_USED = N_("(not used)")
SHEETS = {
    Sort.RECORDS: N_("Security reference"),
    Sort.DOCUMENTS: N_("List of public documents"),
    Sort.CERTIFICATES: N_("List of certification reports"),
    Sort.HEAD: N_("Authors and premises"),
}
SOURCES = N_("List of sources of information")

_DONE = N_("What %(service)s does")
_ACTORS = N_("Who acts")
_FOUND = N_("What was confirmed, with explanation")
_HEADINGS = {
    "provider_view": (N_("View of %(provider)s on %(standard)s"), 40),
    "conformity": (N_("Conformity to %(standard)s"), 14),
    "confirmed": (N_("What this survey confirmed"), 50),
    "documents": (N_("Public documents that were read"), 16),
    "certified": (N_("What certificates and the like confirm"), 40),
    "certificates": (N_("Numbers of the certificates"), 16),
    "interview": (N_("What the interview with %(provider)s confirmed"), 40),
    "needed": (N_("What integrators and users have to do"), 50),
    "provider_acts": (N_("Cloud provider"), 12),
    "customer_acts": (N_("User"), 12),
    "information": (N_("Corresponding information of %(service)s"), 40),
    "simple": (N_("Where simple management suffices"), 40),
    "strict": (N_("Where strict management is asked for"), 40),
}
_GROUPS = {
    Layout.AZURE: dict.fromkeys(
        ("conformity", "confirmed", "documents", "certified", "certificates", "interview"), _DONE
    ),
    Layout.AWS: {
        **dict.fromkeys(("provider_acts", "customer_acts"), _ACTORS),
        **dict.fromkeys(("confirmed", "simple", "strict"), _FOUND),
    },
    Layout.WHOLE: dict.fromkeys(("provider_acts", "customer_acts"), _ACTORS),
}
_OTHERWISE = {
    (Layout.AWS, "documents"): (N_("Sources of information for judging"), 16),
    (Layout.AWS, "confirmed"): (N_("What was confirmed"), 50),
}
# Texts of the standard itself, which are licensed: their columns stand there and hold nothing of ours.
_QUOTED = N_("Quoted from %(standard)s")
LICENSED = (
    Column("", N_("Large item of the standard"), 12, _QUOTED),
    Column("", N_("Middle item of the standard"), 12, _QUOTED),
    Column("", N_("Small item of the standard"), 20, _QUOTED),
)


def columns_of(layout: Layout) -> tuple[Column, ...]:
    first = Column(ITEM, ITEMS, 12)
    licensed = LICENSED if layout is Layout.AWS else ()
    groups = _GROUPS[layout]
    said = []
    for key in COLUMNS[layout]:
        if key == NOTE:
            continue  # in brackets after the conformity, as files have it
        heading, width = _OTHERWISE.get((layout, key), _HEADINGS[key])
        said.append(Column(key, heading, width, groups.get(key, "")))
    return (first, *licensed, *said)


def paper_columns(sort: Sort, layout: Layout) -> tuple[Column, ...]:
    title = DOCUMENT_HEAD if sort is Sort.DOCUMENTS else CERTIFICATE_HEAD
    columns = (Column(NUMBER, NUMBER_HEAD, 8), Column("title", title, 60), Column("url", URL_HEAD, 70))
    if layout is not Layout.WHOLE:
        return columns
    return (*columns, Column("checked_on", CHECKED_HEAD, 12), Column("disclosure", TERMS_HEAD, 20))


def sorts_of(layout: Layout) -> tuple[Sort, ...]:
    """The AWS layout knows sources of information only."""
    return (Sort.RECORDS, Sort.DOCUMENTS) if layout is Layout.AWS else TABLES


# --- known again ---------------------------------------------------------------------------------


def plain(heading: str) -> str:
    """Without blanks, width and case; a heading of the file is compared in this form."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", heading)).casefold()


_KNOWN = {Sort.RECORDS: REFERENCE_HEADINGS, **dict.fromkeys(PAPERS, PAPER_HEADINGS)}
FIELDS: Mapping[Sort, tuple[str, ...]] = {
    Sort.RECORDS: (ITEM, *(key for key in COLUMNS[Layout.WHOLE] if key != NOTE), EXPLAINED),
    **dict.fromkeys(PAPERS, (NUMBER, "title", "url", TITLE_AND_URL, "checked_on", "disclosure")),
}
NEEDED: Mapping[Sort, str] = {Sort.RECORDS: ITEM, **dict.fromkeys(PAPERS, NUMBER)}


@lru_cache(4096)
def field_of(sort: Sort, heading: str) -> str | None:
    """The field that a heading names; "" for a column that is read over, None for one that nobody knows."""
    whole = plain(heading)
    last = plain(heading.rsplit(JOINT, 1)[-1])
    for said in dict.fromkeys((last, whole)):
        for key, pattern in _KNOWN[sort]:
            if pattern.search(said[:120]):
                return key
    return None


def known(sort: Sort) -> Callable[[str], float]:
    """For the search of the row of headings: 1 for each that is known."""

    def score(heading: str) -> float:
        return float(len(heading) <= 120 and field_of(sort, heading) is not None)

    return score


def proposed(sort: Sort, headings: Iterable[str]) -> dict[str, str]:
    """Field → heading: the first column that names it."""
    found: dict[str, str] = {}
    for heading in headings:
        key = field_of(sort, heading)
        if key:
            found.setdefault(key, heading)
    if EXPLAINED in found and {"simple", "strict"} & found.keys():
        del found[EXPLAINED]
    return found


def is_called(sort: Sort, sheet: str, headings: Iterable[str]) -> bool:
    """Whether a list of papers is this one: both kinds have the same columns, so their names decide."""
    said = plain("".join((sheet, *headings)))
    if re.search(CERTIFICATES, said):
        return sort is Sort.CERTIFICATES
    return sort is Sort.DOCUMENTS
