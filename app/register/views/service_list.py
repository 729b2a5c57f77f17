"""The list of services, what it exports, what a picker offers, and saved views of it."""

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
from app.register.lists import services as lists
from app.register.models import ServiceModel
from app.register.past import services as past
from app.register.permissions import RegisterPermission as P
from app.register.queries import organisations
from app.register.queries import services as queries
from app.register.views import bp, ledger
from app.register.views.ledger import Cell, Ledger


def _cells(ctx: Context, rows: Sequence[Any], state: ListState) -> Cell:
    providers = (
        organisations.names_of(ctx, (row.organisation_id for row in rows)) if state.shows("provider") else {}
    )
    kinds = lists.kind_words()

    def cell(row: Any, key: str) -> Any:
        if key == "provider":
            return providers.get(row.organisation_id, "")
        if key == "kind":
            return kinds.get(row.kind, row.kind)
        if key == "countries":
            return lists.countries_told(row.countries)
        return ledger.plain(row, key)

    return cell


SERVICES = Ledger(
    "service",
    _l("Services"),
    now=lists.SERVICES,
    then=lists.SERVICES_THEN,
    wanted=lists.wanted,
    listed=queries.listed,
    past_of=past.past_of,
    cells=_cells,
)


@bp.route("/services")
@requires(P.SERVICE_VIEW)
def service_list() -> str:
    return ledger.shown(SERVICES, _frame)


def _frame(page: listing.Page[Any]) -> dict[str, Any]:
    """What stands around the rows, and the words that many rows share, looked up once."""
    ctx = current_context()
    return {
        "url_of": listing.address_of("register.service", "service_id"),
        "kinds": lists.kind_words(),
        "models": {model: words.value_label(model) for model in ServiceModel},
        "countries_told": lists.countries_told,
        "providers": organisations.names_of(ctx, (row.organisation_id for row in page.rows)),
        "may_add": ctx.may(P.SERVICE_ADD),
    }


@bp.route("/services/export")
@requires(P.SERVICE_VIEW)
def service_list_export() -> Any:
    return ledger.export(SERVICES)


@bp.route("/services/options")
@requires(P.SERVICE_VIEW)
def service_options() -> Response:
    """What a picker shows while one types; many services bear one name, so each is told with its provider."""
    return ledger.options(
        queries.offered_with_provider, lambda row: {"label": row.name, "detail": row.provider}
    )


@bp.route("/services/views", methods=["POST"])
@requires(P.SERVICE_VIEW)
@writes
def service_view_save() -> Any:
    return ledger.save_view(SERVICES)


@bp.route("/services/views/<uuid:view_id>/delete", methods=["POST"])
@requires(P.SERVICE_VIEW)
@writes
def service_view_delete(view_id: UUID) -> Any:
    return ledger.forget_view(SERVICES, view_id)
