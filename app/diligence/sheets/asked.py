"""Each respondent of an assessment as our side sees it: how far, reached how, and what can be done now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _

from app.core import words
from app.core.context import Context
from app.core.dates import DateStyle, format_datetime
from app.diligence.models import Assessment, AssessmentState, Assignment, AssignmentState
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import naming
from app.diligence.queries.reminders import WAITED_FOR
from app.diligence.rules import states
from app.diligence.services import sending
from app.diligence.sheets.assessments import level_words
from app.diligence.sheets.foreseen import count_words
from app.identity import queries as identity


@dataclass(frozen=True)
class Act:
    """`is_post`: a button that does it at once."""

    label: str
    url: str
    is_post: bool = False


@dataclass(frozen=True)
class Asked:
    id: UUID
    name: str
    level: str
    lead: str
    address: str
    way: str
    asked: int
    counted: str
    answered: int
    state: str
    tone: str
    due_on: date
    is_done: bool
    is_off: bool
    reminders: int
    reminded_at: datetime | None
    is_unreachable: bool
    note: str
    version: int
    acts: tuple[Act, ...]


TONES = {AssignmentState.SUBMITTED: "good", AssignmentState.RETURNED: "attention"}


def asked(ctx: Context, assessment: Assessment, parts: Sequence[Assignment], is_waiting: bool) -> list[Asked]:
    names = naming.respondents_of(ctx, parts)
    leads = identity.names_of({one.lead_id for one in parts if one.lead_id})
    missing = {one.id for one in sending.unreachable(parts)}
    return [
        _line(
            assessment,
            part,
            names[part.id],
            leads,
            part.id in missing,
            _acts(ctx, assessment, part, is_waiting, len(parts)),
        )
        for part in parts
    ]


def _line(
    assessment: Assessment,
    part: Assignment,
    name: str,
    leads: Mapping[UUID, str],
    is_missing: bool,
    acts: tuple[Act, ...],
) -> Asked:
    lead = leads.get(part.lead_id, "") if part.lead_id else part.contact_name
    return Asked(
        part.id, name, level_words(part.level), lead, "" if part.lead_id else part.contact_email,
        words.value_label(part.channel), part.asked_count,
        count_words(part.asked_count, part.more_count), part.answered_count, words.value_label(part.state),
        TONES.get(part.state, "neutral"), part.due_on, part.state in states.DONE,
        part.state == AssignmentState.CLOSED or assessment.state == AssessmentState.WITHDRAWN, part.reminders,
        part.reminded_at, is_missing, _note(part), part.version, acts,
    )  # fmt: skip


def _note(part: Assignment) -> str:
    if part.state == AssignmentState.RETURNED:
        return part.returned_reason
    if part.state == AssignmentState.CLOSED:
        return part.closed_reason
    if part.mailed_at is None:
        return ""
    return str(_("Workbook mailed: %(at)s", at=format_datetime(part.mailed_at, DateStyle.ISO)))


def _acts(
    ctx: Context, assessment: Assessment, part: Assignment, is_waiting: bool, count: int
) -> tuple[Act, ...]:
    """What this person may do with it now, in the order of the work."""
    may_send = ctx.may(P.ASSESSMENT_SEND, assessment.unit_id)
    is_prepared = assessment.state == AssessmentState.PREPARED and not is_waiting
    waited_for = part.state in WAITED_FOR
    may_return = part.state == AssignmentState.SUBMITTED and assessment.state == AssessmentState.REVIEWING
    offered = [
        (may_send and is_prepared, _("Edit"), "diligence.respondent_edit", False),
        (may_send and is_prepared and count > 1, _("Remove"), "diligence.respondent_remove", False),
        (may_send and waited_for, _("Send a reminder"), "diligence.respondent_remind", True),
        (may_send and part.sent_at is not None, _("Excel"), "exchange.respondent_workbook", False),
        (may_send and waited_for, _("Delegate"), "diligence.respondent_delegate", False),
        (
            may_return and ctx.may(P.ANSWER_JUDGE, assessment.unit_id), _("Return the answers"),
            "diligence.respondent_return", False,
        ),
        (may_send and waited_for, _("Release"), "diligence.respondent_release", False),
    ]  # fmt: skip
    return tuple(
        Act(label, url_for(endpoint, assessment_id=assessment.id, assignment_id=part.id), is_post)
        for is_offered, label, endpoint, is_post in offered
        if is_offered
    )
