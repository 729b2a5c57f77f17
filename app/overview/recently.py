"""Of which records the home page tells that they changed, to whom, and what they are called there."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select

from app.core import words
from app.core.context import Context
from app.overview import queries, records
from app.overview.lately import Kinds, Lately
from app.register.models import Engagement
from app.register.permissions import RegisterPermission
from app.register.queries import engagements
from app.standards.models import ContentVersion, ItemLink, ItemWording, QuestionChange
from app.standards.permissions import StandardsPermission
from app.standards.sheets import places
from app.work import queries as work
from app.work.models import Finding
from app.work.permissions import WorkPermission

# Their records are rows that all staff see who hold the permission.
OPEN = {
    "organisation": RegisterPermission.ORGANISATION_VIEW,
    "unit": records.PAGES["unit"].permission,
    ItemLink.__tablename__: StandardsPermission.STANDARD_VIEW,
    ItemWording.__tablename__: StandardsPermission.STANDARD_VIEW,
    QuestionChange.__tablename__: StandardsPermission.QUESTIONNAIRE_VIEW,
}


def seen_by(ctx: Context) -> Kinds:
    """A responsibility matrix changes with its engagement, and is told as that."""
    found: dict[str, Select[UUID] | None] = {
        kind: None for kind, permission in OPEN.items() if ctx.may(permission)
    }
    if ctx.may(StandardsPermission.STANDARD_VIEW) and ctx.may(StandardsPermission.QUESTIONNAIRE_VIEW):
        found[ContentVersion.__tablename__] = None
    if ctx.may(RegisterPermission.ENGAGEMENT_VIEW):
        found[Engagement.__tablename__] = engagements.visible_to(ctx).with_only_columns(Engagement.id)
    if ctx.may(WorkPermission.FINDING_VIEW):
        found[Finding.__tablename__] = work.visible_findings(ctx).with_only_columns(Finding.id)
    return found


class Named(NamedTuple):
    title: str
    url: str


def named(ctx: Context, lines: Collection[Lately]) -> dict[UUID, Named]:
    """Records of standards by their place in them, the others by the title that the search knows."""
    titles = queries.titles_of({line.root_id for line in lines})
    told = places.places_of(ctx, {line.root_id for line in lines if line.root_type in places.TABLES})
    found = {}
    for line in lines:
        label = words.table_label(line.root_type)
        if line.root_type in places.TABLES:
            place = told.get(line.root_id)
            found[line.root_id] = Named(place.title, place.url) if place else Named(label, "")
        else:
            url = records.url_of(ctx, line.root_type, line.root_id)
            found[line.root_id] = Named(titles.get(line.root_id) or label, url)
    return found
