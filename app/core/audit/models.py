"""Tables of the audit log. `audit_event` is chained and append-only; the values lie beside it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, Integer
from sqlalchemy.orm import Mapped

from app.core.columns import Retention, business, personal, technical
from app.core.model import Entity, Model


class AuditEvent(Model):
    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_subject", "subject_type", "subject_id", "number"),
        Index("ix_audit_event_root", "root_type", "root_id", "number"),
        Index("ix_audit_event_at", "at"),
        Index("ix_audit_event_actor", "actor_id", "number"),
    )
    number: Mapped[int] = technical(
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=False,
        retention=Retention.AUDIT,
    )
    act_id: Mapped[UUID] = technical(retention=Retention.AUDIT)
    at: Mapped[datetime] = technical(retention=Retention.AUDIT)
    event: Mapped[str] = business(retention=Retention.AUDIT)
    subject_type: Mapped[str] = technical(retention=Retention.AUDIT)
    subject_id: Mapped[UUID] = technical(retention=Retention.AUDIT)
    root_type: Mapped[str] = technical(retention=Retention.AUDIT)
    root_id: Mapped[UUID] = technical(retention=Retention.AUDIT)
    actor_id: Mapped[UUID | None] = technical(retention=Retention.AUDIT)
    actor_kind: Mapped[str] = technical(retention=Retention.AUDIT)
    # The signed text: canonical JSON, kept as text because jsonb would reorder its keys.
    body: Mapped[str] = business(retention=Retention.AUDIT)
    previous: Mapped[str] = technical(retention=Retention.AUDIT)
    key_id: Mapped[str] = technical(retention=Retention.AUDIT)
    signature: Mapped[str] = technical(retention=Retention.AUDIT)


class AuditValues(Model):
    """Before and after of each field of one event: {field: {s: salt, v: [before, after]} | {s, c: sealed}}."""

    __tablename__ = "audit_values"
    number: Mapped[int] = technical(
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=False,
        retention=Retention.AUDIT,
    )
    content: Mapped[str] = business(retention=Retention.AUDIT)


class AuditErasure(Entity):
    """Which value was erased, by which act: the chain stays whole, and verification can say so."""

    __tablename__ = "audit_erasure"
    __table_args__ = (Index("ix_audit_erasure_number", "number"),)
    number: Mapped[int] = technical(BigInteger, retention=Retention.AUDIT)
    field: Mapped[str] = technical(retention=Retention.AUDIT)
    act_id: Mapped[UUID] = technical(retention=Retention.AUDIT)


class AuditHead(Model):
    """One row: the last number and signature. Locked last in every writing transaction."""

    __tablename__ = "audit_head"
    id: Mapped[int] = technical(primary_key=True, autoincrement=False, retention=Retention.AUDIT)
    number: Mapped[int] = technical(BigInteger, retention=Retention.AUDIT)
    signature: Mapped[str] = technical(retention=Retention.AUDIT)
    at: Mapped[datetime] = technical(retention=Retention.AUDIT)


class SecurityEvent(Entity):
    """Failed sign-ins, refusals, privileged sign-ins: written in a transaction of their own."""

    __tablename__ = "security_event"
    __table_args__ = (Index("ix_security_event_at", "at"),)
    at: Mapped[datetime] = technical(retention=Retention.AUDIT)
    kind: Mapped[str] = technical(retention=Retention.AUDIT)
    user_id: Mapped[UUID | None] = technical(retention=Retention.AUDIT)
    address: Mapped[str] = personal(retention=Retention.AUDIT)
    detail: Mapped[str] = technical(retention=Retention.AUDIT)
