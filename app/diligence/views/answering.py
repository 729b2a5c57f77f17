"""The respondent's page, one and the same for our units and for a vendor's people: each question answered by itself."""

from typing import Any
from uuid import UUID

from flask import Response, flash, jsonify, make_response, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from app.core import navigation
from app.core.authz import requires
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotFound, StaleVersion
from app.core.web import current_context, keep_part, translated, writes
from app.diligence import request_tabs
from app.diligence.forms import standing_in
from app.diligence.forms.answers import AnswerForm, Entered, Typed, entered, is_same, typed_on
from app.diligence.forms.standing_in import TypedStandIn
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import assignments as queries
from app.diligence.queries import carrying, desks, elsewhere, taken
from app.diligence.queries.desks import Desk
from app.diligence.rules.standing import Standing
from app.diligence.services import answering, restoring
from app.diligence.services.answering import StandIn
from app.diligence.sheets import answer_saving as saving
from app.diligence.sheets import answer_sheets as shown
from app.diligence.sheets import carrying as shown_last
from app.diligence.sheets import elsewhere as shown_elsewhere
from app.diligence.sheets import requests as lists
from app.diligence.sheets import taken as shown_taken
from app.diligence.views import bp
from app.diligence.views.threads import thread_told
from app.diligence.words.requests import state_words

# Our own people find what they are asked among their tasks.
navigation.add(
    navigation.Place(
        60, _l("Requests to answer"), "diligence.request_list", "clipboard-check", P.PORTAL_VIEW,
        ("diligence.request",),
    )
)  # fmt: skip
bp.add_app_template_global(state_words, "request_state")
bp.add_app_template_global(lists.title_of, "request_title")
MOST_DONE = 50


@bp.route("/requests")
@requires(P.ANSWER_EDIT)
def request_list() -> str:
    ctx = current_context()
    waiting, done = queries.waiting_for(ctx), queries.done_by(ctx, MOST_DONE)
    names = {} if ctx.is_vendor else queries.units_named([*waiting, *done])
    return render_template(
        "diligence/answer_requests.html", waiting=lists.lines(waiting, names), done=lists.lines(done, names),
        today=day_of(ctx.at), is_full=len(done) == MOST_DONE,
    )  # fmt: skip


@bp.route("/requests/<uuid:assignment_id>")
@requires(P.ANSWER_EDIT)
def request_questions(assignment_id: UUID) -> str:
    ctx = current_context()
    desk = desks.desk_of(queries.get_addressed(ctx, assignment_id))
    is_narrow = request.args.get("show") == "open"
    waiting = [one.id for one in desk.questions if desk.waits(one)]
    return render_template(
        "diligence/answer_list.html", is_narrow=is_narrow, waiting=len(waiting),
        blocks=shown.blocks(desk, shown.voice_of_reader(), only_waiting=is_narrow),
        others=desks.others_named(ctx, desk), here=shown.list_address(desk.assignment),
        offered=len(elsewhere.of_desk(ctx, desk).proposals) if desk.is_open else 0,
        go_on=shown.address(desk.assignment, waiting[0]) if waiting else "", **_head(desk),
    )  # fmt: skip


@bp.route("/requests/<uuid:assignment_id>/questions/<question>", methods=["GET", "POST"])
@requires(P.ANSWER_EDIT)
@writes
def request_question(assignment_id: UUID, question: str) -> Response:
    desk = desks.desk_of(queries.get_addressed(current_context(), assignment_id))
    if desk.sent_question(question).id not in desk.now:
        return _refused(desk, DomainError(answering.NOT_ASKED))
    if request.method == "POST":
        return _save(desk, question)
    typed = shown.typed_of(desk, desk.sent_question(question), current_context().date_style)
    return _page(desk, question, typed, instead=standing_in.typed_from(desk.answers.get(question)))


@bp.route("/requests/<uuid:assignment_id>/questions/<question>/last-time", methods=["POST"])
@requires(P.ANSWER_EDIT)
@writes
def request_question_restore(assignment_id: UUID, question: str) -> Response:
    """Last time's answer instead of what was saved since."""
    part = queries.get_addressed(current_context(), assignment_id)
    if question not in part.questions:
        raise NotFound
    try:
        restoring.restore(current_context(), part, question)
    except DomainError as error:
        flash(translated(error), "danger")
    else:
        flash(_("Last time's answer is back. Look at it and confirm it."), "good")
    return redirect(shown.address(part, question), 303)  # type: ignore[return-value]


