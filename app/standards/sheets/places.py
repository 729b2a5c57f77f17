"""What records of standards are called where they stand among others, and the page that shows them."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _

from app.core.context import Context
from app.core.words import value_label
from app.standards.models import ContentKind, ContentVersion, ItemLink, ItemWording, QuestionChange
from app.standards.queries import places as queries
from app.standards.queries.places import Row
from app.standards.sheets.matrices import item_address

TABLES = frozenset(model.__tablename__ for model in (ContentVersion, ItemLink, ItemWording, QuestionChange))


class Place(NamedTuple):
    title: str
    url: str


def places_of(ctx: Context, ids: Collection[UUID]) -> dict[UUID, Place]:
    """What is gone has no place."""
    return {row.id: _place(row) for row in queries.rows_of(ids, ctx.language)}


def _place(row: Row) -> Place:
    if row.table == QuestionChange.__tablename__:
        url = url_for("standards.question", key=row.book, id=row.place)
        return Place(f"{row.book_title or row.book} {row.place}", url)
    if row.table == ContentVersion.__tablename__:
        kind = ContentKind(row.book)
        is_asked = kind == ContentKind.QUESTIONNAIRE
        endpoint = "standards.questionnaire_by_id" if is_asked else "standards.content"
        title = f"{value_label(kind)} {row.book_title}"
        return Place(title, url_for(endpoint, content_version_id=row.id))
    ends = [
        (row.book, row.book_title, row.place),
        (row.other_book, row.other_title, row.other_place),
    ]
    known = [(book, title, place) for book, title, place in ends if book]
    words = " → ".join(f"{title or book} {place or _('No counterpart')}" for book, title, place in known)
    shown = next((item_address(book, place) for book, _title, place in known if place), "")
    return Place(words, shown)
