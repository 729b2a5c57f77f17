"""Where records of standards stand in them: of few records of four tables by one statement."""

from collections.abc import Collection
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, String, literal, select, type_coerce
from sqlalchemy.orm import aliased

from app.core.db import db
from app.standards.models import ContentKind, ContentVersion, ItemLink, ItemWording, QuestionChange


class Row(NamedTuple):
    """`book`: an edition, a questionnaire, or the kind of what was published; `place`: an item or a question in it.

    `book_title` is in the language asked for, and so is that of the other end of a pair.
    """

    id: UUID
    table: str
    book: str
    book_title: str
    place: str
    other_book: str
    other_title: str
    other_place: str


def rows_of(ids: Collection[UUID], language: str) -> list[Row]:
    if not ids:
        return []
    none = literal("")
    link, wording, change = ItemLink, ItemWording, QuestionChange
    title: Any = ContentVersion.title_ja if language == "ja" else ContentVersion.title_en
    columns: tuple[tuple[Any, ...], ...] = (
        (link, link.from_edition, _edition(link.from_edition, language), link.from_ref,
         link.to_edition, _edition(link.to_edition, language), link.to_ref),
        (wording, wording.edition, _edition(wording.edition, language), wording.ref, none, none, none),
        (change, change.questionnaire, _newest(ContentKind.QUESTIONNAIRE, change.questionnaire, language),
         change.question, none, none, none),
        (ContentVersion, type_coerce(ContentVersion.kind, String), title, ContentVersion.key, none, none, none),
    )  # fmt: skip
    first, *others = (
        select(model.id, literal(model.__tablename__), *rest).where(model.id.in_(ids))
        for model, *rest in columns
    )
    found = db.session.execute(first.union_all(*others))
    return [Row(row[0], *(value or "" for value in row[1:])) for row in found]


def _edition(edition: Any, language: str) -> ColumnElement[str]:
    """Framework and edition, as FISC安全対策基準 9版."""
    framework = aliased(ContentVersion)
    title = framework.title_ja if language == "ja" else framework.title_en
    of = edition.startswith(framework.key + "/")
    found = select(title).where(framework.kind == ContentKind.FRAMEWORK, of).order_by(framework.number.desc())
    whole: ColumnElement[str] = (
        found.limit(1).scalar_subquery() + " " + _newest(ContentKind.ITEMS, edition, language)
    )
    return whole


def _newest(kind: ContentKind, key: Any, language: str) -> Any:
    version = aliased(ContentVersion)
    title = version.title_ja if language == "ja" else version.title_en
    found = select(title).where(version.kind == kind, version.key == key).order_by(version.number.desc())
    return found.limit(1).scalar_subquery()
