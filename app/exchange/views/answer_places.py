"""Where a workbook of answers is taken and brought back: on the respondent's side, or on ours on behalf of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from app.core import navigation
from app.core.dates import day_of
from app.core.errors import DomainError, NotAllowed, NotFound
from app.core.web import current_context
from app.diligence import request_tabs
from app.diligence.models import Assessment, Assignment
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import assessments, assignments, naming
from app.diligence.rules import states
from app.diligence.services import answering
from app.exchange.models import AnswerImport
from app.exchange.services.answer_books import Request, institution_name

NEVER_SENT = "prepared"


@dataclass(frozen=True)
class Place:
    """`assessment`: on our side only."""

    assignment: Assignment
    assessment: Assessment | None = None

    @property
    def is_ours(self) -> bool:
        return self.assessment is not None

    @property
    def may_take(self) -> bool:
        """Answers of this request may be brought by who is here, now."""
        is_open = self.assignment.state in states.OPEN
        return is_open and answering.may_answer(current_context(), self.assignment)

    def must_take(self) -> None:
        if not answering.may_answer(current_context(), self.assignment):
            raise NotAllowed
        if self.assignment.state not in states.OPEN:
            raise DomainError(answering.CLOSED)

    def request_in(self, language: str) -> Request:
        names = naming.respondents_of(current_context(), [self.assignment])
        return Request(names[self.assignment.id], institution_name(language))

    # --- addresses ------------------------------------------------------------------------

    def _url(self, ours: str, theirs: str, **more: Any) -> str:
        if self.assessment is None:
            return url_for(theirs, assignment_id=self.assignment.id, **more)
        return url_for(ours, assessment_id=self.assessment.id, assignment_id=self.assignment.id, **more)

    @property
    def url(self) -> str:
        return self._url("exchange.respondent_workbook", "exchange.request_workbook")

    @property
    def submit_url(self) -> str:
        """Where we submit for them; a respondent has a page of their own for that."""
        return self._url("exchange.respondent_submit", "diligence.request_submit")

    def file_url(self, language: str) -> str:
        return self._url(
            "exchange.respondent_workbook_file", "exchange.request_workbook_file", language=language
        )

    def differences_url(self, brought: AnswerImport) -> str:
        return self._url("exchange.respondent_import", "exchange.request_import", import_id=brought.id)

    # --- what stands above the page -------------------------------------------------------

    def head(self, tab: str) -> dict[str, Any]:
        ctx = current_context()
        if self.assessment is None:
            parents = [(_("Requests to answer"), url_for("diligence.request_list"))]
            tabs = request_tabs.shown(ctx, self.assignment, tab)
        else:
            back = url_for("diligence.assessment", assessment_id=self.assessment.id)
            parents, tabs = [(self.assessment.number, back)], []
        return {
            "assignment": self.assignment, "progress": answering.progress_of(self.assignment),
            "today": day_of(ctx.at), "tabs": tabs, "parents": parents,
            "respondent": self.request_in(str(get_locale())).respondent,
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
    if part is None or part.state == NEVER_SENT:
        raise NotFound
    if not ctx.may(P.ASSESSMENT_SEND, found.unit_id):
        raise NotAllowed
    return Place(part, found)
