"""From the differences to the register: asked once more, stored once, and what became of it."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from flask import Response, redirect, render_template, url_for

from app.core.authz import requires
from app.core.dates import day_of
from app.core.errors import DomainError
from app.core.web import current_context, run_form, writes
from app.core.words import N_
from app.exchange import queries
from app.exchange.forms.importing import ImportApplyForm
from app.exchange.kinds.wordings import WORDINGS
from app.exchange.models import BatchState, ImportBatch
from app.exchange.permissions import ExchangePermission as P
from app.exchange.services import applying
from app.exchange.views import bp
from app.exchange.views.batches import APPLYING, batch_called, page_of, patient
from app.exchange.views.differences import counted, parts_of
from app.exchange.views.exporting import LISTS
from app.exchange.words.exporting import KINDS as TITLES
from app.standards.queries import items as standard_items

LOOKED_AT = 500
SEEN_OTHER = N_(
    "The differences were changed after this page was shown. Look at them again, then apply them."
)


@bp.route("/exchange/imports/<uuid:import_batch_id>/apply", methods=["GET", "POST"])
@requires(P.IMPORT)
@patient(APPLYING)
@writes
def import_apply(import_batch_id: UUID) -> Any:
    """Sent twice, or from two windows, it is stored once: the second sees what the first did."""
    batch, kind = batch_called(import_batch_id, for_update=True)
    if batch.state != BatchState.COMPARED:
        return redirect(page_of(batch), 303)
    form = ImportApplyForm()
    return run_form(
        form,
        lambda: _apply(batch, form),
        to=lambda _counts: url_for("exchange.import_result", import_batch_id=import_batch_id),
        page="exchange/import_apply.html",
        batch=batch,
        kind=kind,
        counts=counted(batch),
        ledger=TITLES[batch.kind],
    )


def _apply(batch: ImportBatch, form: ImportApplyForm) -> None:
    if form.seen.data != batch.version:
        raise DomainError(SEEN_OTHER)
    applying.apply(current_context(), batch, only_good=bool(form.only_good.data))


@bp.route("/exchange/imports/<uuid:import_batch_id>")
@requires(P.IMPORT)
def import_result(import_batch_id: UUID) -> Response | str:
    batch, _kind = batch_called(import_batch_id)
    if batch.state not in (BatchState.APPLIED, BatchState.DROPPED):
        return redirect(page_of(batch), 303)  # type: ignore[return-value]
    ctx = current_context()
    others = [sheet for sheet in queries.sheets_of(ctx, batch) if sheet.state == BatchState.OFFERED]
    return render_template(
        "exchange/import_result.html",
        batch=batch,
        ledger=TITLES[batch.kind],
        parts=parts_of(batch, ""),
        counts=counted(batch),
        list_url=_list_url(batch),
        log_url=_log_url(batch) if ctx.may("overview:audit_log:view") else "",
        others=others,
    )


def _list_url(batch: ImportBatch) -> str:
    """Where what was brought in is seen: wordings of one edition on its page."""
    if batch.kind == WORDINGS.key:
        rows = queries.first_rows(batch, LOOKED_AT)
        named = {row.changes["edition"][1] for row in rows if "edition" in row.changes}
        known = standard_items.places_of({row.record_id for row in rows if row.record_id})
        editions = {*named, *(edition for edition, _ref in known.values())}
        if len(editions) == 1:
            framework, _slash, edition = editions.pop().partition("/")
            return url_for("standards.edition", framework=framework, edition=edition, touch="wording")
    return url_for(LISTS[batch.kind])


def _log_url(batch: ImportBatch) -> str:
    """The days keep the search short: no index knows the act of an event."""
    day = day_of(batch.applied_at).isoformat() if batch.applied_at else ""
    values: dict[str, Any] = {"one": batch.act_id, "from": day, "to": day}
    return url_for("overview.audit_log", **values)


def urls_of_acts(act_ids: Collection[UUID]) -> dict[UUID, str]:
    """Where home leads from an act that brought a file in."""
    found = queries.applied_by(current_context(), act_ids)
    return {act: url_for("exchange.import_result", import_batch_id=batch) for act, batch in found.items()}


bp.record_once(lambda state: state.app.extensions.update(files_of_acts=urls_of_acts))
