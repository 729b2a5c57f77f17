"""The list of organisations, what it exports, what a picker offers, and saved views of it."""

from typing import Any
from uuid import UUID

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.core import asat, listing, saved_views, words
from app.core.authz import requires
from app.core.csvout import csv_answer
from app.core.dates import DateStyle, day_of, format_datetime
from app.core.errors import DomainError
from app.core.listing import ListState
from app.core.web import current_context, translated, writes
from app.register import lists, past, queries
from app.register.lists import ORGANISATIONS, ORGANISATIONS_THEN
from app.register.models import OrganisationKind
from app.register.permissions import RegisterPermission as P
from app.register.views import bp


def _asked() -> tuple[asat.Moment, ListState]:
    moment = asat.read()
    return moment, listing.read_request(ORGANISATIONS_THEN if moment.is_past else ORGANISATIONS)


@bp.route("/organisations")
@requires(P.ORGANISATION_VIEW)
def organisation_list() -> str:
    ctx = current_context()
    moment, state = _asked()
    wanted = lists.wanted(state, moment)
    if moment.instant is None:
        page = queries.list_organisations(ctx, wanted, state)
    else:
        page = past.list_at(ctx, wanted, state, moment.instant)
    return render_template(
        "register/organisation_list.html", page=page, state=page.state, moment=moment, **_frame(page)
    )


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
        "views": saved_views.shown(
            ctx, page.state, listing.address_of("register.organisation_view_delete", "view_id")
        ),
        "may_add": ctx.may(P.ORGANISATION_ADD),
    }


@bp.route("/organisations/export")
@requires(P.ORGANISATION_VIEW)
def organisation_list_export() -> Any:
    ctx = current_context()
    moment, state = _asked()
    wanted = lists.wanted(state, moment)
    try:
        if moment.instant is None:
            rows = queries.export_organisations(ctx, wanted, state)
        else:
            rows = past.export_at(ctx, wanted, state, moment.instant)
    except DomainError as error:
        flash(translated(error), "error")
        return redirect(url_for("register.organisation_list") + "?" + state.query(), 303)
    columns = state.shown_columns()
    names = queries.names_of(ctx, (row.parent_id for row in rows)) if state.shows("parent") else {}
    head = [str(column.label) for column in columns]
    cells = [[_cell(row, column.key, names) for column in columns] for row in rows]
    return csv_answer(_file_name(moment), head, cells)


def _file_name(moment: asat.Moment) -> str:
    """Both dates stand on what leaves the house."""
    recorded = format_datetime(moment.instant or current_context().at, DateStyle.ISO).replace(":", "")
    return str(
        _(
            "Third parties, recorded %(recorded)s, effective %(on)s",
            recorded=recorded,
            on=moment.on.isoformat(),
        )
    )


def _cell(row: Any, key: str, names: dict[UUID, str]) -> Any:
    if key == "parent":
        return names.get(row.parent_id, "")
    if key == "updated_at":
        return format_datetime(row.updated_at, DateStyle.ISO)
    if key == "country":
        return lists.country_name(row.country)
    if key == "corporate_number" and row.corporate_number is None:
        return words.value_label(row.no_number_reason) if row.no_number_reason else ""
    return getattr(row, key)


@bp.route("/organisations/options")
@requires(P.ORGANISATION_VIEW)
def organisation_options() -> Response:
    """What a picker shows while one types."""
    ctx = current_context()
    asked = " ".join(request.args.get("q", "")[: listing.LONGEST_QUERY].split())
    rows = queries.offered(ctx, asked, day_of(ctx.at)) if asked else []
    return jsonify(
        [
            {
                "id": str(row.id),
                "label": row.name,
                "detail": row.corporate_number or lists.country_name(row.country),
            }
            for row in rows
        ]
    )


@bp.route("/organisations/views", methods=["POST"])
@requires(P.ORGANISATION_VIEW)
@writes
def organisation_view_save() -> Any:
    address = url_for("register.organisation_list")
    state = listing.read_text(ORGANISATIONS, address, request.form.get("query", ""))
    try:
        saved_views.save(current_context(), state, request.form.get("name", ""))
    except DomainError as error:
        flash(translated(error), "error")
    else:
        flash(_("The view was saved."), "success")
    return redirect(state.url(page=state.page), 303)


@bp.route("/organisations/views/<uuid:view_id>/delete", methods=["POST"])
@requires(P.ORGANISATION_VIEW)
@writes
def organisation_view_delete(view_id: UUID) -> Any:
    saved_views.forget(current_context(), view_id)
    flash(_("The view was deleted."), "success")
    return redirect(url_for("register.organisation_list"), 303)
