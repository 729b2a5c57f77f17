"""People, units, grants. Sessions and sign-in counters are operational; see `sessions.py`."""

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from flask_security import UserMixin
from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from app.core import keys
from app.core.audit import Audited
from app.core.columns import Retention, business, personal, secret, technical
from app.core.model import Entity, SortText, Versioned
from app.identity.roles import Role


class Unit(Audited, Versioned, Entity):
    """部署（部店・グループ会社）: a tree; a grant on a unit includes its descendants."""

    __tablename__ = "unit"
    code: Mapped[str] = business(unique=True)
    name: Mapped[str] = business()
    name_kana: Mapped[str] = business(default="")
    parent_id: Mapped[UUID | None] = business(ForeignKey("unit.id"))
    # Ids from the root down to itself, "/a/b/": the subtree is everything that begins with it.
    path: Mapped[str] = technical(SortText, index=True)
    sort_key: Mapped[str] = technical(SortText, index=True)
    # A group company is an organisation too; the register lies above, so only its id is known here.
    organisation_id: Mapped[UUID | None] = business()
    from_on: Mapped[date | None] = business()
    until_on: Mapped[date | None] = business()

    @property
    def depth(self) -> int:
        return self.path.count("/") - 2


class UnitSuccession(Audited, Entity):
    """旧部署 → 新部署: units are split and merged, and what they owned is found through this."""

    __tablename__ = "unit_succession"
    __table_args__ = (UniqueConstraint("old_id", "new_id", name="uq_unit_succession_old_id"),)
    audit_root: ClassVar[tuple[str, str] | None] = ("old_id", "unit")
    old_id: Mapped[UUID] = business(ForeignKey("unit.id"))
    new_id: Mapped[UUID] = business(ForeignKey("unit.id"), index=True)
    on: Mapped[date] = business()


class User(Audited, Versioned, Entity, UserMixin):  # type: ignore[misc]
    """A person with an account of their own. Deactivated, never deleted."""

    __tablename__ = "user"
    email: Mapped[str] = personal(unique=True)
    name: Mapped[str] = personal()
    name_kana: Mapped[str] = personal(default="")
    sort_key: Mapped[str] = personal(SortText, index=True, default="")
    title: Mapped[str] = personal(default="")
    # Set for a vendor's own person: the organisation whose rows they see.
    organisation_id: Mapped[UUID | None] = business(index=True)
    active: Mapped[bool] = business(default=True)
    deactivated_at: Mapped[datetime | None] = business()
    language: Mapped[str] = business(default="ja")
    date_style: Mapped[str] = business(default="iso")
    is_demonstration: Mapped[bool] = technical(default=False)

    fs_uniquifier: Mapped[str] = secret(unique=True)
    password: Mapped[str | None] = secret()
    tf_primary_method: Mapped[str | None] = business()
    sealed_totp: Mapped[str | None] = secret()
    mf_recovery_codes: Mapped[list[str] | None] = secret(JSON)

    roles: ClassVar[list[Any]] = []  # type: ignore[misc]  # the library's own roles are not used: grants are
    # Set by `security.py`, as a model knows no database: is the account locked, is this its password.
    lock_check: ClassVar[Callable[["User"], bool]]
    password_check: ClassVar[Callable[["User", str], bool]]

    def is_locked(self, form_error: list[str] | None = None) -> bool:
        is_locked = type(self).lock_check(self)
        if is_locked and form_error is not None:
            form_error.append("locked")  # the page shows its generic answer instead
        return is_locked

    def verify_and_update_password(self, password: str) -> bool:
        return type(self).password_check(self, password)

    def verify_auth_token(self, _data: Any) -> bool:
        return False  # a bearer token would live beside our sessions

    @property
    def tf_totp_secret(self) -> str | None:
        """Stored sealed, bound to this row and column."""
        if self.sealed_totp is None:
            return None
        return keys.ring.decrypt(self.sealed_totp, "user", str(self.id), "sealed_totp")

    @tf_totp_secret.setter
    def tf_totp_secret(self, value: str | None) -> None:
        sealed = None if value is None else keys.ring.encrypt(value, "user", str(self.id), "sealed_totp")
        self.sealed_totp = sealed

    @property
    def lacks_recovery_codes(self) -> bool:
        """A persona of the demonstration comes in by a door of its own and needs none."""
        return bool(self.tf_primary_method) and not self.mf_recovery_codes and not self.is_demonstration

    @property
    def is_vendor(self) -> bool:
        return self.organisation_id is not None


class GrantState(StrEnum):
    REQUESTED = "requested"
    ACTIVE = "active"
    REFUSED = "refused"
    ENDED = "ended"


