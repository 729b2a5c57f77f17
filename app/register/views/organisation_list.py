"""The list of organisations, what it exports, what a picker offers, and saved views of it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Response
from flask_babel import lazy_gettext as _l

from app.core import listing, words
from app.core.authz import requires
from app.core.context import Context
from app.core.dates import DateStyle, format_datetime
from app.core.listing import ListState
from app.core.web import current_context, writes
from app.register.lists import organisations as lists
from app.register.models import OrganisationKind
from app.register.past import organisations as past
from app.register.permissions import RegisterPermission as P
from app.register.queries import organisations as queries
from app.register.views import bp, ledger
from app.register.views.ledger import Cell, Ledger


def _cells(ctx: Context, rows: Sequence[Any], state: ListState) -> Cell:
    names = queries.names_of(ctx, (row.parent_id for row in rows)) if state.shows("parent") else {}

    def cell(row: Any, key: str) -> Any:
        if key == "parent":
            return names.get(row.parent_id, "")
        if key == "updated_at":
            return format_datetime(row.updated_at, DateStyle.ISO)
        if key == "country":
            return lists.country_name(row.country)
        if key == "corporate_number" and row.corporate_number is None:
            return words.value_label(row.no_number_reason) if row.no_number_reason else ""
        return getattr(row, key)

    return cell


ORGANISATIONS = Ledger(
    "organisation",
    _l("Third parties"),
    now=lists.ORGANISATIONS,
    then=lists.ORGANISATIONS_THEN,
    wanted=lists.wanted,
    listed=queries.listed,
    past_of=past.past_of,
    cells=_cells,
)


@bp.route("/organisations")
@requires(P.ORGANISATION_VIEW)
def organisation_list() -> str:
    return ledger.shown(ORGANISATIONS, _frame)


def _frame(page: listing.Page[Any]) -> dict[str, Any]:
    """What stands around the rows, and the words that many rows share, looked up once."""
    ctx = current_context()
    countries = lists.country_words()
    return {
        "url_of": listing.address_of("register.organisation", "organisation_id"),
        "kinds": {kind: words.value_label(kind) for kind in OrganisationKind},
        "countries": countries,
        "country_choices": [(code, countries.get(code, code)) for code in queries.countries_in_use(ctx)],
        "parents": queries.names_of(ctx, (row.parent_id for row in page.rows)),
        "may_add": ctx.may(P.ORGANISATION_ADD),
    }


@bp.route("/organisations/export")
@requires(P.ORGANISATION_VIEW)
def organisation_list_export() -> Any:
    return ledger.export(ORGANISATIONS)


@bp.route("/organisations/options")
@requires(P.ORGANISATION_VIEW)
def organisation_options() -> Response:
    """What a picker shows while one types."""
    return ledger.options(
        queries.offered,
        lambda row: {"label": row.name, "detail": row.corporate_number or lists.country_name(row.country)},
    )


@bp.route("/organisations/views", methods=["POST"])
@requires(P.ORGANISATION_VIEW)
@writes
def organisation_view_save() -> Any:
    return ledger.save_view(ORGANISATIONS)


@bp.route("/organisations/views/<uuid:view_id>/delete", methods=["POST"])
@requires(P.ORGANISATION_VIEW)
@writes
def organisation_view_delete(view_id: UUID) -> Any:
    return ledger.forget_view(ORGANISATIONS, view_id)
