"""What is called how on the way in: files, their rows, what a row would do."""

from flask_babel import lazy_gettext as _l

from app.core import words
from app.exchange.models import BatchState, Outcome
from app.exchange.permissions import ExchangePermission as P
from app.identity.words import permissions

words.table(
    "import_batch",
    _l("Import"),
    {
        "kind": _l("Ledger"),
        "file_name": _l("File"),
        "sha256": _l("SHA-256 of the file"),
        "upload_id": _l("Upload"),
        "sheet": _l("Sheet"),
        "position": _l("Place of the sheet"),
        "is_hidden": _l("Hidden in the workbook"),
        "row_count": _l("Rows"),
        "headings": _l("Headings of the file"),
        "heading_row": _l("Row of the headings"),
        "mapping": _l("Mapping of the columns"),
        "is_remembered": _l("Mapping taken from last time"),
        "notes": _l("Notes on the file"),
        "is_clearing": _l("Clear a field where the cell is empty"),
        "is_adding_parties": _l("Add parties that are missing"),
        "state": _l("State"),
        "counts": _l("Rows by result"),
        "made_by_id": _l("Brought by"),
        "made_at": _l("Brought at"),
        "compared_at": _l("Compared at"),
        "applied_at": _l("Applied at"),
        "act_id": _l("Act in the audit log"),
    },
)
words.table(
    "import_row",
    _l("Row of an import"),
    {
        "batch_id": _l("Import"),
        "number": _l("Row"),
        "cells": _l("Cells"),
        "corrected": _l("Corrected columns"),
        "outcome": _l("Result"),
        "label": _l("Name"),
        "problems": _l("Problems"),
        "record_id": _l("Record"),
        "known_by": _l("What the row is known by"),
        "changes": _l("Differences"),
        "is_confirmed": _l("Confirmed as another record"),
        "is_left_out": _l("Left out"),
    },
)
words.table(
    "remembered_mapping",
    _l("Mapping of the columns"),
    {
        "kind": _l("Ledger"),
        "signature": _l("Headings of the file"),
        "mapping": _l("Mapping of the columns"),
        "used_at": _l("Last used at"),
    },
)
words.values(
    {
        BatchState.OFFERED: _l("Not chosen"),
        BatchState.MAPPING: _l("Mapping the columns"),
        BatchState.COMPARED: _l("Looking at the differences"),
        BatchState.APPLIED: _l("Applied"),
        BatchState.DROPPED: _l("Dropped"),
    }
)
words.values(
    {
        Outcome.ERROR: _l("Error"),
        Outcome.CONFLICT: _l("Cannot be told apart"),
        Outcome.DUPLICATE: _l("Possible duplicate"),
        Outcome.NEW: _l("New"),
        Outcome.CHANGED: _l("Changed"),
        Outcome.UNCHANGED: _l("Unchanged"),
    }
)
permissions({P.IMPORT: _l("Import files into the register")})
