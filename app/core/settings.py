"""The institution's settings: audited rows over defaults that each package declares."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import LazyString
from sqlalchemy import JSON, event, select
from sqlalchemy.orm import Mapped, Session, SessionTransaction

from app.core import audit
from app.core.audit import Audited
from app.core.columns import business
from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError
from app.core.model import Entity, Versioned
from app.core.words import N_

CACHE_SECONDS = 5.0
CHANGED = "settings_changed"


class SettingAct(StrEnum):
    CHANGED = "setting:value:changed"


class Setting(Audited, Versioned, Entity):
    __tablename__ = "setting"
    key: Mapped[str] = business(unique=True)
    value: Mapped[Any] = business(JSON)


@dataclass(frozen=True)
class Definition:
    """`is_proposal`: a level or cadence we propose, which the institution's compliance may change.

    A value that is more than a word or a number has a `check` that raises `DomainError`, and a `page` (an
    endpoint without arguments) where it is shown and edited.
    """

    key: str
    default: Any
    label: LazyString
    hint: LazyString | str = ""
    choices: Sequence[tuple[str, LazyString]] = ()
    is_proposal: bool = False
    minimum: int | None = None
    maximum: int | None = None
    check: Callable[[Any], None] | None = None
    page: str = ""


_definitions: dict[str, Definition] = {}
_cache: tuple[float, dict[str, Any]] = (0.0, {})


def define(*definitions: Definition) -> None:
    _definitions.update({d.key: d for d in definitions})


def definitions() -> list[Definition]:
    return list(_definitions.values())


def definition(key: str) -> Definition:
    return _definitions[key]


def get(key: str) -> Any:
    """The value in force. Read from the database at most every few seconds in each process."""
    return _stored().get(key, _definitions[key].default)


def forget() -> None:
    """Read again at the next `get`."""
    global _cache  # noqa: PLW0603 - a cache of the process
    _cache = (0.0, {})


def _stored() -> dict[str, Any]:
    global _cache  # noqa: PLW0603 - a cache of the process
    if CHANGED in db.session.info:
        return _read()  # the act sees what it did; nobody else may before it is stored
    read_at, values = _cache
    if time.monotonic() - read_at > CACHE_SECONDS or not read_at:
        values = _read()
        _cache = (time.monotonic(), values)
    return values


def _read() -> dict[str, Any]:
    return {row.key: row.value for row in db.session.execute(select(Setting.key, Setting.value))}


@event.listens_for(Session, "after_transaction_end")
def _forget_stored(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None and session.info.pop(CHANGED, False):
        forget()


def find(key: str) -> Setting | None:
    return db.session.scalars(select(Setting).where(Setting.key == key)).first()


def change(ctx: Context, key: str, value: Any, *, reason: str = "") -> Setting:
    """Store a value; what does not fit the definition is refused."""
    wanted = definition(key)
    _check(wanted, value)
    setting = find(key)
    if setting is None:
        setting = Setting(key=key, value=value)
        db.session.add(setting)
    else:
        setting.value = value
    audit.record(ctx, SettingAct.CHANGED, setting, reason=reason)
    db.session.info[CHANGED] = True
    return setting


def _check(wanted: Definition, value: Any) -> None:
    if wanted.check is not None:
        wanted.check(value)
        return
    if wanted.choices and value not in [key for key, _ in wanted.choices]:
        raise DomainError(N_("Choose one of the values offered."), wanted.key)
    if isinstance(wanted.default, int) and not isinstance(wanted.default, bool):
        low, high = wanted.minimum or 0, wanted.maximum or 10**9
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise DomainError(
                N_("Enter a whole number from %(low)s to %(high)s."), wanted.key, low=low, high=high
            )
    elif isinstance(wanted.default, bool):
        if not isinstance(value, bool):
            raise DomainError(N_("Choose one of the values offered."), wanted.key)
    elif isinstance(wanted.default, str) and not (isinstance(value, str) and value.strip()):
        raise DomainError(N_("Enter a value."), wanted.key)
