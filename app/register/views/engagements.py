"""One engagement: its page, its history and what hangs on it, and the forms of its facts."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from flask import abort, g, render_template, request, url_for
from flask_babel import gettext as _

from app.core import asat, history
from app.core.authz import requires
from app.core.context import Context
from app.core.dates import day_of
from app.core.web import current_context, run_form, writes
from app.identity.queries import named as people_and_units
from app.register import numbering
from app.register.forms.engagements import PART_TITLES, PARTS, EngagementAddForm
from app.register.histories import history_of
from app.register.models import Engagement
from app.register.permissions import RegisterPermission as P
from app.register.queries import engagements as queries
from app.register.services import engagements as services
from app.register.sheets import deciding
from app.register.sheets import engagements as sheets
from app.register.views import bp
from app.register.views.engagement_showing import WordsOf, links_of, number_of, part_tabs, rights, unrecorded
from app.work import past
from app.work import queries as work
from app.work.models import Approval
from app.work.permissions import WorkPermission as W

APPROVALS_SHOWN = 200
DOCUMENTS_SHOWN = 200


def address(engagement: Engagement) -> str:
    return url_for("register.engagement", engagement_id=engagement.id)


def changeable(ctx: Context, engagement_id: UUID, permission: P) -> Engagement:
    """404 for whom it does not concern; 403 for who may read it and not do this."""
    engagement = queries.get_engagement(ctx, engagement_id)
    if not ctx.may(permission, engagement.unit_id):
        abort(403)
    return engagement


@bp.route("/engagements/<uuid:engagement_id>")
@requires(P.ENGAGEMENT_VIEW)
def engagement(engagement_id: UUID) -> str:
    ctx = current_context()
    present = queries.get_engagement(ctx, engagement_id)
    moment = asat.read()
    page = number_of(request.args.get("memos", ""))
    sheet = sheets.sheet_of(ctx, present, moment, page)
    if sheet is None:
        return unrecorded(present)
    g.engagement_head = sheet.head  # the tabs above show the same
    return render_template(
        "register/engagement.html", present=present, engagement=sheet.engagement, sheet=sheet, moment=moment,
        memo_page=page, panel=deciding.panel(ctx, sheet.engagement, moment, sheet.decisions, sheet.used),
        words_of=WordsOf(sheet), **rights(ctx, present, moment),
    )  # fmt: skip


def _is_there(ctx: Context, found: Engagement, moment: asat.Moment) -> bool:
    """Whether it was recorded at that moment."""
    g.engagement_head = sheets.head_of(ctx, found, moment)  # the tabs above show it
    return g.engagement_head is not None


@bp.route("/engagements/<uuid:engagement_id>/history")
@requires(P.ENGAGEMENT_HISTORY)
def engagement_history(engagement_id: UUID) -> str:
    ctx = current_context()
    found = queries.get_engagement(ctx, engagement_id)
    if not ctx.may(P.ENGAGEMENT_HISTORY):
        abort(403)
    if not _is_there(ctx, found, asat.read()):
        return unrecorded(found)
    told = history_of(found, partial(queries.titles_of, ctx))
    return render_template("register/engagement_history.html", engagement=found, **told)


@bp.route("/engagements/<uuid:engagement_id>/approvals")
@requires(P.ENGAGEMENT_VIEW)
def engagement_approvals(engagement_id: UUID) -> str:
    ctx = current_context()
    found = queries.get_engagement(ctx, engagement_id)
    moment = asat.read()
    if not _is_there(ctx, found, moment):
        return unrecorded(found)
    return render_template(
        "register/engagement_approvals.html",
        engagement=found,
        moment=moment,
        approvals=_approvals(ctx, found, moment),
        may_record=not moment.is_read_only and ctx.may(W.APPROVAL_RECORD, found.unit_id),
    )


def _approvals(ctx: Context, found: Engagement, moment: asat.Moment) -> Sequence[Approval]:
    subject = (ctx, Engagement.__tablename__, found.id)
    if moment.instant is None:
        return work.approvals_seen_of(*subject, limit=APPROVALS_SHOWN)
    return past.approvals_at(*subject, moment.instant, APPROVALS_SHOWN)


@bp.route("/engagements/<uuid:engagement_id>/documents")
@requires(W.DOCUMENT_VIEW)
def engagement_documents(engagement_id: UUID) -> str:
    ctx = current_context()
    found = queries.get_engagement(ctx, engagement_id)
    moment = asat.read()
    if not _is_there(ctx, found, moment):
        return unrecorded(found)
    return render_template(
        "register/engagement_documents.html",
        engagement=found,
        moment=moment,
        documents=_documents(ctx, found, moment),
        may_add=not moment.is_read_only and ctx.may(W.DOCUMENT_ADD, found.unit_id),
    )


def _documents(ctx: Context, found: Engagement, moment: asat.Moment) -> list[work.FiledDocument]:
    subject = (ctx, Engagement.__tablename__, found.id)
    if moment.instant is None:
        return work.documents_of(*subject, limit=DOCUMENTS_SHOWN)
    return past.documents_at(*subject, moment.instant, DOCUMENTS_SHOWN)


@bp.route("/engagements/new", methods=["GET", "POST"])
@requires(P.ENGAGEMENT_ADD)
@writes
def engagement_add() -> Any:
    ctx = current_context()
    form = EngagementAddForm(**_asked_for(ctx))
    return run_form(
        form,
        lambda: services.add_engagement(ctx, form.facts(), form.links()),
        to=address,
        page="register/engagement_add.html",
        done=_("The engagement was added."),
        next_number=queries.next_numbers(numbering.series(day_of(ctx.at)))[0],
        titles=PART_TITLES,
    )


def _asked_for(ctx: Context) -> dict[str, Any]:
    """What the page that one comes from knows already; the only unit there is needs no choice."""
    units = ctx.units(P.ENGAGEMENT_ADD)
    given: dict[str, Any] = {"unit_id": next(iter(units))} if len(units) == 1 else {}
    for name, argument in (("service_id", "service"), ("vendor_id", "vendor")):
        try:
            given[name] = UUID(request.args.get(argument, ""))
        except ValueError:
            continue
    return given


@bp.route("/engagements/<uuid:engagement_id>/edit", methods=["GET", "POST"])
@bp.route("/engagements/<uuid:engagement_id>/edit/<part>", methods=["GET", "POST"])
@requires(P.ENGAGEMENT_EDIT)
@writes
def engagement_edit(engagement_id: UUID, part: str = "service") -> Any:
    ctx = current_context()
    found = changeable(ctx, engagement_id, P.ENGAGEMENT_EDIT)
    if part not in PARTS:
        abort(404)
    form = PARTS[part](obj=found, **links_of(found))
    form.recorded = facts = services.facts_of(found)
    return run_form(
        form,
        lambda: services.edit_engagement(
            ctx, found, form.facts(facts), version=form.version_number, links=form.links()
        ),
        to=lambda _saved: address(found) + f"#{part}",
        page="register/engagement_edit.html",
        done=_("The change was saved."),
        record=found,
        part=part,
        part_tabs=part_tabs(found, part),
        last_saved=lambda: history.last_change(found, people_and_units),
    )