class Grant(Audited, Versioned, Entity):
    """One role in one unit, for some time. Several at once are 兼務."""

    __tablename__ = "role_grant"
    __table_args__ = (Index("ix_role_grant_user", "user_id", "state"),)
    audit_root: ClassVar[tuple[str, str] | None] = ("user_id", "user")
    user_id: Mapped[UUID] = business(ForeignKey("user.id"))
    role: Mapped[Role] = business()
    unit_id: Mapped[UUID] = business(ForeignKey("unit.id"), index=True)
    from_on: Mapped[date] = business()
    until_on: Mapped[date | None] = business()
    state: Mapped[GrantState] = business()
    requested_by_id: Mapped[UUID | None] = business()
    decided_by_id: Mapped[UUID | None] = business()
    unit: Mapped[Unit] = relationship(lazy="joined")


class StandIn(Audited, Versioned, Entity):
    """代行: while it lasts, the deputy holds the grants of the absent person."""

    __tablename__ = "stand_in"
    audit_root: ClassVar[tuple[str, str] | None] = ("user_id", "user")
    user_id: Mapped[UUID] = business(ForeignKey("user.id"), index=True)
    deputy_id: Mapped[UUID] = business(ForeignKey("user.id"), index=True)
    from_on: Mapped[date] = business()
    until_on: Mapped[date] = business()
    reason: Mapped[str] = business()
    state: Mapped[GrantState] = business()
    requested_by_id: Mapped[UUID | None] = business()
    decided_by_id: Mapped[UUID | None] = business()


class HandOverState(StrEnum):
    PLANNED = "planned"
    DONE = "done"
    CANCELLED = "cancelled"


class HandOver(Audited, Versioned, Entity):
    """引継ぎ: on a day, what one person owns becomes another's. Half of a bank moves each April and October."""

    __tablename__ = "hand_over"
    audit_root: ClassVar[tuple[str, str] | None] = ("from_user_id", "user")
    from_user_id: Mapped[UUID] = business(ForeignKey("user.id"), index=True)
    to_user_id: Mapped[UUID] = business(ForeignKey("user.id"))
    on: Mapped[date] = business()
    reason: Mapped[str] = business()
    state: Mapped[HandOverState] = business(index=True)
    planned_by_id: Mapped[UUID | None] = business()
    moved: Mapped[dict[str, int] | None] = business(JSON)


class Invitation(Entity):
    """A one-time link to set a password and a second factor. Only its hash is stored."""

    __tablename__ = "invitation"
    user_id: Mapped[UUID] = technical(ForeignKey("user.id"), index=True, retention=Retention.SHORT)
    token_hash: Mapped[str] = secret(unique=True, retention=Retention.SHORT)
    created_at: Mapped[datetime] = technical(retention=Retention.SHORT)
    expires_at: Mapped[datetime] = technical(retention=Retention.SHORT)
    used_at: Mapped[datetime | None] = technical(retention=Retention.SHORT)


class SignInState(Entity):
    """Counters of sign-in, and when the person was last seen: operational, by the user's id."""

    __tablename__ = "sign_in_state"
    user_id: Mapped[UUID] = technical(ForeignKey("user.id"), unique=True, retention=Retention.ACCOUNT)
    failures: Mapped[int] = technical(default=0, retention=Retention.ACCOUNT)
    first_failure_at: Mapped[datetime | None] = technical(retention=Retention.ACCOUNT)
    locked_until: Mapped[datetime | None] = technical(retention=Retention.ACCOUNT)
    last_totp_step: Mapped[int | None] = technical(retention=Retention.ACCOUNT)
    last_sign_in_at: Mapped[datetime | None] = technical(retention=Retention.ACCOUNT)
    last_seen_at: Mapped[datetime | None] = technical(retention=Retention.ACCOUNT)


class WebSession(Entity):
    """A signed-in browser. The cookie carries a token of which only the hash is here."""

    __tablename__ = "web_session"
    token_hash: Mapped[str] = secret(unique=True, retention=Retention.SHORT)
    user_id: Mapped[UUID | None] = technical(index=True, retention=Retention.SHORT)
    sealed: Mapped[str] = secret(retention=Retention.SHORT)
    # Permissions with their units as they were when the session began, and until when they hold.
    grants: Mapped[str] = technical(default="", retention=Retention.SHORT)
    grants_until_on: Mapped[date | None] = technical(retention=Retention.SHORT)
    created_at: Mapped[datetime] = technical(retention=Retention.SHORT)
    seen_at: Mapped[datetime] = technical(index=True, retention=Retention.SHORT)
    address: Mapped[str] = personal(default="", retention=Retention.SHORT)
    browser: Mapped[str] = personal(default="", retention=Retention.SHORT)
