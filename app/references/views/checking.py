"""自己点検 of an engagement: those that are kept, one with its items, a new one begun."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core import history
from app.core.authz import requires
from app.core.context import Context
from app.core.dates import day_of
from app.core.web import current_context, run_form, writes
from app.identity.queries import named as people_and_units
from app.references.forms import checking as forms
from app.references.permissions import ReferencesPermission as P
from app.references.queries import checking as queries
from app.references.queries.checking import Held
from app.references.rules.checking import Result
from app.references.services import checking as services
from app.references.sheets import checking as shown
from app.references.views import bp
from app.register import tabs
from app.register.models import Engagement
from app.register.queries import engagements

tabs.add(
    tabs.Tab("self_checks", _l("Self-checks"), "references.engagement_self_checks", P.REFERENCE_VIEW, 27)
)


@dataclass(frozen=True)
class Open:
    """A self-check of an engagement that the reader may see."""

    ctx: Context
    engagement: Engagement
    held: Held

    @property
    def address(self) -> str:
        return shown.address(self.held, self.engagement)

    @property
    def may_edit(self) -> bool:
        return self.ctx.may(P.CHECK_EDIT, self.engagement.unit_id)

    def parents(self, *, with_check: bool = True) -> list[tuple[str, str]]:
        file = url_for("register.engagement", engagement_id=self.engagement.id)
        every = url_for("references.engagement_self_checks", engagement_id=self.engagement.id)
        found = [(self.engagement.title, file), (str(_("Self-checks")), every)]
        return [*found, (self.held.reference.title, self.address)] if with_check else found

    def last_saved(self) -> Any:
        return history.last_change(self.engagement, people_and_units)


def read_check(engagement_id: UUID, check_id: UUID) -> Open:
    ctx = current_context()
    engagement = engagements.get_engagement(ctx, engagement_id)
    return Open(ctx, engagement, queries.get_check(ctx, engagement, check_id))


def open_check(engagement_id: UUID, check_id: UUID) -> Open:
    """To be changed: 403 for who may read the engagement and not keep its checks."""
    found = read_check(engagement_id, check_id)
    if not found.may_edit:
        abort(403)
    return found


@bp.route("/engagements/<uuid:engagement_id>/self-checks")
@requires(P.REFERENCE_VIEW)
def engagement_self_checks(engagement_id: UUID) -> str:
    ctx = current_context()
    engagement = engagements.get_engagement(ctx, engagement_id)
    may_begin = ctx.may(P.CHECK_EDIT, engagement.unit_id)
    offers = queries.offered(ctx, engagement) if may_begin else []
    return render_template(
        "references/self_checks.html", engagement=engagement, may_begin=bool(offers),
        lines=shown.check_lines(queries.of_engagement(ctx, engagement), engagement),
        offers=[one for one in offers if one.is_reached], label_of=shown.label_of, R=Result,
    )  # fmt: skip


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
    found = queries.opened(open_.ctx, open_.held)
    show = request.args.get("show", "")
    return render_template(
        "references/self_check.html", open=open_, check=open_.held.check, found=found,
        warnings=shown.ground_words(found), totals=shown.totals(found.counts),
        choices=list(shown.choices(found, open_.address, show)), show=show,
        lines=shown.lines_of(found, open_.engagement, show), version_label=shown.label_of(open_.held.version),
        today=day_of(open_.ctx.at),
    )  # fmt: skip
