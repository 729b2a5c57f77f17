"""A form sent twice has one effect: the second sending gets the first one's result (trust.md §1, row 3)."""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import UniqueConstraint, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped

from app.core.columns import Retention, technical
from app.core.db import db
from app.core.errors import DomainError
from app.core.model import Entity
from app.core.words import N_

KEPT = timedelta(hours=48)


class IdempotencyKey(Entity):
    __tablename__ = "idempotency_key"
    __table_args__ = (UniqueConstraint("actor", "endpoint", "key", name="uq_idempotency_key_actor"),)
    actor: Mapped[str] = technical(retention=Retention.SHORT)
    endpoint: Mapped[str] = technical(retention=Retention.SHORT)
    key: Mapped[str] = technical(retention=Retention.SHORT)
    digest: Mapped[str] = technical(retention=Retention.SHORT)
    status: Mapped[int] = technical(retention=Retention.SHORT)
    location: Mapped[str] = technical(retention=Retention.SHORT)
    at: Mapped[datetime] = technical(index=True, retention=Retention.SHORT)


def digest_of(fields: list[tuple[str, str]]) -> str:
    return hashlib.sha256(repr(sorted(fields)).encode()).hexdigest()


def begin(actor: UUID | None, endpoint: str, key: str, digest: str, at: datetime) -> tuple[int, str] | None:
    """Claim the key in this transaction; if it was used, the status and address of its first result.

    Claimed first, so that two requests with one key queue on the unique index and never both act.
    """
    values = {
        "actor": str(actor or ""), "endpoint": endpoint, "key": key, "digest": digest,
        "status": 0, "location": "", "at": at,
    }  # fmt: skip
    dialect = sqlite if db.is_sqlite else postgresql
    statement = dialect.insert(IdempotencyKey).values(values).on_conflict_do_nothing()
    if db.session.execute(statement.returning(IdempotencyKey.id)).first() is not None:
        return None
    first = db.session.execute(
        select(IdempotencyKey.digest, IdempotencyKey.status, IdempotencyKey.location).where(
            IdempotencyKey.actor == values["actor"],
            IdempotencyKey.endpoint == endpoint,
            IdempotencyKey.key == key,
        )
    ).one()
    if first.digest != digest:
        raise DomainError(
            N_("This form was already sent with other content. Open the page again and repeat it.")
        )
    return first.status, first.location


def finish(actor: UUID | None, endpoint: str, key: str, status: int, location: str) -> None:
    db.session.execute(
        update(IdempotencyKey)
        .where(
            IdempotencyKey.actor == str(actor or ""),
            IdempotencyKey.endpoint == endpoint,
            IdempotencyKey.key == key,
        )
        .values(status=status, location=location)
        .execution_options(synchronize_session=False)
    )


def expire(at: datetime) -> int:
    return db.affect(delete(IdempotencyKey).where(IdempotencyKey.at < at - KEPT))
