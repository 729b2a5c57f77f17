"""What was tried at the doors: failed sign-ins, locks, refusals, privileged sign-ins, broken policies."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask_babel import gettext

from app.core.authz import requires
from app.core.dates import DateError, day_of, parse_date
from app.core.web import current_context
from app.core.words import value_label
from app.identity.words import permission_label
from app.overview import rules
from app.overview.incidents import MOST_PAGES, Incident, Kind, incidents
from app.overview.permissions import OverviewPermission as P
from app.overview.views import bp
from app.overview.views.settings import settings_tabs

TONES = {
    Kind.LOCKED: "danger", Kind.BROKEN: "danger", Kind.DAMAGED: "danger", Kind.FAILED: "attention",
    Kind.REFUSED: "attention",
}  # fmt: skip


@dataclass(frozen=True)
class ShownIncident:
    at: datetime
    label: str
    tone: str
    who: str
    address: str
    detail: str


@bp.route("/settings/security")
@requires(P.SECURITY_VIEW)
def security_events() -> str:
    ctx = current_context()
    given = request.args.get("kind", "")
    kind = Kind(given) if given in set(Kind) else None
    day, problem = _day(rules.tidy(request.args.get("day", "")))
    page = min(max(rules.number(request.args.get("page", "")) or 1, 1), MOST_PAGES)
    found = incidents(ctx, day_of(ctx.at), kind=kind, day=day, page=page)
    return render_template(
        "overview/security_events.html", rows=[_shown(row) for row in found.rows], problem=problem,
        kinds=[(each.value, value_label(each)) for each in Kind], tabs=settings_tabs(),
        pager=_pager(page, found.has_more),
    )  # fmt: skip


def _day(written: str) -> tuple[date | None, str]:
    if not written:
        return None, ""
    try:
        return parse_date(written), ""
    except DateError as error:
        return None, gettext(error.message, **error.params)


def _shown(row: Incident) -> ShownIncident:
    event = row.event
    kind = Kind(event.kind) if event.kind in set(Kind) else None
    shown = Kind.PRIVILEGED if row.is_privileged else kind
    return ShownIncident(
        event.at, value_label(shown) if shown else event.kind, TONES.get(shown, "neutral") if shown else "neutral",
        row.who, event.address, _detail(kind, event.detail),
    )  # fmt: skip


def _detail(kind: Kind | None, detail: str) -> str:
    called, needed, permission = detail.partition(" needs ")
    if kind == Kind.REFUSED and needed:
        right = permission_label(permission)
        return str(gettext("needed “%(right)s” for %(page)s", right=right, page=called))
    return detail


def _pager(page: int, has_more: bool) -> dict[str, Any]:
    return {
        "label": gettext("Page %(number)s", number=page),
        "has_prev": page > 1,
        "prev_url": _url(page - 1),
        "has_next": has_more,
        "next_url": _url(page + 1),
    }


def _url(page: int) -> str:
    kept = {name: request.args[name] for name in ("kind", "day") if request.args.get(name)}
    return url_for("overview.security_events") + "?" + urlencode({**kept, "page": page})
