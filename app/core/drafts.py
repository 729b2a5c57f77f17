"""What somebody typed and has not sent yet: kept for the person alone, encrypted, for thirty days."""

import json
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped

from app.core import keys
from app.core.columns import Retention, secret, technical
from app.core.db import db
from app.core.model import Entity

KEPT = timedelta(days=30)
LIMIT = 200_000


class Draft(Entity):
    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("user_id", "key", name="uq_draft_user_id"),)
    user_id: Mapped[UUID] = technical(retention=Retention.SHORT)
    key: Mapped[str] = technical(retention=Retention.SHORT)
    content: Mapped[str] = secret(retention=Retention.SHORT)
    saved_at: Mapped[datetime] = technical(index=True, retention=Retention.SHORT)


def find(user_id: UUID, key: str) -> Draft | None:
    return db.session.scalars(select(Draft).where(Draft.user_id == user_id, Draft.key == key)).first()


def save(user_id: UUID, key: str, fields: dict[str, list[str]], at: datetime) -> Draft:
    draft = find(user_id, key)
    if draft is None:
        draft = Draft(user_id=user_id, key=key, content="", saved_at=at)
        db.session.add(draft)
    draft.content = keys.ring.encrypt(json.dumps(fields), "draft", str(draft.id), "content")
    draft.saved_at = at
    return draft


def fields_of(draft: Draft) -> dict[str, list[str]]:
    return dict(json.loads(keys.ring.decrypt(draft.content, "draft", str(draft.id), "content")))


def drop(user_id: UUID, key: str) -> None:
    db.session.execute(delete(Draft).where(Draft.user_id == user_id, Draft.key == key))


def expire(at: datetime) -> int:
    return db.affect(delete(Draft).where(Draft.saved_at < at - KEPT))
