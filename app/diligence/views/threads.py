"""照会 about one question as its respondent sees it: whoever may answer may also write."""

from collections.abc import Sequence
from typing import Any

from flask import url_for

from app.core.context import Context
from app.diligence.forms.asking import InquiryForm
from app.diligence.models import Assignment, Message
from app.diligence.queries import inquiries
from app.diligence.services import asking
from app.identity import queries as identity


def thread_told(
    ctx: Context, assignment: Assignment, question: str, read: Sequence[Message] | None = None
) -> dict[str, Any]:
    """For `thread.html`. A vendor's people know the names of their own colleagues; our side is the institution. `read`:
    the thread, where it was read already."""
    messages = inquiries.thread_of(assignment, question) if read is None else read
    known = {
        one.written_by_id for one in messages if one.written_by_id and not (ctx.is_vendor and one.is_ours)
    }
    return {
        "messages": messages, "names": identity.names_of(known),
        "post_url": url_for("diligence.request_inquiry", assignment_id=assignment.id, question=question),
        "inquiry_form": None if asking.is_over(assignment) else InquiryForm(formdata=None),
    }  # fmt: skip
