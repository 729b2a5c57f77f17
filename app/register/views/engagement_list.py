"""The list of engagements, what it exports, what pickers offer, and saved views of it."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask import Response, render_template, request
from flask_babel import lazy_gettext as _l

from app.core import asat, listing, words
from app.core.asat import Moment
from app.core.authz import requires
from app.core.context import Context
from app.core.dates import DateStyle, format_datetime
from app.core.listing import ListState, Page
from app.core.text import fold
from app.core.web import current_context, writes
from app.identity import queries as identity
from app.register.forms.engagements import category_groups
from app.register.forms.pickers import unit_label
from app.register.lists import engagements as lists
from app.register.models import Category, Stage
from app.register.past import engagements as past
from app.register.permissions import RegisterPermission as P
from app.register.queries import engagements as queries
from app.register.queries import organisations, picking, services
from app.register.rules import engagements as rules
from app.register.views import bp, ledger
from app.register.views.ledger import Cell, Ledger

FEW = 20


def _names(ctx: Context, rows: Sequence[Any], moment: Moment) -> dict[UUID, str]:
    """Everything the rows point at but units, by one query for each kind; parties as they were called then."""
    return {
        **organisations.names_of(ctx, (row.vendor_id for row in rows)),
        **services.names_of(ctx, (row.service_id for row in rows)),
        **identity.names_of({row.owner_id for row in rows if row.owner_id}),
        **(past.names_at(ctx, rows, moment.instant) if moment.instant else {}),
    }


POINTERS = {"vendor": "vendor_id", "service": "service_id", "unit": "unit_id", "owner": "owner_id"}


def _cells(ctx: Context, rows: Sequence[Any], state: ListState) -> Cell:
    units = identity.unit_names({row.unit_id for row in rows})
    moment = asat.read()
    names, tiers = {**_names(ctx, rows, moment), **units}, lists.tier_words()
    then = _tiers_then(rows, moment)

    def cell(row: Any, key: str) -> Any:
        if key in POINTERS:
            return names.get(getattr(row, POINTERS[key]), "")
        if key == "tier":
            found = then.get(row.id, "") if then is not None else row.tier
            return tiers.get(found, found)
        return _made(row, moment.on).get(key, getattr(row, key, None))

    return cell


def _made(row: Any, day: date) -> dict[str, Any]:
    """What is no column of its own."""
    coming = rules.next_date(row, day)
    return {
        "next": coming[1] if coming else None,
        "missing": len(rules.missing(row)),
        "updated_at": format_datetime(row.updated_at, DateStyle.ISO) if row.updated_at else "",
    }


def _tiers_then(rows: Sequence[Any], moment: Moment) -> dict[UUID, str] | None:
    """None for a list of now, whose rows carry their tier."""
    return past.tiers_at([row.id for row in rows], moment.instant) if moment.instant else None


ENGAGEMENTS = Ledger(
    "engagement",
    _l("Engagements"),
    now=lists.ENGAGEMENTS,
    then=lists.ENGAGEMENTS_THEN,
    wanted=lists.wanted,
    listed=queries.listed,
    past_of=past.past_of,
    cells=_cells,
)


@bp.route("/engagements")
@requires(P.ENGAGEMENT_VIEW)
def engagement_list() -> str:
    moment, state = ledger.asked(ENGAGEMENTS)
    page = ledger.page_of(ENGAGEMENTS, moment, state)
    return render_template(
        "register/engagement_list.html", page=page, state=page.state, moment=moment, **_frame(page, moment)
    )


def _frame(page: Page[Any], moment: Moment) -> dict[str, Any]:
    """What stands around the rows, and the words that many rows share, looked up once."""
    ctx = current_context()
    units = identity.list_units(ctx)
    return {
        "url_of": listing.address_of("register.engagement", "engagement_id"),
        "names": {**_names(ctx, page.rows, moment), **{unit.id: unit.name for unit in units}},
        "tiers": lists.tier_words(),
        "tiers_then": _tiers_then(page.rows, moment),
        "stages": {stage: words.value_label(stage) for stage in Stage},
        "category_groups": category_groups(),
        "categories": {category: words.value_label(category) for category in Category},
        "units": [(unit.id, unit_label(unit)) for unit in units if unit.id in ctx.units(P.ENGAGEMENT_VIEW)],
        "bulk_units": frozenset() if moment.is_read_only else ctx.units(P.BULK_EDIT),
        "missing": rules.missing,
        "next_date": rules.next_date,
        "views": ledger.views_of(ENGAGEMENTS, page),
        "may_add": ctx.may(P.ENGAGEMENT_ADD),
    }


@bp.route("/engagements/export")
@requires(P.ENGAGEMENT_VIEW)
def engagement_list_export() -> Any:
    return ledger.export(ENGAGEMENTS)


@bp.route("/engagements/options")
@requires(P.ENGAGEMENT_VIEW)
def engagement_options() -> Response:
    """What a picker shows while one types."""
    return ledger.options(queries.offered, lambda row: {"label": row.title, "detail": row.number})


@bp.route("/engagements/owners/options")
@requires(P.ENGAGEMENT_EDIT)
def engagement_owner_options() -> Response:
    """Who may be made 管理責任者 in each unit of the address; in any where it names none."""
    unit_ids = {UUID(text) for text in request.args.getlist("unit_id") if listing.is_id(text)}
    return ledger.options(
        lambda ctx, asked, _day: picking.owners_offered(ctx, asked, unit_ids),
        lambda person: {"label": person.name, "detail": person.title},
    )


@bp.route("/engagements/readers/options")
@requires(P.ENGAGEMENT_EDIT)
def engagement_reader_options() -> Response:
    return ledger.options(
        lambda ctx, asked, _day: [
            unit
            for unit in identity.list_units(ctx)
            if any(fold(asked) in fold(text) for text in (unit.name, unit.name_kana, unit.code))
        ][:FEW],
        lambda unit: {"label": unit_label(unit)},
    )


@bp.route("/engagements/views", methods=["POST"])
@requires(P.ENGAGEMENT_VIEW)
@writes
def engagement_view_save() -> Any:
    return ledger.save_view(ENGAGEMENTS)


@bp.route("/engagements/views/<uuid:view_id>/delete", methods=["POST"])
@requires(P.ENGAGEMENT_VIEW)
@writes
def engagement_view_delete(view_id: UUID) -> Any:
    return ledger.forget_view(ENGAGEMENTS, view_id)
