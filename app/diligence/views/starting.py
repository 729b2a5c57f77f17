"""An assessment begun, whatever its subject: what is assessed, which questionnaire, who is asked what of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from app.core.authz import requires
from app.core.context import Context
from app.core.dates import day_of
from app.core.listing import is_id
from app.core.web import current_context, run_form, writes
from app.core.words import value_label
from app.diligence.forms.starting import CHOOSING, StartSeveralForm, start_form
from app.diligence.models import Assessment, SubjectKind
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import assessments as queries
from app.diligence.queries import naming, proposals
from app.diligence.queries.proposals import Setting
from app.diligence.rules.foreseeing import Foreseen, foreseen
from app.diligence.rules.proposing import proposed
from app.diligence.rules.respondents import Chosen, Party
from app.diligence.services import starting
from app.diligence.services.starting import Plan, Subject
from app.diligence.sheets import assessments as shown
from app.diligence.sheets import foreseen as sheets
from app.diligence.views import bp
from app.identity import queries as identity
from app.identity.models import Unit
from app.register.rules.rulebook import Depth
from app.standards.queries.contents import Published

USUAL_TIME = timedelta(days=30)
PLACES = {
    SubjectKind.ENGAGEMENT: ("diligence.engagement_assessment_start", "engagement_id"),
    SubjectKind.ORGANISATION: ("diligence.organisation_assessment_start", "organisation_id"),
    SubjectKind.SERVICE: ("diligence.service_assessment_start", "service_id"),
}
OPTIONS = {
    SubjectKind.ENGAGEMENT: "register.engagement_options",
    SubjectKind.ORGANISATION: "register.organisation_options",
    SubjectKind.SERVICE: "register.service_options",
}


@dataclass(frozen=True)
class Starting:
    """One subject about to be assessed. `units`: who may take it up, where the subject does not say so itself."""

    subject: Subject
    setting: Setting
    name: str
    back_url: str
    start_url: str
    units: Sequence[Unit] = field(default=())

    @property
    def parents(self) -> list[tuple[str, str]]:
        return [(self.name, self.back_url)]


@bp.route("/assessments/new", methods=["GET", "POST"])
@requires(P.ASSESSMENT_EDIT)
@writes
def assessment_start() -> Response:
    """What is assessed: first its kind, then which one."""
    kind = request.args.get("kind", "")
    chosen = next((one for one in CHOOSING if one == kind), None)
    if chosen is None:
        return Response(render_template("diligence/assessment_start.html", kinds=_kinds()))
    form = CHOOSING[chosen]()
    return run_form(
        form, lambda: form.subject.data, to=lambda found: _place(chosen, found),
        page="diligence/assessment_start_of.html", kind=chosen, options_url=url_for(OPTIONS[chosen]),
    )  # fmt: skip


def _place(kind: SubjectKind, found: UUID) -> str:
    endpoint, argument = PLACES[kind]
    values: dict[str, Any] = {argument: found}
    return url_for(endpoint, **values)


def _kinds() -> list[tuple[str, str, str]]:
    """Label, what it is for, and where it leads."""
    about = {
        SubjectKind.ENGAGEMENT: _(
            "One use of a service by one unit. The responsibility matrix says who answers."
        ),
        SubjectKind.ORGANISATION: _("What is true of an organisation, asked once for all its engagements."),
        SubjectKind.SERVICE: _("What is true of a service, asked once for all who use it."),
    }
    found = [
        (value_label(kind), text, url_for("diligence.assessment_start", kind=kind.value))
        for kind, text in about.items()
    ]
    ours = _("How we ourselves are set up, such as the self-check of the FSA. Our units answer.")
    place = url_for("diligence.institution_assessment_start")
    return [*found, (value_label(SubjectKind.INSTITUTION), ours, place)]


def units_in_charge(ctx: Context) -> list[Unit]:
    """Where this person may prepare assessments, in the order of the tree."""
    return [unit for unit in identity.list_units(ctx) if ctx.may(P.ASSESSMENT_EDIT, unit.id)]


def unit_asked(units: Sequence[Unit]) -> UUID:
    """As the form says, or the first."""
    asked = request.values.get("unit_id", "")
    wanted = UUID(asked) if is_id(asked) else None
    return next((unit.id for unit in units if unit.id == wanted), units[0].id)


def begin(told: Starting) -> Response:
    """First which questionnaire, then who is asked what of it; of an engagement's proposed ones several at once."""
    used = {version.key: version for version in proposals.fitting(told.subject.kind)}
    version = used.get(request.values.get("questionnaire", ""))
    return _choose(told, used) if version is None else _start(told, version)


