"""A ledger as a file: what it is to hold, and the file."""

from datetime import date, datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.core import dates, deadline, navigation
from app.core.asat import IN_FUTURE, Moment
from app.core.authz import requires
from app.core.dates import day_of
from app.core.deferred import at_once
from app.core.errors import DomainError, NotAllowed, NotFound
from app.core.listing import is_id
from app.core.web import current_context, translated
from app.exchange import queries
from app.exchange.forms.exporting import ExportForm
from app.exchange.kinds import KINDS, Kind
from app.exchange.permissions import ExchangePermission as P
from app.exchange.services import exporting as services
from app.exchange.services.exporting import TERMS, Exported, Form, Wish
from app.exchange.services.ledgers import Layout
from app.exchange.views import bp
from app.exchange.words.exporting import KINDS as LABELS

LISTS = {
    "organisations": "register.organisation_list",
    "services": "register.service_list",
    "supplies": "register.supply_list",
    "engagements": "register.engagement_list",
    "uses": "overview.consents_list",
    "wordings": "standards.standards",
}
ASKED = ("format", "layout", "as_at", "on", "in_force")


def kind_of(key: str) -> Kind:
    """A ledger that one may read; what nobody keeps, or what never goes out, is not found."""
    kind = KINDS.get(key)
    if kind is None or not kind.goes_out:
        raise NotFound
    if not current_context().may(kind.view):
        raise NotAllowed
    navigation.belong_to(LISTS[key])
    return kind


def parents_of(kind: Kind) -> list[tuple[str, str]]:
    return [(str(LABELS[kind.key]), url_for(LISTS[kind.key]))]


@bp.route("/exchange/<key>/export")
@requires(P.EXPORT)
def export(key: str) -> str:
    kind = kind_of(key)
    layouts = queries.layouts_of(kind.key)
    usual = next((str(layout.id) for layout in layouts if layout.is_usual), "")
    args = request.args
    form = ExportForm(
        data={
            "format": args.get("format", Form.XLSX.value), "layout": args.get("layout", usual),
            "as_at": args.get("as_at", ""), "on": args.get("on", ""), "in_force": "in_force" in args,
        }
    )  # fmt: skip
    form.offer(layouts)
    return render_template(
        "exchange/export.html", kind=kind, form=form, parents=parents_of(kind), has_terms=kind.key in TERMS,
        title=_("Export: %(ledger)s", ledger=LABELS[kind.key]),
        may_edit=current_context().may(P.LAYOUT_EDIT),
    )  # fmt: skip


@bp.route("/exchange/<key>/export/file")
@requires(P.EXPORT)
def export_file(key: str) -> Any:
    """A GET, because whoever only reads may have it; its trace is stored before the file leaves."""
    ctx, kind = current_context(), kind_of(key)
    try:
        wish = _wish(kind)
        services.require_seldom(ctx)
        with services.one_of_few(), deadline.within(services.SECONDS):
            exported = services.export(ctx, wish)
            at_once(lambda: services.witness(ctx, wish, exported))
    except DomainError as error:
        flash(translated(error), "error")
        asked: dict[str, Any] = {name: request.args.get(name) for name in ASKED}
        return redirect(url_for("exchange.export", key=key, **asked), 303)
    return answer(exported)


def _wish(kind: Kind) -> Wish:
    args = request.args
    return Wish(
        kind=kind,
        form=Form.CSV if args.get("format") == Form.CSV else Form.XLSX,
        layout=_layout(kind, args.get("layout", "")),
        moment=_moment(),
        language=current_context().language,
        is_in_force="in_force" in args and kind.key in TERMS,
    )


def _layout(kind: Kind, text: str) -> Layout | None:
    if not text:
        return None
    if not is_id(text):
        raise NotFound
    found = queries.get_layout(kind.key, UUID(text))
    return Layout(found.name, tuple((key, heading) for key, heading in found.columns))


def _moment() -> Moment:
    """Unlike on a page, a date that cannot be read is no export of today."""
    today = day_of(current_context().at)
    as_at, on = request.args.get("as_at", "").strip(), request.args.get("on", "").strip()
    instant: datetime | None = dates.parse_instant_or_day(as_at) if as_at else None
    if instant is not None and day_of(instant) > today:
        raise DomainError(IN_FUTURE)
    usual: date = day_of(instant) if instant else today
    return Moment(instant, dates.parse_date(on) if on else usual)


def answer(exported: Exported) -> Response:
    ending = exported.name.rpartition(".")[2]
    disposition = (
        f"attachment; filename=\"export.{ending}\"; filename*=UTF-8''{quote(exported.name, safe='')}"
    )
    return Response(
        exported.content, mimetype=exported.mimetype, headers={"Content-Disposition": disposition}
    )
