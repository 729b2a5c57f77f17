"""Published content: one immutable row for each version, and rows for the items and questions others point at."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.core.audit import Audited
from app.core.columns import business, technical
from app.core.model import Entity, SortText


class ContentKind(StrEnum):
    FRAMEWORK = "framework"
    ITEMS = "items"  # of one edition
    CROSSWALK = "crosswalk"
    MATRIX = "matrix"
    QUESTIONNAIRE = "questionnaire"


class ContentVersion(Audited, Entity):
    """Never changed once it is there: answers, papers and scores go back to the version they were made with."""

    __tablename__ = "content_version"
    __table_args__ = (UniqueConstraint("kind", "key", "number", name="uq_content_version_kind"),)
    kind: Mapped[ContentKind] = business()
    key: Mapped[str] = business()
    number: Mapped[int] = business()
    # Of our file; with the institution's own layer on top the content differs from it.
    file_version: Mapped[int] = business()
    has_own_layer: Mapped[bool] = business(default=False)
    title_ja: Mapped[str] = business()
    title_en: Mapped[str] = business()
    digest: Mapped[str] = business()
    published_at: Mapped[datetime] = business()
    published_by_id: Mapped[UUID | None] = business()
    # Canonical JSON. Its digest is in the log; the text itself is not, as it never changes.
    content: Mapped[str] = business(audited=False)


class StandardItem(Entity):
    """Derived from the published items of an edition: what findings, clauses and the search point at."""

    __tablename__ = "standard_item"
    __table_args__ = (
        UniqueConstraint("edition", "ref", name="uq_standard_item_edition"),
        Index("ix_standard_item_edition", "edition", "position"),
    )
    edition: Mapped[str] = business()  # <framework>/<edition>
    ref: Mapped[str] = business()
    position: Mapped[int] = technical()
    title_ja: Mapped[str] = business(default="")
    title_en: Mapped[str] = business(default="")
    sort_key: Mapped[str] = business(SortText)


class StandardQuestion(Entity):
    """Derived from the questionnaires in use: what the search points at."""

    __tablename__ = "standard_question"
    __table_args__ = (
        UniqueConstraint("questionnaire", "question", name="uq_standard_question_questionnaire"),
    )
    questionnaire: Mapped[str] = business()
    question: Mapped[str] = business()
    position: Mapped[int] = technical()
    title_ja: Mapped[str] = business()
    title_en: Mapped[str] = business()
    # The questionnaire and its section.
    place_ja: Mapped[str] = business()
    place_en: Mapped[str] = business()
    # The delivered wording where the institution's stands in its place, each language in a line; then the
    # numbers of the items that it touches.
    other_words: Mapped[str] = business(default="")
    sort_key: Mapped[str] = business(SortText)
