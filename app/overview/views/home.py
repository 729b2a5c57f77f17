"""「自分待ち」 and what else one wants to see first."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template, url_for
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from app.core import notices, words
from app.core.authz import signed_in
from app.core.context import Context
from app.core.dates import day_of
from app.core.history import actor_name
from app.core.web import current_context, safe_next
from app.diligence.queries import assignments
from app.diligence.sheets import requests
from app.identity.queries import names_of
from app.overview import queries, recently, records
from app.overview.lately import Lately, changed_lately
from app.overview.permissions import OverviewPermission as P
from app.overview.views import bp
from app.work import waiting

WAITING_SHOWN = 50


@bp.route("/")
@signed_in
def home() -> str:
    ctx = current_context()
    assert ctx.actor_id is not None  # noqa: S101 - the guard let a signed-in person through
    waits = waiting.list_for(ctx, WAITING_SHOWN)
    return render_template(
        "overview/home.html",
        waits=waits,
        has_more=len(waits) == WAITING_SHOWN,
        notices=[told(ctx, notice) for notice in notices.unread(ctx.actor_id)],
        drafts=[left_draft(draft) for draft in queries.drafts_of(ctx.actor_id)],
        recent=[] if ctx.is_vendor else recent(ctx),
        links=quick_links(ctx),
        starts=[link for link in STARTS if _may(ctx, link)],
        organisation=queries.own_organisation(ctx),
        requests=requests.lines(assignments.waiting_for(ctx), {}) if ctx.is_vendor else [],
    )


@dataclass(frozen=True)
class Link:
    label: Any
    endpoint: str
    permission: str = ""
    hint: Any = ""


LINKS = (
    Link(_l("Tasks"), "work.tasks", "work:task:view"),
    Link(_l("Approvals"), "work.approvals", "work:approval:view"),
    Link(_l("Findings"), "work.findings", "work:finding:view"),
    Link(_l("Engagements"), "register.engagement_list", "register:engagement:view"),
    Link(_l("Organisations"), "register.organisation_list", "register:organisation:view"),
    Link(_l("Consents to subcontracting"), "overview.consents_list", "register:consent:view"),
    Link(_l("Checks of the chains"), "overview.chain_checks", "register:engagement:view"),
    Link(_l("Units"), "identity.units", "identity:unit:view"),
    Link(_l("People"), "identity.users", "identity:user:view"),
    Link(_l("Who may do what"), "identity.access", "identity:access:view"),
    Link(_l("Audit log"), "overview.audit_log", P.AUDIT_LOG_VIEW),
    Link(_l("Settings"), "overview.settings", P.SETTINGS_VIEW),
)
STARTS = (
    Link(
        _l("Bring in your ledger"), "exchange.start", "exchange:import:run",
        _l("From Excel or CSV: nothing is stored before you have seen the differences."),
    ),
    Link(
        _l("Add an organisation"), "register.organisation_add", "register:organisation:add",
        _l("The register begins with the companies that supply you."),
    ),
    Link(
        _l("Invite a person"), "identity.user_invite", "identity:user:manage",
        _l("Each person has an account of their own, with a role in a unit."),
    ),
    Link(
        _l("Verify the audit log"), "overview.audit_log_verify", P.AUDIT_LOG_VIEW,
        _l("Shows whether every link of the log still holds."),
    ),
)  # fmt: skip


def _may(ctx: Context, link: Link) -> bool:
    is_there = link.endpoint in current_app.view_functions
    return is_there and not ctx.is_vendor and (not link.permission or ctx.may(link.permission))


def quick_links(ctx: Context) -> list[Link]:
    return [link for link in LINKS if _may(ctx, link)]


@dataclass(frozen=True)
class Told:
    """`url` is empty where the notice is about no record, or about one that the reader may not open."""

    at: Any
    text: str
    url: str


def told(ctx: Context, notice: notices.Notice) -> Told:
    return Told(notice.at, gettext(notice.message, **notice.params), records.url_of_notice(ctx, notice))


@dataclass(frozen=True)
class Draft:
    label: str
    url: str
    saved_at: Any
    key: str


def left_draft(draft: queries.LeftDraft) -> Draft:
    """A draft is named by the kind of record it is for: the first word of its key."""
    kind = draft.key.replace(":", "/").replace(".", "/").split("/")[0]
    known = (
        kind
        if words.table_label(kind) != kind
        else next((name for name in records.PAGES if kind.startswith(name)), "")
    )
    label = words.table_label(known) if known else gettext("Form")
    return Draft(label, safe_next(draft.page, "") if draft.page else "", draft.saved_at, draft.key)


@dataclass(frozen=True)
class Recent:
    at: Any
    actor: str
    act: str
    title: str
    url: str


def recent(ctx: Context) -> list[Recent]:
    found = changed_lately(recently.seen_by(ctx))
    people = names_of({line.actor_id for line in found if line.actor_id})
    named = recently.named(ctx, [line for line in found if line.count == 1])
    files = current_app.extensions.get("files_of_acts", lambda _ids: {})
    urls = files({line.act_id for line in found if line.count > 1 and line.actor_id == ctx.actor_id})
    return [
        Recent(
            line.at,
            actor_name(line.actor_id, line.actor_kind, people),
            words.act_label(line.event),
            _many(line) if line.count > 1 else named[line.root_id].title,
            urls.get(line.act_id) or _log_of(ctx, line) if line.count > 1 else named[line.root_id].url,
        )
        for line in found
    ]


def _many(line: Lately) -> str:
    """By their number: after a ledger came in, the names of ten of a thousand tell nothing."""
    kind = words.table_label(line.root_type)
    told = ngettext(
        "%(kind)s: %(count)s record",
        "%(kind)s: %(count)s records",
        line.count,
        kind=kind,
        count=f"{line.count:,}",
    )
    return str(told)


def _log_of(ctx: Context, line: Lately) -> str:
    """The one act in the audit log, for those who read it; the day keeps the search short."""
    if not ctx.may(P.AUDIT_LOG_VIEW):
        return ""
    day = day_of(line.at).isoformat()
    values: dict[str, Any] = {"one": line.act_id, "from": day, "to": day}
    return url_for("overview.audit_log", **values)