def _save(desk: Desk, ref: str) -> Response:
    """What can be taken is stored even where some of it cannot; that is shown again as it was typed."""
    question, form = desk.sent_question(ref), AnswerForm()
    typed = typed_on(question, form, request.form, request.form.get("drop", ""))
    read = entered(question, typed)
    instead = standing_in.read(standing_in.typed_on(form), read, desk.standing_files(ref))
    read = standing_in.beside(read, instead)
    try:
        after = _stored(desk, ref, read, instead.said, form.version_seen)
    except DomainError as error:
        db.session.rollback()
        return _refused(desk, error)
    if after is None:
        return _conflict(desk.assignment.id, ref, typed, instead.typed)
    if _by_script():
        return jsonify(saving.saved(desk, after, question, read))
    if read.is_whole:
        return redirect(_onward(after, ref), 303)  # type: ignore[return-value]
    return keep_part(_page(after, ref, typed, read, instead=instead.typed, status=422))


def _stored(desk: Desk, ref: str, read: Entered, instead: StandIn | None, version: int | None) -> Desk | None:
    """None: somebody else saved meanwhile. What stands there already is not stored a second time."""
    row = desk.answers.get(ref)
    is_told = instead is None or instead == answering.stand_in_of(row)
    if is_same(row, read.facts) and is_told and not desk.is_carried(ref):
        return desk
    try:
        row = answering.save(
            current_context(), desk.assignment, ref, read.facts, version=version, desk=desk, stand_in=instead
        )
        db.session.flush()
    except (StaleVersion, StaleDataError, IntegrityError):
        db.session.rollback()
        return None
    return desk.with_answer(row)


def _conflict(assignment_id: UUID, ref: str, typed: Typed, instead: TypedStandIn) -> Response:
    """Both answers are shown; saved again, this one stands."""
    desk = desks.desk_of(queries.get_addressed(current_context(), assignment_id))
    question = desk.sent_question(ref)
    told = saving.theirs(desk, question)
    if _by_script():
        row = desk.answers.get(ref)
        return make_response(jsonify(theirs=told, version=row.version if row is not None else ""), 409)
    return _page(desk, ref, typed, instead=instead, theirs=told, status=409)


def _refused(desk: Desk, error: DomainError) -> Response:
    if _by_script():
        return make_response(jsonify(said=translated(error)), 422)
    flash(translated(error), "danger")
    return redirect(shown.list_address(desk.assignment), 303)  # type: ignore[return-value]


def _onward(desk: Desk, ref: str) -> str:
    """After a row was added or taken away one stays; else the next question, or all of them after the last."""
    for name in ("more", "drop"):
        if part := request.form.get(name, "").partition("-")[0]:
            more = {"more": part} if name == "more" else {}
            return shown.address(desk.assignment, ref, **more, _anchor=f"p-{part}")
    if "stay" in request.form:
        return shown.address(desk.assignment, ref)
    return shown.way(desk, ref).next or shown.list_address(desk.assignment)


def _by_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _page(
    desk: Desk, ref: str, typed: Typed, read: Entered | None = None, *, instead: TypedStandIn,
    theirs: Any = (), status: int = 200,
) -> Response:  # fmt: skip
    question, row = desk.sent_question(ref), desk.answers.get(ref)
    told = thread_told(current_context(), desk.assignment, ref, desk.thread(ref))
    page = render_template(
        "diligence/answer_question.html", theirs=theirs, version=row.version if row is not None else "",
        page=shown.page_of(desk, question, typed, read, request.args.get("more", "")),
        is_carried=desk.is_carried(ref), asked_back=_asked_back(desk, question, told["messages"]),
        here=shown.address(desk.assignment, ref), status=status, title=_question_title(desk, ref),
        instead=shown_elsewhere.stand_in_page(desk, ref, instead), beyond=_beyond(desk, ref),
        taken=shown_taken.for_respondent(row, taken.for_respondent(current_context(), row)),
        last=shown_last.last_told(carrying.last_of(desk, ref), shown.voice_of_reader()),
        **told, **_head(desk),
    )  # fmt: skip
    return make_response(page, status)


def _beyond(desk: Desk, ref: str) -> Any:
    """What the same organisation said to it in other requests."""
    ctx = current_context()
    found = elsewhere.of_desk(ctx, desk, ref)
    return shown_elsewhere.beside_question(
        found, desk.sent_question(ref), shown.voice_of_reader(), day_of(ctx.at)
    )


def _asked_back(desk: Desk, question: Any, messages: Any) -> str:
    """What the reviewer wrote last, while it waits for a word of the respondent's."""
    waits = desk.standing_of(question) == Standing.ASKED_BACK
    return next((one.text for one in reversed(messages) if one.is_ours), "") if waits else ""


def _question_title(desk: Desk, ref: str) -> str:
    place = shown.place_words(shown.way(desk, ref))
    return str(_("%(place)s – %(title)s", place=f"{ref} {place}", title=lists.title_of(desk.assignment)))


def _head(desk: Desk) -> dict[str, Any]:
    ctx = current_context()
    return {
        "assignment": desk.assignment, "progress": desk.progress, "today": day_of(ctx.at), "is_open": desk.is_open,
        "tabs": request_tabs.shown(ctx, desk.assignment, "questions"),
    }  # fmt: skip
