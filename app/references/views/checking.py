"""自己点検 of an engagement: those that are kept, one with its items, a new one begun."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, abort, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core import asat, history
from app.core.asat import Moment
from app.core.authz import requires
from app.core.context import Context
from app.core.dates import day_of
from app.core.web import current_context, run_form, writes
from app.identity.queries import named as people_and_units
from app.references import past
from app.references.forms import checking as forms
from app.references.permissions import ReferencesPermission as P
from app.references.queries import checking as queries
from app.references.queries.checking import Held, Opened
from app.references.rules.checking import Result
from app.references.services import checking as services
from app.references.sheets import checking as shown
from app.references.sheets.premises import warnings
from app.references.sheets.versions import label_of
from app.references.views import bp
from app.register import tabs
from app.register.models import Engagement
from app.register.queries import engagements
from app.register.sheets.engagements import head_of

tabs.add(
    tabs.Tab(
        "self_checks", _l("Self-checks"), "references.engagement_self_checks", P.REFERENCE_VIEW, 27,
        has_past=True,
    )
)  # fmt: skip


@dataclass(frozen=True)
class Open:
    """A self-check of an engagement that the reader may see: under work, or as it stood at a moment that can only
    be read, which `then` is of."""

    ctx: Context
    engagement: Engagement
    held: Held
    moment: Moment | None = None
    then: Opened | None = None

    @property
    def found(self) -> Opened:
        return self.then if self.then is not None else queries.opened(self.ctx, self.held)

    @property
    def address(self) -> str:
        return shown.address(self.held, self.engagement)

    @property
    def may_edit(self) -> bool:
        is_now = self.moment is None or not self.moment.is_read_only
        return is_now and self.ctx.may(P.CHECK_EDIT, self.engagement.unit_id)

    def parents(self, *, with_check: bool = True) -> list[tuple[str, str]]:
        file = url_for("register.engagement", engagement_id=self.engagement.id)
        every = url_for("references.engagement_self_checks", engagement_id=self.engagement.id)
        found = [
            (str(_("Engagements")), url_for("register.engagement_list")),
            (self.engagement.title, file + shown.after()),
            (str(_("Self-checks")), every + shown.after()),
        ]
        return [*found, (self.held.reference.title, self.address + shown.after())] if with_check else found

    def last_saved(self) -> Any:
        return history.last_change(self.engagement, people_and_units)


def read_check(engagement_id: UUID, check_id: UUID) -> Open:
    """As the moment of the address asks for it."""
    ctx, moment = current_context(), asat.read()
    engagement = engagements.get_engagement(ctx, engagement_id)
    then = past.opened(ctx, engagement, check_id, moment)
    return Open(ctx, engagement, then.held, moment, then)


def open_check(engagement_id: UUID, check_id: UUID) -> Open:
    """To be changed: 403 for who may read the engagement and not keep its checks."""
    ctx = current_context()
    engagement = engagements.get_engagement(ctx, engagement_id)
    found = Open(ctx, engagement, queries.get_check(ctx, engagement, check_id))
    if not found.may_edit:
        abort(403)
    return found


@bp.route("/engagements/<uuid:engagement_id>/self-checks")
@requires(P.REFERENCE_VIEW)
def engagement_self_checks(engagement_id: UUID) -> str:
    ctx, moment = current_context(), asat.read()
    engagement = engagements.get_engagement(ctx, engagement_id)
    g.engagement_head = head_of(ctx, engagement, moment)  # the tabs above show it
    if g.engagement_head is None:
        began = engagements.history_began(engagement)
        return render_template("register/engagement_unrecorded.html", engagement=engagement, began=began)
    may_begin = ctx.may(P.CHECK_EDIT, engagement.unit_id) and not moment.is_read_only
    offers = queries.offered(ctx, engagement) if may_begin else []
    return render_template(
        "references/self_checks.html", engagement=engagement, may_begin=bool(offers), moment=moment,
        lines=shown.check_lines(past.of_engagement(ctx, engagement, moment), engagement),
        offers=[one for one in offers if one.is_reached], label_of=label_of, R=Result,
    )  # fmt: skip


@bp.route("/self-checks/<uuid:check_id>")
@requires(P.REFERENCE_VIEW)
def self_check_by_id(check_id: UUID) -> Response:
    """For what knows the row alone: search, audit log."""
    found = queries.find_check(current_context(), check_id)
    here = url_for("references.self_check", engagement_id=found.engagement_id, check_id=found.id)
    return redirect(here, 303)  # type: ignore[return-value]


@bp.route("/engagements/<uuid:engagement_id>/self-checks/new", methods=["GET", "POST"])
@requires(P.CHECK_EDIT)
@writes
def self_check_begin(engagement_id: UUID) -> Response:
    ctx = current_context()
    engagement = engagements.get_engagement(ctx, engagement_id)
    if not ctx.may(P.CHECK_EDIT, engagement.unit_id):
        abort(403)
    offers = queries.offered(ctx, engagement)
    form = forms.begin_form(offers, request.args.get("reference", ""))
    every = url_for("references.engagement_self_checks", engagement_id=engagement.id)
    return run_form(
        form, lambda: services.begin(ctx, engagement, form.chosen(offers).version, form.note.data or ""),
        to=lambda made: url_for("references.self_check", engagement_id=engagement.id, check_id=made.id),
        page="references/self_check_begin.html", done=_("The self-check was begun. Enter our half item by item."),
        engagement=engagement, offers=offers, back=every,
    )  # fmt: skip


@bp.route("/engagements/<uuid:engagement_id>/self-checks/<uuid:check_id>")
@requires(P.REFERENCE_VIEW)
def self_check(engagement_id: UUID, check_id: UUID) -> str:
    open_ = read_check(engagement_id, check_id)
    found, show = open_.found, request.args.get("show", "")
    return render_template(
        "references/self_check.html", open=open_, check=open_.held.check, found=found,
        warnings=warnings(found), choices=shown.choices(found, open_.address, show), show=show,
        unstated=sum(line.is_without_conformity for line in found.lines),
        lines=shown.lines_of(found, open_.engagement, show), version_label=label_of(open_.held.version),
        today=open_.moment.on if open_.moment else day_of(open_.ctx.at),
    )  # fmt: skip
