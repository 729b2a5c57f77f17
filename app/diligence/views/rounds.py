"""一斉点検: those that run, one with how far it is, a new one looked at and begun, an old one run again."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast
from uuid import UUID

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core import deadline
from app.core.authz import requires
from app.core.errors import DomainError
from app.core.forms import SekishoForm
from app.core.web import current_context, run_form, show_error, writes
from app.diligence.forms.rounds import ReachForm, RoundForm, before, usual
from app.diligence.lists.assessments import today
from app.diligence.models import AssessmentRound, SubjectKind
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import proposals
from app.diligence.queries import rounds as queries
from app.diligence.services import round_sending
from app.diligence.services import rounds as services
from app.diligence.services.round_sending import Sent
from app.diligence.services.rounds import Outlook
from app.diligence.sheets import reach, round_sendings
from app.diligence.sheets import rounds as shown
from app.diligence.views import bp
from app.diligence.views.assessment_list import list_tabs
from app.diligence.views.starting import units_in_charge
from app.identity import queries as identity

View = TypeVar("View", bound=Callable[..., Any])
PATIENCE = 60.0
START = "start"


def patient(view: View) -> View:
    """Stands above `@writes`: three hundred subjects and their commit share a longer deadline."""

    @functools.wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        with deadline.within(PATIENCE):
            return view(*args, **kwargs)

    return cast(View, wrapper)


@bp.route("/assessments/rounds")
@requires(P.ASSESSMENT_VIEW)
def round_list() -> str:
    ctx = current_context()
    rows = queries.latest(ctx)
    tallies = queries.tallies(ctx, [row.id for row in rows], today())
    return render_template(
        "diligence/round_list.html", rows=rows, tabs=list_tabs("rounds"), titles=_titles(),
        progress={row.id: shown.together(one for one in tallies if one.round_id == row.id) for row in rows},
        people=identity.names_of({row.started_by_id for row in rows if row.started_by_id}),
        may_start=ctx.may(P.ROUND_START), today=today(),
    )  # fmt: skip


def _titles() -> dict[str, str]:
    """Of the questionnaires in use, by their keys."""
    language = current_context().language
    return {one.key: one.title(language) for one in proposals.in_use()}


@bp.route("/assessments/rounds/<uuid:round_id>")
@requires(P.ASSESSMENT_VIEW)
def round_page(round_id: UUID) -> str:
    ctx = current_context()
    found = queries.get_round(ctx, round_id)
    tallies = queries.tallies(ctx, [found.id], today())
    units = {unit.id: unit.name for unit in identity.list_units(ctx)}
    return render_template(
        "diligence/round.html", round=found, today=today(), heads=shown.heads(),
        rows=shown.by_unit(tallies, units), total=shown.together(tallies),
        questionnaire=_titles().get(found.questionnaire, found.questionnaire),
        people=identity.names_of({found.started_by_id} if found.started_by_id else set()),
        may_start=ctx.may(P.ROUND_START), has_prepared=bool(round_sending.to_go(ctx, found)),
        own=_own(found), sendings=round_sendings.of_round(ctx, found),
    )  # fmt: skip


def _own(found: AssessmentRound) -> list[tuple[str, str]]:
    """Its conditions in words."""
    kept = queries.reach_of(found)
    return reach.told(kept) if kept is not None else []


@bp.route("/assessments/rounds/new", methods=["GET", "POST"])
@requires(P.ROUND_START)
@patient
@writes
def round_start() -> Response:
    """Looked at as often as one likes; nothing is stored before the start."""
    form = RoundForm(data=usual())
    form.offer(_fitting())
    form.in_charge_id.offer(units_in_charge(current_context()))
    page = "diligence/round_start.html"
    if not _is_start():
        return _looked_at(form, page, form.questionnaire.data)
    return run_form(
        form,
        lambda: services.start(
            current_context(), form.reach(form.questionnaire.data), form.facts(), form.seen.data or "",
        ),
        to=_place, page=page, done=_("The round was started. Its assessments are prepared and not sent yet."),
        look=lambda: _look(form, form.questionnaire.data),
    )  # fmt: skip


@bp.route("/assessments/rounds/<uuid:round_id>/again", methods=["GET", "POST"])
@requires(P.ROUND_START)
@patient
@writes
def round_again(round_id: UUID) -> Response:
    """Adds whoever fits now and was never in it."""
    found = queries.get_round(current_context(), round_id)
    form, page = ReachForm(data=before(queries.reach_of(found))), "diligence/round_again.html"
    form.in_charge_id.offer(units_in_charge(current_context()))
    if not _is_start():
        return _looked_at(form, page, found.questionnaire, found)
    return run_form(
        form,
        lambda: services.run_again(
            current_context(), found, form.reach(found.questionnaire), form.seen.data or "",
            _differing(form, found),
        ),
        to=lambda _made: _place(found), page=page, done=_("The assessments were added to the round."),
        round=found, look=lambda: _look(form, found.questionnaire, found), own=_own(found),
        differing=lambda: _differing(form, found),
    )  # fmt: skip


def _differing(form: ReachForm, found: AssessmentRound) -> str:
    """Where this run reaches something else than its round; of a form that is not whole nothing is said."""
    return "" if form.errors else reach.line(reach.differing(found, form.reach(found.questionnaire)))


@bp.route("/assessments/rounds/<uuid:round_id>/send", methods=["GET", "POST"])
@requires(P.ROUND_START)
@patient
@writes
def round_send(round_id: UUID) -> Response:
    """Asked once more, as it reaches many; what could not go out is named with its reason."""
    ctx = current_context()
    found = queries.get_round(ctx, round_id)
    return run_form(
        SekishoForm(), lambda: _tell(round_sending.send_prepared(ctx, found)), to=lambda _told: _place(found),
        page="diligence/round_send.html", round=found, count=len(round_sending.to_go(ctx, found)),
    )  # fmt: skip


def _tell(sent: Sent) -> None:
    """Everything that became of them, on the page that follows."""
    if sent.out:
        flash(ngettext("%(num)d assessment was sent.", "%(num)d assessments were sent.", sent.out), "good")
    if sent.waiting:
        for said in round_sendings.asked_words(sent):
            flash(said, "good")
    for said in round_sendings.refused_words(sent.refused):
        flash(said, "error")
    if sent.left:
        flash(
            ngettext("%(num)d is left. Send again.", "%(num)d are left. Send again.", sent.left), "attention"
        )


def _is_start() -> bool:
    return request.method == "POST" and START in request.form


def _place(found: AssessmentRound) -> str:
    return url_for("diligence.round_page", round_id=found.id)


def _fitting() -> dict[str, str]:
    """Those that suit an engagement or an organisation."""
    language = current_context().language
    found = [*proposals.fitting(SubjectKind.ENGAGEMENT), *proposals.fitting(SubjectKind.ORGANISATION)]
    return {one.key: one.title(language) for one in found}


def _looked_at(
    form: ReachForm, page: str, questionnaire: str, found: AssessmentRound | None = None
) -> Response:
    """The form, with what it would do below once it is whole."""
    preview = _look(form, questionnaire, found) if form.validate_on_submit() else None
    own = _own(found) if found else []
    shown_page = render_template(
        page, form=form, round=found, look=lambda: preview, own=own,
        differing=lambda: _differing(form, found) if found else "",
    )  # fmt: skip
    return make_response(shown_page, 422 if form.errors else 200)


def _look(form: ReachForm, questionnaire: str, found: AssessmentRound | None = None) -> Any:
    """What would be begun, as the page shows it; the form keeps what was seen."""
    ctx = current_context()
    if any(field.errors for field in form):
        return None
    try:
        outlook: Outlook = services.outlook(ctx, form.reach(questionnaire), found.id if found else None)
    except DomainError as error:
        if not form.errors:
            show_error(form, error)
        return None
    form.seen.data = outlook.seen
    return shown.preview_of(ctx, outlook)
