"""Lists over all engagements: consents that wait or end, and what the checks of the chains found."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import flash, redirect, render_template
from flask_babel import gettext as _

from app.core import listing, saved_views, words
from app.core.authz import requires
from app.core.csvout import csv_answer
from app.core.dates import DateStyle, day_of, format_datetime
from app.core.errors import DomainError
from app.core.listing import ListState, Page
from app.core.navigation import Tab
from app.core.web import current_context, translated
from app.identity.queries import unit_names
from app.overview import chain_places, chain_rows, consent_lists
from app.overview.chain_places import place, to
from app.overview.views import bp
from app.register.models import ConsentKind, ConsentState
from app.register.permissions import RegisterPermission as P
from app.register.queries import checking, consents
from app.register.rules import consents as rules
from app.register.rules.chain_checks import Check
from app.register.rules.consents import Standing
from app.work.models import Severity


def _standing(row: Any, on: date) -> tuple[str, str]:
    """Words and tone as in the chain; whether consent is due only the chain knows."""
    if row.is_unused:
        return words.value_label(Standing.UNUSED), chain_rows.tone_of(Standing.UNUSED)
    if row.state == ConsentState.NOT_APPLIED:
        return words.value_label(row.state), "neutral"
    standing = rules.consent_on(row, on)
    return words.value_label(standing), chain_rows.tone_of(standing)


@bp.route("/consents")
@requires(P.CONSENT_VIEW)
def consents_list() -> str:
    ctx = current_context()
    state = listing.read_request(consent_lists.CONSENTS)
    wanted = consent_lists.wanted_consents(state, day_of(ctx.at))
    page = listing.fetch(consents.listed(ctx, wanted), state)
    return render_template(
        "overview/consents.html",
        page=page,
        state=page.state,
        titles=consents.titles_for(page.rows),
        tabs=_tabs(state),
        standings={row.id: _standing(row, wanted.on) for row in page.rows},
        states=words.choices(ConsentState),
        kinds=words.choices(ConsentKind),
        units=_units(P.CONSENT_VIEW),
        export_url=place("overview.consents_export"),
        views=_views(page, "overview.consents_view_delete"),
    )


def _views(page: Page[Any], delete: str) -> Any:
    return saved_views.shown(current_context(), page.state, listing.address_of(delete, "view_id"))


def _tabs(state: ListState) -> list[Tab]:
    which = state.value("which")
    choices = [("", _("All")), ("waiting", _("Waiting")), ("expiring", _("Ending"))]
    return [Tab(str(label), state.url(which=key), key == which) for key, label in choices]


def _units(permission: P) -> list[tuple[Any, str]]:
    return sorted(unit_names(set(current_context().units(permission))).items(), key=lambda pair: pair[1])


@bp.route("/consents/export")
@requires(P.CONSENT_VIEW)
def consents_export() -> Any:
    ctx = current_context()
    state = listing.read_request(consent_lists.CONSENTS)
    wanted = consent_lists.wanted_consents(state, day_of(ctx.at))
    try:
        rows = listing.fetch_all(consents.listed(ctx, wanted), state)
    except DomainError as error:
        flash(translated(error), "error")
        return redirect(f"{place('overview.consents_list')}?{state.query()}", 303)
    titles = consents.titles_for(rows)
    columns = state.shown_columns()
    body = [[_cell(row, column.key, titles) for column in columns] for row in rows]
    return csv_answer(_name(_("Consents")), [str(column.label) for column in columns], body)


def _cell(row: Any, key: str, titles: consents.Titles) -> Any:
    ends = titles.supplies[row.supply_id]
    match key:
        case "state":
            return _standing(row, day_of(current_context().at))[0]
        case "target":
            return f"{ends[2]} {ends[3]}"
        case "source":
            return ends[0]
        case "engagement":
            return " ".join(titles.engagements[row.engagement_id])
        case "updated_at":
            return format_datetime(row.updated_at, DateStyle.ISO)
    return getattr(row, key)


def _name(title: str) -> str:
    recorded = format_datetime(current_context().at, DateStyle.ISO).replace(":", "")
    return str(_("%(title)s, recorded %(recorded)s", title=title, recorded=recorded))


@bp.route("/chain/checks")
@requires(P.ENGAGEMENT_VIEW)
def chain_checks() -> str:
    ctx = current_context()
    state = listing.read_request(consent_lists.CHAIN_CHECKS)
    page = listing.fetch(checking.listed(ctx, consent_lists.wanted_checks(state)), state)
    return render_template(
        "overview/chain_checks.html",
        page=page,
        state=page.state,
        problems=_problems(page.rows),
        titles=checking.titles_for(row.engagement_id for row in page.rows),
        url_of=to("overview.engagement_chain", "engagement_id"),
        checks=words.choices(Check),
        severities=words.choices(Severity),
        units=_units(P.ENGAGEMENT_VIEW),
        checked_at=checking.checked_at(),
        export_url=place("overview.chain_checks_export"),
        views=_views(page, "overview.chain_checks_view_delete"),
    )


def _problems(rows: Sequence[Any]) -> list[tuple[Any, chain_places.Problem]]:
    ctx = current_context()
    return [(row, chain_places.problem(ctx, row.engagement_id, row)) for row in rows]


@bp.route("/chain/checks/export")
@requires(P.ENGAGEMENT_VIEW)
def chain_checks_export() -> Any:
    ctx = current_context()
    state = listing.read_request(consent_lists.CHAIN_CHECKS)
    try:
        rows = listing.fetch_all(checking.listed(ctx, consent_lists.wanted_checks(state)), state)
    except DomainError as error:
        flash(translated(error), "error")
        return redirect(f"{place('overview.chain_checks')}?{state.query()}", 303)
    titles = checking.titles_for(row.engagement_id for row in rows)
    head = [_("Severity"), _("What is wrong"), _("Check"), _("Engagement number"), _("Engagement")]
    body = [
        [found.severity, found.said, found.label, *titles.get(row.engagement_id, ("", ""))]
        for row, found in _problems(rows)
    ]
    return csv_answer(_name(_("Checks of the chains")), head, body)
