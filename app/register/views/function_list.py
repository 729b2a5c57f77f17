"""The list of business functions, what it exports, what a picker offers, and saved views of it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Response
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.core import listing
from app.core.authz import requires
from app.core.context import Context
from app.core.listing import ListState
from app.core.web import current_context, writes
from app.identity import queries as identity
from app.register.lists import functions as lists
from app.register.past import functions as past
from app.register.permissions import RegisterPermission as P
from app.register.queries import functions as queries
from app.register.rules.functions import is_rto_too_long
from app.register.views import bp, ledger
from app.register.views.ledger import Cell, Ledger


def _cells(ctx: Context, rows: Sequence[Any], state: ListState) -> Cell:
    units = identity.unit_names({row.unit_id for row in rows if row.unit_id})
    counts = queries.counts_of(ctx, [row.id for row in rows]) if state.shows("engagements") else {}

    def cell(row: Any, key: str) -> Any:
        if key == "unit":
            return units.get(row.unit_id, "")
        if key == "is_important":
            return gettext("Yes") if row.is_important else gettext("No")
        if key == "engagements":
            return counts.get(row.id, 0)
        return ledger.plain(row, key)

    return cell


FUNCTIONS = Ledger(
    "function",
    _l("Business functions"),
    now=lists.FUNCTIONS,
    then=lists.FUNCTIONS_THEN,
    wanted=lists.wanted,
    listed=queries.listed,
    past_of=past.past_of,
    cells=_cells,
)


@bp.route("/functions")
@requires(P.FUNCTION_VIEW)
def function_list() -> str:
    return ledger.shown(FUNCTIONS, _frame)


def _frame(page: listing.Page[Any]) -> dict[str, Any]:
    """What stands around the rows, and the words that many rows share, looked up once."""
    ctx, rows = current_context(), page.rows
    units = identity.list_units(ctx)
    return {
        "url_of": listing.address_of("register.function", "function_id"),
        "important": lists.IMPORTANT,
        "is_rto_too_long": is_rto_too_long,
        "all_units": units,
        "units": {unit.id: unit.name for unit in units},
        "counts": queries.counts_of(ctx, [row.id for row in rows]) if page.state.shows("engagements") else {},
        "may_add": ctx.may(P.FUNCTION_ADD),
    }


@bp.route("/functions/export")
@requires(P.FUNCTION_VIEW)
def function_list_export() -> Any:
    return ledger.export(FUNCTIONS)


@bp.route("/functions/options")
@requires(P.FUNCTION_VIEW)
def function_options() -> Response:
    """What a picker shows while one types."""
    return ledger.options(
        queries.offered,
        lambda row: {"label": row.name, "detail": gettext("Important business") if row.is_important else ""},
    )


@bp.route("/functions/views", methods=["POST"])
@requires(P.FUNCTION_VIEW)
@writes
def function_view_save() -> Any:
    return ledger.save_view(FUNCTIONS)


@bp.route("/functions/views/<uuid:view_id>/delete", methods=["POST"])
@requires(P.FUNCTION_VIEW)
@writes
def function_view_delete(view_id: UUID) -> Any:
    return ledger.forget_view(FUNCTIONS, view_id)
