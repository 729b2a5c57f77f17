"""Where evidence is laid: on the respondent's own side, or on ours for one whose answers come by mail."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _

from app.core import navigation
from app.core.dates import day_of
from app.core.errors import NotAllowed, NotFound
from app.core.web import current_context
from app.diligence import request_tabs
from app.diligence.models import Assessment, Assignment, AssignmentState, Channel
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import assessments, assignments, naming
from app.diligence.rules import states
from app.diligence.services import answering
from app.diligence.sheets import requests as lists


@dataclass(frozen=True)
class Place:
    """`assessment`: on our side only."""

    assignment: Assignment
    assessment: Assessment | None = None

    @property
    def is_ours(self) -> bool:
        return self.assessment is not None

    @property
    def may_change(self) -> bool:
        return (
            answering.may_answer(current_context(), self.assignment) and self.assignment.state in states.OPEN
        )

    @property
    def url(self) -> str:
        if self.assessment is None:
            return url_for("diligence.request_evidence", assignment_id=self.assignment.id)
        return self._ours("diligence.respondent_evidence")

    @property
    def books_url(self) -> str:
        """Where the workbook itself is brought back; only where we bring it."""
        return self._ours("exchange.respondent_workbook") if self.is_ours else ""

    def page_url(self, page: str, **more: Any) -> str:
        """`page`: add, edit, withdraw, zip, zip_apply."""
        if self.assessment is None:
            return url_for(f"diligence.evidence_{page}", assignment_id=self.assignment.id, **more)
        return self._ours(f"diligence.respondent_evidence_{page}", **more)

    def file_url(self, evidence_id: UUID) -> str:
        if self.assessment is None:
            return url_for(
                "diligence.request_evidence_file", assignment_id=self.assignment.id, evidence_id=evidence_id
            )
        return url_for("diligence.evidence_file", assessment_id=self.assessment.id, evidence_id=evidence_id)

    def terms_url(self, evidence_id: UUID) -> str:
        if self.assessment is None:
            return url_for(
                "diligence.request_evidence_terms", assignment_id=self.assignment.id, evidence_id=evidence_id
            )
        return url_for("diligence.evidence_terms", assessment_id=self.assessment.id, evidence_id=evidence_id)

    def _ours(self, endpoint: str, **more: Any) -> str:
        return url_for(
            endpoint, assessment_id=self.assignment.assessment_id, assignment_id=self.assignment.id, **more
        )

    @cached_property
    def title(self) -> str:
        if self.assessment is None:
            return lists.title_of(self.assignment)
        names = naming.respondents_of(current_context(), [self.assignment])
        return str(_("Evidence of %(respondent)s", respondent=names[self.assignment.id]))

    @property
    def parents(self) -> list[tuple[str, str]]:
        if self.assessment is None:
            return [(str(_("Requests to answer")), url_for("diligence.request_list"))]
        tab = url_for("diligence.assessment_evidence", assessment_id=self.assessment.id)
        return [
            (str(_("Assessments")), url_for("diligence.assessment_list")), (self.assessment.number, tab),
        ]  # fmt: skip

    def head(self) -> dict[str, Any]:
        ctx, part = current_context(), self.assignment
        return {
            "place": self, "assignment": part, "today": day_of(ctx.at),
            "tabs": [] if self.is_ours else request_tabs.shown(ctx, part, "evidence"),
            "progress": answering.progress_of(part), "may_change": self.may_change, "here": self.url,
        }  # fmt: skip


def for_respondent(assignment_id: UUID) -> Place:
    navigation.belong_to("diligence.request_list")
    return Place(assignments.get_addressed(current_context(), assignment_id))


def for_us(assessment_id: UUID, assignment_id: UUID) -> Place:
    """A request that was sent, of an assessment that one sees and may send."""
    ctx = current_context()
    found = assessments.get_assessment(ctx, assessment_id)
    navigation.belong_to("diligence.assessment_list")
    part = next((one for one in assessments.assignments_of(found) if one.id == assignment_id), None)
    if part is None or part.state == AssignmentState.PREPARED:
        raise NotFound
    if not ctx.may(P.ASSESSMENT_SEND, found.unit_id):
        raise NotAllowed
    return Place(part, found)


def must_answer(place: Place) -> Place:
    """Our side has these pages for who answers by mail only; whoever answers in Sekisho brings their own files."""
    if place.assessment is not None and place.assignment.channel != Channel.MAIL:
        raise NotFound
    if not answering.may_answer(current_context(), place.assignment):
        raise NotAllowed
    return place
