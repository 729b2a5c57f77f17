"""The list of security references, what it exports, and saved views of it."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core import keeping_views, listing, saved_views
from app.core.authz import requires
from app.core.csvout import csv_answer
from app.core.dates import day_of
from app.core.errors import DomainError
from app.core.web import current_context, translated, writes
from app.references.lists import references as lists
from app.references.permissions import ReferencesPermission as P
from app.references.queries import listing as queries
from app.references.sheets import reference_rows as rows_shown
from app.references.views import bp
from app.standards import shelves

shelves.add(shelves.Shelf("references.reference_list", _l("Security references"), P.REFERENCE_VIEW, 40))


@bp.route("/references")
@requires(P.REFERENCE_VIEW)
def reference_list() -> str:
    ctx = current_context()
    state = listing.read_request(lists.REFERENCES)
    page = listing.fetch(queries.listed(ctx, lists.wanted(state)), state)
    names = rows_shown.names_for(ctx, page.rows)
    address = listing.address_of("references.reference_view_delete", "view_id")
    return render_template(
        "references/reference_list.html", page=page, state=page.state, names=names,
        views=saved_views.shown(ctx, page.state, address),
        url_of=listing.address_of("references.reference", "reference_id"),
        export_url=url_for("references.reference_list_export"), may_edit=ctx.may(P.REFERENCE_EDIT),
    )  # fmt: skip


@bp.route("/references/export")
@requires(P.REFERENCE_VIEW)
def reference_list_export() -> Any:
    ctx = current_context()
    state = listing.read_request(lists.REFERENCES)
    try:
        rows = listing.fetch_all(queries.listed(ctx, lists.wanted(state)), state)
    except DomainError as error:
        flash(translated(error), "error")
        return redirect(f"{url_for('references.reference_list')}?{state.query()}", 303)
    names = rows_shown.names_for(ctx, rows)
    columns = state.shown_columns()
    body = [[rows_shown.cell(ctx, row, column.key, names) for column in columns] for row in rows]
    title = f"{_('Security references')} {day_of(ctx.at).isoformat()}"
    return csv_answer(title, [str(column.label) for column in columns], body)


@bp.route("/references/views", methods=["POST"])
@requires(P.REFERENCE_VIEW)
@writes
def reference_view_save() -> Any:
    return keeping_views.save(lists.REFERENCES, url_for("references.reference_list"))


@bp.route("/references/views/<uuid:view_id>/delete", methods=["POST"])
@requires(P.REFERENCE_VIEW)
@writes
def reference_view_delete(view_id: UUID) -> Any:
    return keeping_views.forget(view_id, url_for("references.reference_list"))
