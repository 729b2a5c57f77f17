"""責任分界 of an engagement: its matrix as it stands, its conditions and actors, its cells and gaps."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Response, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core import asat, history
from app.core.asat import Moment
from app.core.authz import requires
from app.core.context import Context
from app.core.csvout import csv_answer
from app.core.dates import DateStyle, format_datetime
from app.core.errors import NoLonger, NotFound
from app.core.listing import MOMENT
from app.core.web import current_context, run_form, writes
from app.identity import queries as identity
from app.identity.queries import named as people_and_units
from app.register import tabs
from app.register.models import Engagement
from app.register.permissions import RegisterPermission
from app.register.queries import engagements
from app.register.sheets.engagements import head_of
from app.standards.forms import matrices as forms
from app.standards.models import EngagementMatrix
from app.standards.past import Then
from app.standards.permissions import StandardsPermission as P
from app.standards.queries import likely
from app.standards.queries import matrices as queries
from app.standards.queries.matrices import Entered, Shelf, Template
from app.standards.queries.withdrawals import Begun, begun
from app.standards.rules import matrices as rules
from app.standards.rules.matrices import Gap, ResolvedMatrix
from app.standards.services import matrices as services
from app.standards.sheets import engagement_matrices as shown
from app.standards.sheets import matrices as sheets
from app.standards.sheets.gap_findings import proposed_text, row_marks
from app.standards.sheets.matrix_export import export_rows
from app.standards.sheets.matrix_heads import about, group_names
from app.standards.sheets.matrix_marks import conditions_of, said
from app.standards.sheets.matrix_questions import questions_of_row
from app.standards.sheets.matrix_table import table_of
from app.standards.sheets.withdrawals import withdrawn_lines
from app.standards.views import bp
from app.work.forms import FindingRaiseForm
from app.work.models import Severity
from app.work.permissions import WorkPermission
from app.work.services.findings import FindingFacts

tabs.add(
    tabs.Tab(
        "responsibility", _l("Responsibilities"), "standards.engagement_matrix",
        RegisterPermission.ENGAGEMENT_VIEW, 25, has_past=True,
    )
)  # fmt: skip


# So many templates stand below an engagement without a matrix; the others behind a link.
OFFERED = 10


@dataclass(frozen=True)
class Open:
    """A matrix of an engagement: under work, or as it stood at a moment that can only be read."""

    ctx: Context
    engagement: Engagement
    entered: Entered
    resolved: ResolvedMatrix
    moment: Moment | None = None

    @property
    def address(self) -> str:
        return url_for(
            "standards.engagement_matrix", engagement_id=self.engagement.id,
            template=self.entered.matrix.template,
        )  # fmt: skip

    @property
    def may_edit(self) -> bool:
        is_now = self.moment is None or not self.moment.is_read_only
        return is_now and self.ctx.may(P.MATRIX_EDIT, self.engagement.unit_id)

    @property
    def may_charge(self) -> bool:
        return self.may_edit and self.ctx.may(WorkPermission.FINDING_RAISE, self.engagement.unit_id)

    def parents(self) -> list[tuple[str, str]]:
        here = url_for("register.engagement", engagement_id=self.engagement.id) + moment_after()
        return [(self.engagement.title, here), (_("Responsibility matrix"), self.address + moment_after())]

    def last_saved(self) -> Any:
        return history.last_change(self.engagement, people_and_units)


def moment_after() -> str:
    """Put after an address, it leads to the same moment there."""
    asked = {name: request.args[name] for name in MOMENT if request.args.get(name)}
    return f"?{urlencode(asked)}" if asked else ""


bp.add_app_template_global(moment_after, "matrix_moment")


def open_matrix(engagement_id: UUID, template: str, shelf: Shelf | None = None) -> Open:
    """To be changed: 404 for whom it does not concern; 403 for who may read it and not change it.

    `shelf`: where its gaps count, as they need the questionnaires.
    """
    ctx = current_context()
    engagement = engagements.get_engagement(ctx, engagement_id)
    if not ctx.may(P.MATRIX_EDIT, engagement.unit_id):
        abort(403)
    matrix = next((one for one in queries.started(engagement) if one.template == template), None)
    if matrix is None:
        raise _not_here(ctx, engagement, template)
    entered = queries.entered(ctx, matrix)
    entered = queries.checked(shelf, entered) if shelf else entered
    return Open(ctx, engagement, entered, entered.resolved())


def read_matrix(engagement_id: UUID, template: str, shelf: Shelf | None = None) -> Open:
    """As the moment of the address asks for it."""
    ctx, moment = current_context(), asat.read()
    engagement = engagements.get_engagement(ctx, engagement_id)
    started, then, _withdrawn = _started(engagement, moment)
    matrix = next((one for one in started if one.template == template), None)
    if matrix is None:
        raise _not_here(ctx, engagement, template)
    return _opened(ctx, engagement, matrix, moment, then, shelf)


def _not_here(ctx: Context, engagement: Engagement, template: str) -> NotFound:
    """Of one that was withdrawn with the way to it as it stood, and to those that count."""
    gone = [one for one in begun(engagement) if one.matrix.template == template and one.last_at is not None]
    if not gone:
        return NotFound()
    line = withdrawn_lines(gone, queries.shelf())[0]
    at = format_datetime(line.at, DateStyle(ctx.date_style))
    here = url_for("standards.engagement_matrix", engagement_id=engagement.id)
    return NoLonger(
        _("This responsibility matrix was withdrawn (%(at)s): %(reason)s", at=at, reason=line.reason),
        [(_("The matrix as it was"), line.url), (_("Responsibilities of this engagement today"), here)],
    )


def _started(
    engagement: Engagement, moment: Moment
) -> tuple[list[EngagementMatrix], Then | None, list[Begun]]:
    """Those that count at that moment; of now also those that were withdrawn."""
    if moment.instant is None:
        known = begun(engagement)
        gone = [one for one in known if one.matrix.withdrawn_at is not None]
        return [one.matrix for one in known if one not in gone], None, gone
    then = Then(engagement, moment.instant)
    return then.started(), then, []


def _opened(
    ctx: Context, engagement: Engagement, matrix: EngagementMatrix, moment: Moment, then: Then | None,
    shelf: Shelf | None,
) -> Open:  # fmt: skip
    entered = queries.entered(ctx, matrix) if then is None else then.entered(ctx, matrix)
    entered = queries.checked(shelf, entered, moment.instant) if shelf else entered
    return Open(ctx, engagement, entered, entered.resolved(), moment)


@bp.route("/engagements/<uuid:engagement_id>/responsibility")
@bp.route("/engagements/<uuid:engagement_id>/responsibility/<template>")
@requires(RegisterPermission.ENGAGEMENT_VIEW)
def engagement_matrix(engagement_id: UUID, template: str = "") -> str:
    ctx, moment = current_context(), asat.read()
    engagement = engagements.get_engagement(ctx, engagement_id)
    g.engagement_head = head_of(ctx, engagement, moment)  # the tabs above show it
    if g.engagement_head is None:
        return _unrecorded(engagement)
    started, then, gone = _started(engagement, moment)
    current = next((one for one in started if template in ("", one.template)), None)
    if current is None and template and then is None:
        raise _not_here(ctx, engagement, template)
    shelf = queries.shelf()
    page: dict[str, Any] = {
        "engagement": engagement, "moment": moment, "withdrawn": withdrawn_lines(gone, shelf),
    }  # fmt: skip
    if current is None or (request.args.get("start") and not moment.is_read_only):
        return _offers(ctx, engagement, shelf, {one.template for one in started}, page)
    page["others"] = [(shelf.template(one.template).version, one is current) for one in started]
    page |= _table(_opened(ctx, engagement, current, moment, then, shelf), shelf, len(started))
    return render_template("standards/engagement_matrix.html", **page)


def _unrecorded(engagement: Engagement) -> str:
    began = engagements.history_began(engagement)
    return render_template("register/engagement_unrecorded.html", engagement=engagement, began=began)


def _offers(
    ctx: Context, engagement: Engagement, shelf: Shelf, started: set[str], page: dict[str, Any]
) -> str:
    """What may be started here, each with whether the engagement uses the service it is made for."""
    is_now = not page["moment"].is_read_only
    left = [one for key, one in shelf.templates.items() if key not in started]
    offered: list[tuple[Template, bool]] = []
    if left and is_now and ctx.may(P.MATRIX_EDIT, engagement.unit_id):
        fitting = likely.proposed(ctx, engagement, left)
        offered = sorted(((one, one.version.key in fitting) for one in left), key=lambda pair: not pair[1])
    shown_ = offered if request.args.get("all") else offered[:OFFERED]
    return render_template(
        "standards/engagement_matrix_none.html", offered=[(about(shelf, one), fits) for one, fits in shown_],
        left_out=len(offered) - len(shown_), has_one=bool(started), **page,
    )  # fmt: skip


def _table(open_: Open, shelf: Shelf, started: int) -> dict[str, Any]:
    entered, gaps = open_.entered, rules.gaps(open_.resolved)
    newest = shelf.template(entered.matrix.template)
    is_past = open_.moment is not None and open_.moment.is_past
    table = table_of(
        open_.resolved, gaps, is_template=False, groups=group_names(shelf, entered.content.edition),
        under_way=entered.under_way,
    )  # fmt: skip
    return {
        "told": about(shelf, Template(newest.version, entered.content)), "entered": entered, "table": table,
        "address": open_.address, "is_newer": not is_past and newest.version.id != entered.matrix.content_id,
        "counts": shown.counts_of(gaps, table.asked), "conditions": shown.condition_lines(entered, table.conditions),
        "actors": shown.actor_lines(entered, open_.resolved), "gap_count": len(gaps),
        "may_edit": open_.may_edit, "may_charge": open_.may_charge, "row_findings": row_marks(entered, gaps),
        "may_start": open_.may_edit and started < len(shelf.templates),
    }  # fmt: skip


@bp.route("/engagements/<uuid:engagement_id>/responsibility/<template>/start", methods=["POST"])
@requires(P.MATRIX_EDIT)
@writes
def engagement_matrix_start(engagement_id: UUID, template: str) -> Any:
    ctx = current_context()
    engagement = engagements.get_engagement(ctx, engagement_id)
    made = services.start(ctx, engagement, queries.shelf().template(template))
    flash(_("The matrix was started. Name its actors first, then answer its conditions."), "good")
    to = url_for("standards.engagement_matrix_bind", engagement_id=engagement.id, template=made.template)
    return redirect(to, 303)


@bp.route("/engagements/<uuid:engagement_id>/responsibility/<template>/conditions", methods=["GET", "POST"])
@requires(P.MATRIX_EDIT)
@writes
def engagement_matrix_answer(engagement_id: UUID, template: str) -> Response:
    open_ = open_matrix(engagement_id, template)
    conditions = conditions_of(open_.entered.content)
    form = forms.answer_form(conditions, open_.entered)
    return run_form(
        form,
        lambda: services.answer(
            open_.ctx, open_.engagement, open_.entered, form.given(), version=form.version_number
        ),
        to=lambda _saved: open_.address, page="standards/engagement_matrix_answer.html",
        done=_("The answers were saved."), record=open_.entered.matrix, open=open_,
        conditions=conditions.values(), last_saved=open_.last_saved,
    )  # fmt: skip


@bp.route("/engagements/<uuid:engagement_id>/responsibility/<template>/rows/<row>")
@requires(RegisterPermission.ENGAGEMENT_VIEW)
def engagement_matrix_row(engagement_id: UUID, template: str, row: str) -> str:
    shelf = queries.shelf()
    open_ = read_matrix(engagement_id, template, shelf)
    found = shown.row_of(
        open_.entered, open_.resolved, row, group_names(shelf, open_.entered.content.edition)
    )
    if found is None:
        abort(404)
    return render_template(
        "standards/engagement_matrix_row.html", open=open_, engagement=open_.engagement, found=found,
        items=[(item.local, said(item.title)) for item in
               shelf.catalogue.items_of_row(open_.entered.content, found.told)],
        places=sheets.Places(open_.entered.content.edition), address=open_.address,
        questions=questions_of_row(
            open_.address, row, queries.items_of_rows(shelf, open_.entered.content), queries.asked_now(shelf)
        ),
        may_edit=open_.may_edit, may_charge=open_.may_charge,
    )  # fmt: skip


@bp.route(
    "/engagements/<uuid:engagement_id>/responsibility/<template>/rows/<row>/<actor>", methods=["GET", "POST"]
)
@requires(P.MATRIX_EDIT)
@writes
def engagement_matrix_rule(engagement_id: UUID, template: str, row: str, actor: str) -> Response:
    open_ = open_matrix(engagement_id, template)
    cell = shown.cell_of(open_.entered, open_.resolved, row, actor)
    if cell is None:
        abort(404)
    form = forms.ruling_form(open_.entered, (row, actor))
    return run_form(
        form,
        lambda: services.rule(
            open_.ctx, open_.engagement, open_.entered, (row, actor), form.sides(), form.reason.data or "",
            version=form.version_number,
        ),
        to=lambda _saved: f"{open_.address}/rows/{row}", page="standards/engagement_matrix_rule.html",
        done=_("The responsibility was settled."), record=open_.entered.matrix, open=open_, cell=cell,
        back=f"{open_.address}/rows/{row}", last_saved=open_.last_saved,
    )  # fmt: skip


@bp.route("/engagements/<uuid:engagement_id>/responsibility/<template>/gaps/<gap>", methods=["GET", "POST"])
@requires(P.MATRIX_EDIT)
@writes
def engagement_matrix_charge(engagement_id: UUID, template: str, gap: str) -> Any:
    shelf = queries.shelf()
    open_ = open_matrix(engagement_id, template, shelf)
    charged, found = open_.entered.charged.get(gap), rules.find_gap(open_.resolved, gap)
    if charged is None and found is None:
        abort(404)
    if charged is not None and request.method == "GET" and not (found and charged.has_ended):
        return redirect(url_for("work.finding", finding_id=charged.finding_id))
    units = [
        one for one in identity.list_units(open_.ctx) if open_.ctx.may(WorkPermission.FINDING_RAISE, one.id)
    ]
    form = FindingRaiseForm(units=units, data=_proposal(open_, shelf, found) if found else {})
    return run_form(
        form, lambda: services.charge(open_.ctx, open_.engagement, open_.entered, gap, _facts(form)),
        to=lambda finding: url_for("work.finding", finding_id=finding.id),
        page="standards/engagement_matrix_charge.html", done=_("The finding was recorded."), open=open_,
        charged=charged,
    )  # fmt: skip


def _proposal(open_: Open, shelf: Shelf, gap: Gap) -> dict[str, Any]:
    groups = group_names(shelf, open_.entered.content.edition)
    title, detail = proposed_text(open_.resolved, gap, groups, queries.followed(open_.entered).number)
    return {
        "title": title, "detail": detail,
        "source": _("Responsibility matrix"), "severity": Severity.MEDIUM.value,
        "unit_id": open_.engagement.unit_id, "owner_id": open_.engagement.owner_id,
    }  # fmt: skip


def _facts(form: FindingRaiseForm) -> FindingFacts:
    return FindingFacts(**{**form.values(), "severity": Severity(form.severity.data)})


@bp.route("/engagements/<uuid:engagement_id>/responsibility/<template>/move-on", methods=["GET", "POST"])
@requires(P.MATRIX_EDIT)
@writes
def engagement_matrix_move(engagement_id: UUID, template: str) -> Response:
    open_ = open_matrix(engagement_id, template)
    newest = queries.shelf().template(template)
    goes = shown.goes(open_.entered, open_.resolved, newest)
    form = forms.MoveOnForm()
    return run_form(
        form,
        lambda: services.move_on(
            open_.ctx, open_.engagement, open_.entered, newest, version=form.version_number
        ),
        to=lambda _gone: open_.address, page="standards/engagement_matrix_move.html",
        done=_("The matrix follows the newer version now."), record=open_.entered.matrix, open=open_, goes=goes,
        last_saved=open_.last_saved,
    )  # fmt: skip


@bp.route("/engagements/<uuid:engagement_id>/responsibility/<template>/export")
@requires(RegisterPermission.ENGAGEMENT_VIEW)
def engagement_matrix_export(engagement_id: UUID, template: str) -> Response:
    """What the page shows, with its gaps."""
    shelf = queries.shelf()
    open_ = read_matrix(engagement_id, template, shelf)
    groups = group_names(shelf, open_.entered.content.edition)
    gaps = rules.gaps(open_.resolved)
    head, rows = export_rows(open_.resolved, gaps, groups=groups, entered=open_.entered)
    return csv_answer(file_name(open_), head, rows)


def file_name(open_: Open) -> str:
    """What leaves as it was says when that was."""
    name, moment = f"{_('Responsibility matrix')} {open_.engagement.number}", open_.moment
    if moment is None or moment.instant is None:
        return name
    at = format_datetime(moment.instant, DateStyle.ISO).replace(":", "")
    return f"{name} {_('As recorded at %(at)s', at=at)}"
