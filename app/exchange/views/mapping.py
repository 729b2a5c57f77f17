"""Which sheet, which row names the columns, and which column holds which field."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from app.core.authz import requires
from app.core.context import Context
from app.core.web import current_context, run_form, writes
from app.exchange import queries
from app.exchange.forms.importing import (
    ImportHeadingForm,
    ImportMappingForm,
    ImportSheetForm,
    mapping_form,
)
from app.exchange.kinds import Kind
from app.exchange.models import BatchState, ImportBatch
from app.exchange.permissions import ExchangePermission as P
from app.exchange.reading.book import column_letters
from app.exchange.reading.mapping import propose
from app.exchange.services import comparing, staging
from app.exchange.views import bp
from app.exchange.views.batches import COMPARING, batch_called, is_japanese, page_of, patient
from app.exchange.words.exporting import KINDS as TITLES

SAMPLES, SAMPLED, LONGEST_SAMPLE = 3, 30, 24
LOOKED_AT = 40


@bp.route("/exchange/imports/<uuid:import_batch_id>/sheets", methods=["GET", "POST"])
@requires(P.IMPORT)
@writes
def import_sheets(import_batch_id: UUID) -> Any:
    batch, _kind = batch_called(import_batch_id)
    sheets = queries.sheets_of(current_context(), batch)
    form = ImportSheetForm(sheets=sheets, data={"sheet": _begun(sheets, batch)})

    def choose() -> ImportBatch:
        chosen = next(sheet for sheet in sheets if str(sheet.id) == form.sheet.data)
        staging.choose_sheet(chosen, sheets)
        return chosen

    return run_form(
        form, choose, to=page_of, page="exchange/import_sheets.html", batch=batch, sheets=sheets,
        ledger=TITLES[batch.kind],
    )  # fmt: skip


def _begun(sheets: Any, batch: ImportBatch) -> str:
    """The sheet that was proposed or gone on with."""
    return str(next((sheet.id for sheet in sheets if sheet.state in staging.OPEN), batch.id))


@bp.route("/exchange/imports/<uuid:import_batch_id>/heading", methods=["GET", "POST"])
@requires(P.IMPORT)
@writes
def import_heading(import_batch_id: UUID) -> Any:
    batch, _kind = batch_called(import_batch_id)
    if batch.state not in staging.OPEN:
        return redirect(page_of(batch), 303)
    form = ImportHeadingForm(data={"row": batch.heading_row + 1})
    return run_form(
        form,
        lambda: staging.set_heading(batch, queries.get_numbered(batch, form.row.data or 0)),
        to=lambda _nothing: url_for("exchange.import_mapping", import_batch_id=import_batch_id),
        page="exchange/import_heading.html",
        batch=batch,
        rows=[(row.number, _line(row.cells)) for row in queries.rows_above(batch, LOOKED_AT)],
        ledger=TITLES[batch.kind],
    )


def _line(cells: list[Any]) -> list[str]:
    return [_cut(staging.shown_cell(cell)) for cell in cells[:8]]


@bp.route("/exchange/imports/<uuid:import_batch_id>/mapping", methods=["GET", "POST"])
@requires(P.IMPORT)
@patient(COMPARING)
@writes
def import_mapping(import_batch_id: UUID) -> Any:
    ctx = current_context()
    batch, kind = batch_called(import_batch_id)
    if batch.state not in staging.OPEN:
        return redirect(page_of(batch), 303)
    form = mapping_form(batch, kind, is_japanese=is_japanese())
    return run_form(
        form,
        lambda: _compare(ctx, batch, kind, form),
        to=lambda _nothing: url_for("exchange.import_differences", import_batch_id=import_batch_id),
        page="exchange/import_mapping.html",
        batch=batch,
        ledger=TITLES[batch.kind],
        **_told(batch, kind, form),
    )


def _compare(ctx: Context, batch: ImportBatch, kind: Kind, form: ImportMappingForm) -> None:
    batch.is_clearing = form.is_clearing.data
    batch.is_adding_parties = kind.names_parties and form.is_adding_parties.data
    staging.set_mapping(ctx, batch, form.mapping())
    comparing.compare(ctx, batch)


def _told(batch: ImportBatch, kind: Kind, form: ImportMappingForm) -> dict[str, Any]:
    """What the file holds beside the choices: samples, columns that no field takes, fields in doubt."""
    samples = _samples(batch)
    headings = [(str(at), column_letters(at), text) for at, text in batch.headings]
    taken = {form.column_of(key).data for key in form.keys}
    in_doubt = (
        {} if batch.is_remembered else propose(kind.fields(), [text for _, text in batch.headings]).doubtful
    )
    return {
        "kind": kind,
        "samples": samples,
        "columns": [
            (form.column_of(field.key), field, in_doubt.get(field.key, ())) for field in kind.fields()
        ],
        "unmapped": [
            (letters, text, samples.get(at, "")) for at, letters, text in headings if at not in taken
        ],
        "notes": [_(message, **params) for message, params in batch.notes],
        "has_sheets": len(queries.sheets_of(current_context(), batch)) > 1,
    }


def _samples(batch: ImportBatch) -> Mapping[str, str]:
    """The first different values of each column, as they stand in the file."""
    found: dict[int, list[str]] = {}
    for row in queries.first_rows(batch, SAMPLED):
        for at, cell in enumerate(row.cells):
            text = _cut(" ".join(staging.shown_cell(cell).split()))
            held = found.setdefault(at, [])
            if text and text not in held and len(held) < SAMPLES:
                held.append(text)
    return {str(at): _(" / ").join(texts) for at, texts in found.items()}


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_SAMPLE else text[: LONGEST_SAMPLE - 1] + "…"


@bp.route("/exchange/imports/<uuid:import_batch_id>/drop", methods=["POST"])
@requires(P.IMPORT)
@writes
def import_drop(import_batch_id: UUID) -> Any:
    batch, _kind = batch_called(import_batch_id)
    if batch.state in staging.OPEN or batch.state == BatchState.OFFERED:
        staging.drop(batch, queries.sheets_of(current_context(), batch))
        flash(_("The file was dropped. Nothing of it was stored."), "good")
    return redirect(url_for("exchange.start"), 303)
