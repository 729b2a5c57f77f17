"""The list of supplies, what it exports, and saved views of it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from flask_babel import lazy_gettext as _l

from app.core import listing, words
from app.core.authz import requires
from app.core.context import Context
from app.core.listing import ListState
from app.core.web import current_context, writes
from app.register.lists import supplies as lists
from app.register.lists.services import countries_told
from app.register.models import Substitutability
from app.register.past import supplies as past
from app.register.permissions import RegisterPermission as P
from app.register.queries import services
from app.register.queries import supplies as queries
from app.register.views import bp, ledger
from app.register.views.ledger import Cell, Ledger


class EndNames(NamedTuple):
    name: str
    provider: str


NOBODY = EndNames("", "")


def _ends(ctx: Context, rows: Iterable[Any]) -> Mapping[UUID, EndNames]:
    """Names of the services at both ends and of who provides them, by one query."""
    ids = {end for row in rows for end in (row.service_id, row.base_service_id)}
    return {row.id: EndNames(row.name, row.provider) for row in services.with_provider(ctx, ids)}


def _cells(ctx: Context, rows: Sequence[Any], state: ListState) -> Cell:
    ends = _ends(ctx, rows)

    def cell(row: Any, key: str) -> Any:
        service, base = ends.get(row.service_id, NOBODY), ends.get(row.base_service_id, NOBODY)
        named = {
            "service": service.name,
            "service_provider": service.provider,
            "base": base.name,
            "base_provider": base.provider,
        }
        if key in named:
            return named[key]
        if key == "countries":
            return countries_told(row.countries)
        return ledger.plain(row, key)

    return cell


SUPPLIES = Ledger(
    "supply",
    _l("Supplies"),
    now=lists.SUPPLIES,
    then=lists.SUPPLIES_THEN,
    wanted=lists.wanted,
    listed=queries.listed,
    past_of=past.past_of,
    cells=_cells,
)


@bp.route("/supplies")
@requires(P.SUPPLY_VIEW)
def supply_list() -> str:
    return ledger.shown(SUPPLIES, _frame)


def _frame(page: listing.Page[Any]) -> dict[str, Any]:
    ctx = current_context()
    return {
        "url_of": listing.address_of("register.supply", "supply_id"),
        "substitutabilities": {each: words.value_label(each) for each in Substitutability},
        "countries_told": countries_told,
        "ends": _ends(ctx, page.rows),
        "nobody": NOBODY,
        "may_add": ctx.may(P.SUPPLY_ADD),
    }


@bp.route("/supplies/export")
@requires(P.SUPPLY_VIEW)
def supply_list_export() -> Any:
    return ledger.export(SUPPLIES)


@bp.route("/supplies/views", methods=["POST"])
@requires(P.SUPPLY_VIEW)
@writes
def supply_view_save() -> Any:
    return ledger.save_view(SUPPLIES)


@bp.route("/supplies/views/<uuid:view_id>/delete", methods=["POST"])
@requires(P.SUPPLY_VIEW)
@writes
def supply_view_delete(view_id: UUID) -> Any:
    return ledger.forget_view(SUPPLIES, view_id)