@dataclass(frozen=True)
class Choice:
    """One questionnaire. `running`: an assessment that asks it already; `concluded`: the last that is over."""

    key: str
    title: str
    url: str
    is_proposed: bool
    running: Assessment | None
    concluded: Assessment | None


def _choose(told: Starting, used: dict[str, Published]) -> Response:
    fitting = proposed(used, told.setting.facts)
    lines = _choices(told, used, fitting)
    offered = [(line.key, line.title) for line in lines if line.is_proposed and not line.running]
    shown_with = {"told": told, "fitting": fitting, "lines": lines}
    if told.subject.engagement_id is None or not offered:
        return Response(render_template("diligence/assessment_choose.html", form=None, **shown_with))
    form = StartSeveralForm(offered, day_of(current_context().at) + USUAL_TIME)
    return run_form(
        form, lambda: _start_several(told, [used[key] for key in form.questionnaires.data or ()], form.due_on.data),
        to=lambda _made: told.back_url, page="diligence/assessment_choose.html",
        done=_("The assessments were prepared. Look at each, then send it."), **shown_with,
    )  # fmt: skip


def _choices(told: Starting, used: dict[str, Published], fitting: Sequence[str]) -> list[Choice]:
    """The proposed ones first."""
    running, concluded = queries.standing_of(told.subject.conditions)
    return [
        Choice(
            key, shown.title_in_language(used[key].title_ja, used[key].title_en),
            f"{told.start_url}?{urlencode({'questionnaire': key})}", key in fitting,
            running.get(key), concluded.get(key),
        )
        for key in sorted(used, key=lambda key: key not in fitting)
    ]  # fmt: skip


def _start_several(told: Starting, versions: Sequence[Published], due_on: date) -> Any:
    plans = [_plan(told, version, told.setting.depth, due_on)[0] for version in versions]
    return starting.start_several(current_context(), told.subject, plans)


def _plan(
    told: Starting, version: Published, depth: Depth, due_on: date, note: str = ""
) -> tuple[Plan, Chosen, dict[Party, Foreseen]]:
    """With what was looked at to make it."""
    content = proposals.content_of(version)
    chosen = told.setting.chosen(content, depth)
    seen = {
        party: foreseen(content.questions(), refs, told.setting.facts) for party, refs in chosen.asked.items()
    }
    plan = Plan(version, depth, due_on, chosen.asked, version.title_ja, note=note, told=seen)
    return plan, chosen, seen


def _start(told: Starting, version: Published) -> Response:
    ctx, depth = current_context(), _depth_of(told.setting)
    usual = day_of(ctx.at) + USUAL_TIME
    form = start_form(version.key, depth, usual, told.units, told.subject.unit_id)
    plan, chosen, seen = _plan(told, version, depth, usual)
    outlook = starting.outlook(ctx, told.subject, plan)
    rows = sheets.before_starting(proposals.content_of(version), seen, _names(chosen), outlook)

    def act() -> Any:
        told_now = replace(plan, due_on=form.due_on.data, note=form.note.data or "")
        return starting.start(ctx, told.subject, told_now)

    return run_form(
        form, act, to=lambda made: url_for("diligence.assessment", assessment_id=made.id),
        page="diligence/assessment_prepare.html", previous=outlook.previous, respondents=rows,
        running=queries.running(told.subject.conditions, version.key),
        done=_("The assessment was prepared. Look at it, then send it."), told=told,
        questionnaire=shown.title_in_language(version.title_ja, version.title_en), left_open=len(chosen.open),
    )  # fmt: skip


def _depth_of(setting: Setting) -> Depth:
    asked = request.values.get("depth")
    return Depth(asked) if asked in set(Depth) else setting.depth


def _names(chosen: Chosen) -> dict[UUID, str]:
    organisations = [one.organisation_id for one in chosen.asked if one.organisation_id]
    units = [one.unit_id for one in chosen.asked if one.unit_id]
    return naming.respondents_named(current_context(), organisations, units)
