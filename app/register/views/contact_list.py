"""The list of contacts, what it exports, and saved views of it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l

from app.core import listing, words
from app.core.authz import requires
from app.core.context import Context
from app.core.listing import ListState
from app.core.web import current_context, writes
from app.register import reminding
from app.register.lists import contacts as lists
from app.register.models import ContactRole
from app.register.past import contacts as past
from app.register.permissions import RegisterPermission as P
from app.register.queries import contacts as queries
from app.register.queries import organisations
from app.register.views import bp, ledger
from app.register.views.landing import moment_addresses
from app.register.views.ledger import Cell, Ledger


def _cells(ctx: Context, rows: Sequence[Any], state: ListState) -> Cell:
    names = organisations.names_of(ctx, (row.organisation_id for row in rows))
    tied = {row.engagement_id for row in rows if row.engagement_id} if state.shows("engagement") else set()
    engagements = queries.engagement_names(ctx, tied)

    def cell(row: Any, key: str) -> Any:
        if key == "organisation":
            return names.get(row.organisation_id, "")
        if key == "engagement":
            return engagements.get(row.engagement_id, "")
        return ledger.plain(row, key)

    return cell


CONTACTS = Ledger(
    "contact",
    _l("Contacts"),
    now=lists.CONTACTS,
    then=lists.CONTACTS_THEN,
    wanted=lists.wanted,
    listed=queries.listed,
    past_of=past.past_of,
    cells=_cells,
)


@bp.route("/contacts")
@requires(P.CONTACT_VIEW)
def contact_list() -> str:
    return ledger.shown(CONTACTS, _frame)


def _frame(page: listing.Page[Any]) -> dict[str, Any]:
    """What stands around the rows, and the words that many rows share, looked up once."""
    ctx = current_context()
    tied = {row.engagement_id for row in page.rows if row.engagement_id}
    return {
        "url_of": listing.address_of("register.contact", "contact_id"),
        "organisation_url": moment_addresses()["organisation_url"],
        "roles": {role: words.value_label(role) for role in ContactRole},
        "tested": lists.TESTED,
        "tested_since": reminding.tested_since,
        "organisations": organisations.names_of(ctx, (row.organisation_id for row in page.rows)),
        "engagements": queries.engagement_names(ctx, tied if page.state.shows("engagement") else set()),
        "may_add": ctx.may(P.CONTACT_ADD),
    }


@bp.route("/contacts/export")
@requires(P.CONTACT_VIEW)
def contact_list_export() -> Any:
    return ledger.export(CONTACTS)


@bp.route("/contacts/views", methods=["POST"])
@requires(P.CONTACT_VIEW)
@writes
def contact_view_save() -> Any:
    return ledger.save_view(CONTACTS)


@bp.route("/contacts/views/<uuid:view_id>/delete", methods=["POST"])
@requires(P.CONTACT_VIEW)
@writes
def contact_view_delete(view_id: UUID) -> Any:
    return ledger.forget_view(CONTACTS, view_id)
