"""指摘事項: the list with its filters and export, one finding, and its way to the end."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Response, abort, flash, jsonify, render_template, request, url_for
from flask_babel import gettext as _

from app.core import listing, navigation
from app.core.authz import requires
from app.core.context import Context
from app.core.csvout import csv_answer
from app.core.dates import day_of
from app.core.errors import NotAllowed
from app.core.listing import ListState
from app.core.navigation import Tab
from app.core.web import check_version, current_context, run_form, writes
from app.core.words import choices, field_label, value_label
from app.identity import queries as identity
from app.identity.models import Unit
from app.work import forms, lists, origins, queries, rules, services, subjects
from app.work.events import WorkAct as Act
from app.work.models import Finding, FindingState, Severity
from app.work.permissions import WorkPermission as P
from app.work.queries import FindingFilter
from app.work.services.findings import FindingFacts, moves_for
from app.work.subjects import Found
from app.work.views import bp
from app.work.views.approvals import subject_of_address
from app.work.views.showing import history_of, last_change, names_of

SEVERITY_TONES = {Severity.HIGH: "danger", Severity.MEDIUM: "attention", Severity.LOW: "neutral"}
STATE_TONES = {
    FindingState.OPEN: "attention",
    FindingState.IN_PROGRESS: "neutral",
    FindingState.TO_BE_VERIFIED: "attention",
    FindingState.CLOSED: "good",
    FindingState.WITHDRAWN: "neutral",
}


def _tones() -> dict[str, Any]:
    return {"severity_tones": SEVERITY_TONES, "state_tones": STATE_TONES, "ended": rules.ENDED}


def _wanted(state: ListState) -> FindingFilter:
    chosen = tuple(FindingState(value) for key, value in state.chosen if key == "state")
    which = state.value("which") or lists.FINDING_TABS[0]
    severity, unit = state.value("severity"), state.value("unit")
    return FindingFilter(
        text=state.q,
        states=chosen or (rules.UNDER_WAY if which != "all" else ()),
        severity=Severity(severity) if severity else None,
        unit_id=UUID(unit) if unit else None,
        is_overdue=bool(state.value("overdue")),
        is_mine=which == "mine",
    )


@bp.route("/findings", endpoint="findings")
@requires(P.FINDING_VIEW)
def list_findings() -> str:
    ctx = current_context()
    state = listing.read_request(lists.FINDINGS)
    page = listing.fetch(queries.find_findings(ctx, _wanted(state), day_of(ctx.at)), state)
    rows = [row[0] for row in page.rows]
    units = _units(ctx, P.FINDING_VIEW)
    chips = [chip for chip, (key, _v) in zip(state.chips(), state.chosen, strict=True) if key != "which"]
    return render_template(
        "work/findings.html", page=page, state=state, findings=rows, names=_names_in(rows, units),
        tabs=_tabs(state), chips=chips,
        states=choices(FindingState), severities=choices(Severity),
        units=[(unit.id, unit.name) for unit in units], may_raise=ctx.may(P.FINDING_RAISE), **_tones(),
    )  # fmt: skip


def _units(ctx: Context, permission: str) -> list[Unit]:
    return [unit for unit in identity.list_units(ctx) if ctx.may(permission, unit.id)]


def _names_in(rows: Sequence[Finding], units: Sequence[Unit]) -> dict[UUID | None, str]:
    """The tree is at hand already; people are read once."""
    people = identity.names_of({row.owner_id for row in rows if row.owner_id})
    return {**{unit.id: unit.name for unit in units}, **dict(people.items())}


def _tabs(state: ListState) -> list[Tab]:
    current = state.value("which") or lists.FINDING_TABS[0]
    words = {"open": _("Not closed"), "mine": _("In my charge"), "all": _("All")}
    return [Tab(label, replace(state, page=1).url(which=key), key == current) for key, label in words.items()]


EXPORTED = (
    "number", "title", "severity", "state", "unit_id", "owner_id", "due_on", "raised_on", "source", "detail",
    "measure", "closed_on", "closing_note",
)  # fmt: skip


@bp.route("/findings/export")
@requires(P.FINDING_VIEW)
def findings_export() -> Response:
    """What the list shows, as CSV."""
    ctx = current_context()
    state = listing.read_request(lists.FINDINGS)
    query = queries.find_findings(ctx, _wanted(state), day_of(ctx.at))
    rows = [row[0] for row in listing.fetch_all(query, state)]
    names = names_of({row.owner_id for row in rows} | {row.unit_id for row in rows})
    head = [field_label("finding", name) for name in EXPORTED]
    return csv_answer(
        _("Findings"), head, [[_cell(getattr(row, name), names) for name in EXPORTED] for row in rows]
    )


def _cell(value: Any, names: Mapping[UUID | None, str]) -> Any:
    return names.get(value, "") if isinstance(value, UUID) else value


@bp.route("/findings/<uuid:finding_id>")
@requires(P.FINDING_VIEW)
def finding(finding_id: UUID) -> str:
    ctx = current_context()
    found = queries.get_finding(ctx, finding_id)
    return render_template(
        "work/finding.html",
        finding=found,
        names=names_of([found.unit_id, found.owner_id, found.raised_by_id, found.closed_by_id]),
        subject=_subject_of(ctx, found),
        origin=origins.origin_of(ctx, found),
        moves=[(target, _button(found, target)) for target in moves_for(ctx, found)],
        may_edit=ctx.may(P.FINDING_EDIT, found.unit_id) and found.state not in rules.ENDED,
        documents=queries.documents_of(ctx, Finding.__tablename__, found.id),
        may_add_document=ctx.may(P.DOCUMENT_ADD, found.unit_id),
        history=history_of(found),
        parents=_parents(),
        **_tones(),
    )


def _subject_of(ctx: Context, found: Finding) -> Found | None:
    """What it is about, as far as the reader may see it; its pages are pages of that."""
    subject = subjects.look(ctx, found.subject_type, found.subject_id) if found.subject_id else None
    if subject is not None:
        navigation.belong_to(subject.endpoint)
    return subject


def _parents(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Findings"), url_for("work.findings")), *more]


def _button(found: Finding, target: FindingState) -> str:
    words = {
        Act.FINDING_STARTED: _("Begin to deal with it"),
        Act.FINDING_REPORTED: _("Report it as dealt with"),
        Act.FINDING_SENT_BACK: _("Send it back"),
        Act.FINDING_CLOSED: _("Verify and close it"),
        Act.FINDING_WITHDRAWN: _("Withdraw it"),
    }
    act = rules.finding_act(found.state, target)
    return str(words[act]) if act else value_label(target)


def _facts(form: forms.FindingForm) -> FindingFacts:
    return FindingFacts(**{**form.values(), "severity": Severity(form.severity.data)})


@bp.route("/findings/new", methods=["GET", "POST"])
@requires(P.FINDING_RAISE)
@writes
def finding_raise() -> Response:
    ctx = current_context()
    kind, record_id = subject_of_address()
    subject = subjects.find(ctx, kind, record_id) if record_id else None
    if subject is not None:
        navigation.belong_to(subject.endpoint)
    form = forms.FindingRaiseForm(units=_units(ctx, P.FINDING_RAISE))

    def act() -> Finding:
        made = services.raise_finding(ctx, _facts(form), subject_type=kind, subject_id=record_id)
        _warn_if_late(made, ctx)
        return made

    return run_form(
        form, act,
        to=lambda found: url_for("work.finding", finding_id=found.id), page="work/finding_raise.html",
        done=_("The finding was recorded."), subject=subject, parents=_parents(),
    )  # fmt: skip


def _warn_if_late(found: Finding, ctx: Context) -> None:
    """What an old audit found is recorded with the day it was given, passed or not."""
    if rules.is_overdue(found.due_on, found.state, day_of(ctx.at)):
        flash(_("The day by which it is due has passed already. Change it if that is a slip."), "warning")


@bp.route("/findings/<uuid:finding_id>/edit", methods=["GET", "POST"])
@requires(P.FINDING_EDIT)
@writes
def finding_edit(finding_id: UUID) -> Response:
    ctx = current_context()
    found = queries.get_finding(ctx, finding_id)
    if not ctx.may(P.FINDING_EDIT, found.unit_id):
        raise NotAllowed
    form = forms.FindingEditForm(obj=found, units=_units(ctx, P.FINDING_EDIT))

    def act() -> None:
        check_version(found, form.version_number)
        services.edit_finding(ctx, found, _facts(form))

    return _on_finding(found, form, act, "work/finding_edit.html", _("The finding was saved."))


def _on_finding(found: Finding, form: Any, act: Any, page: str, done: str, **context: Any) -> Response:
    here = url_for("work.finding", finding_id=found.id)
    _subject_of(current_context(), found)
    return run_form(
        form, act, to=lambda _r: here, page=page, done=done, record=found, finding=found, here=here,
        names_of=names_of, parents=_parents((_("Finding %(number)s", number=found.number), here)),
        latest=lambda: last_change(found), **context,
    )  # fmt: skip


@bp.route("/findings/<uuid:finding_id>/move/<target>", methods=["GET", "POST"])
@requires(P.FINDING_MOVE)
@writes
def finding_move(finding_id: UUID, target: str) -> Response:
    ctx = current_context()
    found = queries.get_finding(ctx, finding_id)
    if target not in set(FindingState):
        abort(404)
    wanted = FindingState(target)
    form = forms.FindingMoveForm(label=_note_label(found, wanted))

    def act() -> None:
        check_version(found, form.version_number)
        services.move_finding(ctx, found, wanted, note=form.note.data or "")

    words = _button(found, wanted)
    done = _("The finding is now: %(state)s", state=value_label(wanted))
    return _on_finding(found, form, act, "work/finding_move.html", done, words=words)


def _note_label(found: Finding, target: FindingState) -> str:
    words = {
        Act.FINDING_STARTED: _("Comment"),
        Act.FINDING_REPORTED: _("Measure taken"),
        Act.FINDING_SENT_BACK: _("What is still missing"),
        Act.FINDING_CLOSED: _("How it was verified"),
        Act.FINDING_WITHDRAWN: _("Reason for withdrawing"),
    }
    act = rules.finding_act(found.state, target)
    return str(words[act] if act else _("Comment"))


@bp.route("/findings/people")
@requires(P.FINDING_VIEW)
def finding_people() -> Response:
    """For the picker: colleagues by a part of their name."""
    ctx = current_context()
    text = request.args.get("q", "").strip()
    found = [p for p in identity.list_users(ctx, text=text) if not p.is_vendor][:20] if text else []
    return jsonify([{"id": str(p.id), "label": p.name, "detail": p.title} for p in found])
