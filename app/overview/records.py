"""Which page shows a record, and who may find it: one table for search, home and the audit log."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import current_app, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.assurance.permissions import AssurancePermission
from app.core import words
from app.core.context import Context
from app.core.notices import Notice
from app.diligence.permissions import DiligencePermission
from app.identity.permissions import IdentityPermission
from app.references.permissions import ReferencesPermission
from app.register.permissions import RegisterPermission
from app.standards.models import ContentKind
from app.standards.permissions import StandardsPermission
from app.work.permissions import WorkPermission


@dataclass(frozen=True)
class Page:
    """`argument` is what the route calls the record's id."""

    endpoint: str
    argument: str
    permission: str


_CONTENT = Page("standards.content", "content_version_id", StandardsPermission.STANDARD_VIEW)

PAGES: Mapping[str, Page] = {
    "engagement": Page("register.engagement", "engagement_id", RegisterPermission.ENGAGEMENT_VIEW),
    "organisation": Page("register.organisation", "organisation_id", RegisterPermission.ORGANISATION_VIEW),
    "service": Page("register.service", "service_id", RegisterPermission.SERVICE_VIEW),
    "supply": Page("register.supply", "supply_id", RegisterPermission.SUPPLY_VIEW),
    # Of a contact that is for one engagement the search knows the unit: in these units one must see engagements.
    "contact": Page("register.contact", "contact_id", RegisterPermission.ENGAGEMENT_VIEW),
    "information_system": Page("register.system", "system_id", RegisterPermission.SYSTEM_VIEW),
    "business_function": Page("register.function", "function_id", RegisterPermission.FUNCTION_VIEW),
    "unit": Page("identity.unit", "unit_id", IdentityPermission.UNIT_VIEW),
    "user": Page("identity.user", "user_id", IdentityPermission.USER_VIEW),
    "assessment": Page("diligence.assessment", "assessment_id", DiligencePermission.ASSESSMENT_VIEW),
    "assurance_report": Page("assurance.report", "report_id", AssurancePermission.REPORT_VIEW),
    "security_reference": Page("references.reference", "reference_id", ReferencesPermission.REFERENCE_VIEW),
    # Of an engagement's unit, in which one must see engagements; whoever does may see references.
    "self_check": Page("references.self_check_by_id", "check_id", RegisterPermission.ENGAGEMENT_VIEW),
    "finding": Page("work.finding", "finding_id", WorkPermission.FINDING_VIEW),
    "approval": Page("work.approval", "approval_id", WorkPermission.APPROVAL_VIEW),
    "standard_item": Page("standards.item_by_id", "item_id", StandardsPermission.STANDARD_VIEW),
    "standard_question": Page(
        "standards.question_by_id", "question_id", StandardsPermission.QUESTIONNAIRE_VIEW
    ),
    ContentKind.FRAMEWORK.value: _CONTENT,
    ContentKind.ITEMS.value: _CONTENT,
    ContentKind.CROSSWALK.value: _CONTENT,
    ContentKind.MATRIX.value: _CONTENT,
    ContentKind.QUESTIONNAIRE.value: Page(
        "standards.questionnaire_by_id", "content_version_id", StandardsPermission.QUESTIONNAIRE_VIEW
    ),
    "document": Page("work.document", "document_id", WorkPermission.DOCUMENT_VIEW),
}
# What the search offers, in the order of its groups.
FOUND = (
    "engagement",
    "organisation",
    "service",
    "contact",
    "information_system",
    "business_function",
    "assessment",
    "assurance_report",
    "security_reference",
    "self_check",
    "finding",
    "approval",
    ContentKind.FRAMEWORK.value,
    ContentKind.ITEMS.value,
    "standard_item",
    ContentKind.QUESTIONNAIRE.value,
    "standard_question",
    ContentKind.MATRIX.value,
    ContentKind.CROSSWALK.value,
    "unit",
    "user",
)


def label_of(kind: str) -> str:
    """Content is found under its own kinds, which are no tables."""
    if kind == ContentKind.ITEMS:
        return str(_("Edition"))
    return words.value_label(ContentKind(kind)) if kind in set(ContentKind) else words.table_label(kind)


# What stands beside the name of a hit, where that is no number or address.
DETAILS: Mapping[str, LazyString] = {
    "standard_item": _l("Edition"),
    "standard_question": _l("Questionnaire and section"),
    **{kind.value: _l("What it is about") for kind in ContentKind},
}


def detail_label(kind: str) -> str:
    return str(DETAILS.get(kind) or _("Number or address"))


def findable() -> dict[str, str]:
    """Kind → permission of everything that can be searched for."""
    return {kind: PAGES[kind].permission for kind in FOUND}


def url_of(ctx: Context, kind: str, record_id: UUID) -> str:
    """The page of a record, or nothing where there is none that this person may open."""
    page = PAGES.get(kind)
    if page is None or page.endpoint not in current_app.view_functions or not ctx.may(page.permission):
        return ""
    values: dict[str, Any] = {page.argument: record_id}
    return url_for(page.endpoint, **values)


def url_of_notice(ctx: Context, notice: Notice) -> str:
    """A notice about a request to answer is for one of its respondents, whoever else may see its record: it leads to
    the question, or to all of them."""
    if notice.about is None:
        return ""
    kind, record_id = notice.about
    if kind != "assignment":
        return url_of(ctx, kind, record_id)
    if not ctx.may(DiligencePermission.ANSWER_EDIT):
        return ""
    if notice.place:
        return url_for("diligence.request_question", assignment_id=record_id, question=notice.place)
    return url_for("diligence.request_questions", assignment_id=record_id)
