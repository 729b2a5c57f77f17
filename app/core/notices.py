"""Short notices shown in the application to one person until read. The same words go out by mail."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Index, delete, select
from sqlalchemy.orm import Mapped

from app.core.columns import Retention, personal, technical
from app.core.context import Context
from app.core.db import db
from app.core.model import Entity

ABOUT, PLACE = "about", "place"


class Notice(Entity):
    """`message` is a msgid with `params`, so that it reads in the language of who opens it. Among them, under
    `ABOUT`, stands the record that it is about, where that has a page; under `PLACE`, which part of it."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_user", "user_id", "read_at"),)
    user_id: Mapped[UUID] = technical(retention=Retention.SHORT)
    at: Mapped[datetime] = technical(retention=Retention.SHORT)
    message: Mapped[str] = technical(retention=Retention.SHORT)
    params: Mapped[dict[str, str]] = personal(JSON, retention=Retention.SHORT)
    read_at: Mapped[datetime | None] = technical(retention=Retention.SHORT)

    @property
    def about(self) -> tuple[str, UUID] | None:
        """Table and id."""
        kind, _slash, record_id = self.params.get(ABOUT, "").partition("/")
        return (kind, UUID(record_id)) if kind else None

    @property
    def place(self) -> str:
        return self.params.get(PLACE, "")


def post(ctx: Context, user_id: UUID, message: str, about: Entity | None = None, /, **params: str) -> Notice:
    if about is not None:
        params[ABOUT] = f"{about.__tablename__}/{about.id}"
    notice = Notice(user_id=user_id, at=ctx.at, message=message, params=params)
    db.session.add(notice)
    return notice


def unread(user_id: UUID, limit: int = 20) -> list[Notice]:
    query = select(Notice).where(Notice.user_id == user_id, Notice.read_at.is_(None))
    return list(db.session.scalars(query.order_by(Notice.at.desc(), Notice.id).limit(limit)))


def mark_read(user_id: UUID, at: datetime) -> None:
    for notice in unread(user_id, 1000):
        notice.read_at = at


def expire(before: datetime) -> int:
    """Those read before then; what nobody has read yet stays."""
    return db.affect(delete(Notice).where(Notice.read_at < before))
