"""Everything the page of one contact shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.context import Context
from app.register.models import Contact
from app.register.queries import contacts as queries
from app.register.queries import organisations
from app.work import queries as work
from app.work.permissions import WorkPermission as W
from app.work.queries import FiledDocument


@dataclass(frozen=True)
class Sheet:
    organisation_name: str
    # Number and title, if this contact is for one engagement only.
    engagement_name: str
    documents: Sequence[FiledDocument]
    may_add_document: bool


def sheet_of(ctx: Context, contact: Contact) -> Sheet:
    engagement_id = contact.engagement_id
    engagements = queries.engagement_names(ctx, {engagement_id} if engagement_id else set())
    return Sheet(
        organisations.names_of(ctx, [contact.organisation_id]).get(contact.organisation_id, ""),
        engagements.get(engagement_id, "") if engagement_id else "",
        work.documents_of(ctx, Contact.__tablename__, contact.id),
        ctx.may(W.DOCUMENT_ADD),
    )
