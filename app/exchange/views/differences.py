"""What each row would do, a hundred at a time, and the cells that are typed anew right there."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.authz import requires
from app.core.csvout import Cell, csv_answer
from app.core.web import current_context, writes
from app.core.words import value_label
from app.exchange import queries
from app.exchange.forms.importing import ADDING, ImportApplyForm, ImportRowsForm
from app.exchange.models import BatchState, ImportBatch, ImportRow, Outcome
from app.exchange.permissions import ExchangePermission as P
from app.exchange.services import comparing, staging
from app.exchange.services.applying import BAD, GOOD
from app.exchange.services.comparing import LEFT_OUT
from app.exchange.views import bp
from app.exchange.views.batches import COMPARING, batch_called, headings_of, page_of, patient
from app.exchange.views.telling import Teller
from app.exchange.words.exporting import KINDS as TITLES

CELL = re.compile(r"cell-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-([0-9]{1,3})")
ORDER = (Outcome.ERROR, Outcome.CONFLICT, Outcome.DUPLICATE, Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED)
LONGEST = 5000


@dataclass(frozen=True)
class Part:
    """One outcome with its number of rows, always shown."""

    key: str
    label: str
    count: int
    url: str
    is_current: bool
    tone: str


def parts_of(batch: ImportBatch, shown: str) -> list[Part]:
    keys = [*(outcome.value for outcome in ORDER), LEFT_OUT]
    labels = {outcome.value: value_label(outcome) for outcome in ORDER} | {LEFT_OUT: _("Left out")}
    bad = {outcome.value for outcome in BAD}
    return [
        Part(
            key, labels[key], batch.counts.get(key, 0),
            url_for("exchange.import_differences", import_batch_id=batch.id, show=key),
            key == shown, "danger" if key in bad else "neutral",
        )
        for key in keys
    ]  # fmt: skip


def counted(batch: ImportBatch) -> dict[str, int]:
    """What the buttons say: rows that can be applied, rows that cannot, rows left out."""
    return {
        "good": sum(batch.counts.get(outcome, 0) for outcome in GOOD),
        "bad": sum(batch.counts.get(outcome, 0) for outcome in BAD),
        "left_out": batch.counts.get(LEFT_OUT, 0),
    }


def _shown(batch: ImportBatch, asked: str) -> str:
    """What was asked for, as long as there is any of it; else the first that needs eyes."""
    if batch.counts.get(asked):
        return asked
    return next((outcome.value for outcome in ORDER if batch.counts.get(outcome)), LEFT_OUT)


@bp.route("/exchange/imports/<uuid:import_batch_id>/differences")
@requires(P.IMPORT)
def import_differences(import_batch_id: UUID) -> Any:
    batch, kind = batch_called(import_batch_id)
    if batch.state != BatchState.COMPARED:
        return redirect(page_of(batch), 303)
    shown = _shown(batch, request.args.get("show", ""))
    after, before = _number("after"), _number("before")
    outcome = None if shown == LEFT_OUT else Outcome(shown)
    page = queries.page_of_rows(batch, outcome, after=after, before=before)
    teller = Teller(batch, kind, current_context().date_style)
    form = ImportRowsForm(show=shown, after=after or "")
    return render_template(
        "exchange/import_differences.html", batch=batch, kind=kind, ledger=TITLES[batch.kind], shown=shown,
        parts=parts_of(batch, shown), counts=counted(batch), told=teller.tell_all(page.rows), page=page, form=form,
        apply_form=ImportApplyForm(formdata=None), is_bad=outcome in BAD, adding=ADDING,
    )  # fmt: skip


def _number(name: str) -> int:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else 0


@bp.route("/exchange/imports/<uuid:import_batch_id>/rows", methods=["POST"])
@requires(P.IMPORT)
@patient(COMPARING)
@writes
def import_rows_change(import_batch_id: UUID) -> Any:
    """Cells typed anew, and one row left out, taken in again or called another record."""
    batch, _kind = batch_called(import_batch_id)
    form = ImportRowsForm()
    back = url_for(
        "exchange.import_differences", import_batch_id=batch.id, show=form.show.data or None,
        after=form.after.data or None,
    )  # fmt: skip
    if batch.state != BatchState.COMPARED:
        return redirect(page_of(batch), 303)
    changed = _change(batch, form)
    if changed:
        comparing.compare_again(current_context(), batch, changed)
        flash(_outcome_of(changed), "good")
    else:
        flash(_("Nothing was changed: type another value first."), "warning")
    return redirect(back, 303)


def _change(batch: ImportBatch, form: ImportRowsForm) -> list[ImportRow]:
    typed = _typed()
    acts = {name: _id(form[name].data) for name in ("leave_out", "take_in", "confirm")}
    named = [row_id for row_id in acts.values() if row_id]
    rows = {row.id: row for row in queries.get_rows(batch, {*typed, *named})}
    changed = [row for row in rows.values() if staging.correct_cells(batch, row, typed.get(row.id, {}))]
    for name, row_id in acts.items():
        if row_id:
            row = rows[row_id]
            if name == "confirm":
                staging.confirm_other(batch, row)
            else:
                staging.leave_out(batch, row, is_left_out=name == "leave_out")
            changed.append(row)
    return list({row.id: row for row in changed}.values())


def _typed() -> dict[UUID, dict[int, str]]:
    found: dict[UUID, dict[int, str]] = {}
    for name, value in request.form.items():
        if place := CELL.fullmatch(name):
            found.setdefault(UUID(place[1]), {})[int(place[2])] = value[:LONGEST]
    return found


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _outcome_of(rows: list[ImportRow]) -> str:
    bad = sum(row.outcome in BAD and not row.is_left_out for row in rows)
    told = ngettext("%(num)d row was compared again.", "%(num)d rows were compared again.", len(rows))
    if bad:
        told += " " + ngettext("%(num)d still has a problem.", "%(num)d still have a problem.", bad)
    return str(told)


@bp.route("/exchange/imports/<uuid:import_batch_id>/rows/<uuid:import_row_id>")
@requires(P.IMPORT)
def import_row(import_batch_id: UUID, import_row_id: UUID) -> Any:
    """Every cell of one row, each to be typed anew."""
    batch, kind = batch_called(import_batch_id)
    if batch.state != BatchState.COMPARED:
        return redirect(page_of(batch), 303)
    row = queries.get_row(batch, import_row_id)
    teller = Teller(batch, kind, current_context().date_style)
    headings = headings_of(kind)
    fields = {at: headings[key] for key, at in teller.columns.items()}
    return render_template(
        "exchange/import_row.html", batch=batch, ledger=TITLES[batch.kind], told=teller.tell(row),
        boxes=[(box, fields.get(at, "")) for box, (at, _text) in zip(teller.boxes(row), batch.headings, strict=True)],
        form=ImportRowsForm(formdata=None),
    )  # fmt: skip


@bp.route("/exchange/imports/<uuid:import_batch_id>/problems")
@requires(P.IMPORT)
def import_problems(import_batch_id: UUID) -> Response:
    """Every bad cell as a list, for whoever corrects the file where it was made."""
    batch, kind = batch_called(import_batch_id)
    teller = Teller(batch, kind, current_context().date_style)
    head = [_("Sheet"), _("Row"), _("Cell"), _("Column of the file"), _("Field")]
    head += [_("Value"), _("Result"), _("Why"), _("Name")]
    body: list[list[Cell]] = [
        [batch.sheet, row.number, trouble.where, trouble.column, trouble.heading, trouble.shown or "",
         value_label(row.outcome), trouble.message, row.label]
        for row in queries.rows_not_applied(batch, BAD, with_left_out=False)
        for trouble in teller.troubles(row)
    ]  # fmt: skip
    return csv_answer(_("Problems of %(file)s", file=batch.file_name), head, body)


@bp.route("/exchange/imports/<uuid:import_batch_id>/rest")
@requires(P.IMPORT)
def import_rest(import_batch_id: UUID) -> Response:
    """The rows that stayed behind as they came, with the reason at the end: to correct and bring again."""
    batch, kind = batch_called(import_batch_id)
    teller = Teller(batch, kind, current_context().date_style)
    head = [text for _at, text in batch.headings] + [_("Why it was not imported")]
    body = [
        [*(box.value for box in teller.boxes(row)), _reason(teller, row)]
        for row in queries.rows_not_applied(batch, BAD, with_left_out=True)
    ]
    return csv_answer(_("Rows not imported from %(file)s", file=batch.file_name), head, body)


def _reason(teller: Teller, row: ImportRow) -> str:
    if row.is_left_out:
        return str(_("Left out"))
    return str(_(" / ")).join(trouble.message for trouble in teller.troubles(row))
