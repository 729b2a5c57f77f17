"""The list of information systems, what it exports, what a picker offers, and saved views of it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Response
from flask_babel import lazy_gettext as _l

from app.core import listing, words
from app.core.authz import requires
from app.core.context import Context
from app.core.listing import ListState
from app.core.web import current_context, writes
from app.identity import queries as identity
from app.register import reminding
from app.register.lists import systems as lists
from app.register.models import SystemGrade
from app.register.past import systems as past
from app.register.permissions import RegisterPermission as P
from app.register.queries import systems as queries
from app.register.views import bp, ledger
from app.register.views.ledger import Cell, Ledger


def _cells(ctx: Context, rows: Sequence[Any], state: ListState) -> Cell:
    units = identity.unit_names({row.unit_id for row in rows if row.unit_id})
    owners = identity.names_of({row.owner_id for row in rows if row.owner_id})
    counts = queries.counts_of(ctx, [row.id for row in rows]) if state.shows("engagements") else {}

    def cell(row: Any, key: str) -> Any:
        shared = {"unit": (units, row.unit_id), "owner": (owners, row.owner_id)}
        if key in shared:
            names, record_id = shared[key]
            return names.get(record_id, "")
        if key == "engagements":
            return counts.get(row.id, 0)
        return ledger.plain(row, key)

    return cell


SYSTEMS = Ledger(
    "system",
    _l("Information systems"),
    now=lists.SYSTEMS,
    then=lists.SYSTEMS_THEN,
    wanted=lists.wanted,
    listed=queries.listed,
    past_of=past.past_of,
    cells=_cells,
)


@bp.route("/systems")
@requires(P.SYSTEM_VIEW)
def system_list() -> str:
    return ledger.shown(SYSTEMS, _frame)


def _frame(page: listing.Page[Any]) -> dict[str, Any]:
    """What stands around the rows, and the words that many rows share, looked up once."""
    ctx, rows = current_context(), page.rows
    units = identity.list_units(ctx)
    return {
        "url_of": listing.address_of("register.system", "system_id"),
        "grades": {grade: words.value_label(grade) for grade in SystemGrade},
        "support": lists.SUPPORT,
        "soon": reminding.support_days(),
        "all_units": units,
        "units": {unit.id: unit.name for unit in units},
        "owners": identity.names_of({row.owner_id for row in rows if row.owner_id}),
        "counts": queries.counts_of(ctx, [row.id for row in rows]) if page.state.shows("engagements") else {},
        "may_add": ctx.may(P.SYSTEM_ADD),
    }


@bp.route("/systems/export")
@requires(P.SYSTEM_VIEW)
def system_list_export() -> Any:
    return ledger.export(SYSTEMS)


@bp.route("/systems/options")
@requires(P.SYSTEM_VIEW)
def system_options() -> Response:
    """What a picker shows while one types."""
    return ledger.options(queries.offered, lambda row: {"label": row.name, "detail": row.ledger_number})


@bp.route("/systems/views", methods=["POST"])
@requires(P.SYSTEM_VIEW)
@writes
def system_view_save() -> Any:
    return ledger.save_view(SYSTEMS)


@bp.route("/systems/views/<uuid:view_id>/delete", methods=["POST"])
@requires(P.SYSTEM_VIEW)
@writes
def system_view_delete(view_id: UUID) -> Any:
    return ledger.forget_view(SYSTEMS, view_id)
