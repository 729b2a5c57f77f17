"""Every column says what kind of data it holds and how long it is kept.

The audit log, exports, erasure and the search for leaked canaries read this from `column.info`. A column that
fewer may read than its record names the permission by `seen_with`: every history masks it for the others.
"""

from enum import StrEnum
from typing import Any

from sqlalchemy.orm import MappedColumn, mapped_column


class DataClass(StrEnum):
    TECHNICAL = "technical"  # keys, counters, states of the machinery
    BUSINESS = "business"
    PERSONAL = "personal"  # of a natural person: encrypted in the audit log
    SECRET = "secret"  # noqa: S105 - a class of data; the audit log says only "changed"


class Retention(StrEnum):
    RECORD = "record"  # as long as the institution's document rule says
    AUDIT = "audit"  # with the audit log
    ACCOUNT = "account"  # while the account can sign in
    SHORT = "short"  # days: sessions, drafts, idempotency keys, mails that went out


def _column(
    data_class: DataClass, retention: Retention, args: tuple[Any, ...], kw: dict[str, Any]
) -> MappedColumn[Any]:
    info = {"data_class": data_class, "retention": retention, "audited": kw.pop("audited", True)}
    if seen_with := kw.pop("seen_with", None):
        info["seen_with"] = str(seen_with)
    return mapped_column(*args, info=info, **kw)


def technical(*args: Any, retention: Retention = Retention.RECORD, **kw: Any) -> MappedColumn[Any]:
    return _column(DataClass.TECHNICAL, retention, args, kw)


def business(*args: Any, retention: Retention = Retention.RECORD, **kw: Any) -> MappedColumn[Any]:
    return _column(DataClass.BUSINESS, retention, args, kw)


def personal(*args: Any, retention: Retention = Retention.RECORD, **kw: Any) -> MappedColumn[Any]:
    return _column(DataClass.PERSONAL, retention, args, kw)


def secret(*args: Any, retention: Retention = Retention.ACCOUNT, **kw: Any) -> MappedColumn[Any]:
    return _column(DataClass.SECRET, retention, args, kw)
