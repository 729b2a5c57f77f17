"""A check of published content, for `flask doctor`."""

from sqlalchemy import select

from app.core.doctor.examining import Examined, Finding, check, note
from app.core.words import N_
from app.standards.models import ContentVersion


@check("content", N_("Standards and questionnaires are published."))
def content(seen: Examined) -> Finding | None:
    if seen.rows(select(ContentVersion.id).limit(1)):
        return None
    return note(
        N_("No standard and no questionnaire is published, so their pages are empty."),
        N_("Run `flask standards publish`."),
    )
