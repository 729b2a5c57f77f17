"""Number, time and sign the events of a transaction in one step, just before it commits.

The head row is locked here and nowhere earlier: it is the last lock any transaction takes, so writers
queue for microseconds and cannot deadlock on it (model.md §5 has the figures).
"""

import base64
import hashlib
import itertools
import json
import os
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, event, insert, inspect, select, update
from sqlalchemy.orm import Session, SessionTransaction

from app.core import keys
from app.core.audit import head as head_file
from app.core.audit.collect import Change, Claim, explained, forget
from app.core.audit.models import AuditEvent, AuditHead, AuditValues
from app.core.columns import DataClass
from app.core.logs import log
from app.core.model import Entity

NEW_HEAD = "audit_new_head"
REASON = "_reason"
FIRST = "0" * 64


def canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(salt: str, pair: list[Any]) -> str:
    """Salted, so that a short value cannot be guessed from its digest after it was erased."""
    return hashlib.sha256(f"{salt}\x1f{canonical(pair)}".encode()).hexdigest()


def signed_text(body: str, previous: str) -> bytes:
    return f"{previous}\n{body}".encode()


@event.listens_for(Session, "before_commit")
def _write_events(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    changes = explained(session)
    if changes:
        session.info[NEW_HEAD] = append(session.connection(), changes)
    # Not before: a second commit after a refused one must be refused again.
    forget(session)


_acts = itertools.count(1)
_latest = 0


def acts_here() -> int:
    """How many acts this process has committed: whoever keeps something for a moment asks whether it still holds."""
    return _latest


@event.listens_for(Session, "after_commit")
def _remember_head(session: Session) -> None:
    new_head = session.info.pop(NEW_HEAD, None) if not session.in_nested_transaction() else None
    if new_head is None:
        return
    global _latest  # noqa: PLW0603 - a counter of the process
    _latest = next(_acts)
    try:
        head_file.write(*new_head)
    except OSError as error:
        # The act is stored; the next commit brings the file up to date.
        log.error("head file", error=error)


@event.listens_for(Session, "after_transaction_end")
def _forget_head(session: Session, transaction: SessionTransaction) -> None:
    # Of a commit that failed: the file must never name a number that the database may not hold.
    if transaction.parent is None:
        session.info.pop(NEW_HEAD, None)


def append(connection: Connection, changes: list[tuple[Claim, Change]]) -> tuple[int, str, datetime]:
    """Write the events under the head's lock and move the head."""
    number, previous, last_at = connection.execute(
        select(AuditHead.number, AuditHead.signature, AuditHead.at).where(AuditHead.id == 1).with_for_update()
    ).one()
    at = max(datetime.now(UTC), last_at)
    events, values = [], []
    for claim, change in changes:
        number += 1
        row, content = _event(number, at, previous, claim, change)
        previous = row["signature"]
        events.append(row)
        values.append({"number": number, "content": canonical(content)})
    connection.execute(insert(AuditEvent), events)
    connection.execute(insert(AuditValues), values)
    connection.execute(
        update(AuditHead).where(AuditHead.id == 1).values(number=number, signature=previous, at=at)
    )
    return number, previous, at


def _event(
    number: int, at: datetime, previous: str, claim: Claim, change: Change
) -> tuple[dict[str, Any], dict[str, Any]]:
    fields = dict(change.fields)
    if claim.reason:
        fields[REASON] = [None, claim.reason]
    content, digests = {}, {}
    for name, pair in fields.items():
        digests[name], content[name] = _seal(change, name, pair)
    row = {
        "number": number,
        "act_id": claim.ctx.act_id,
        "at": at,
        "event": claim.event,
        "subject_type": change.key[0],
        "subject_id": change.key[1],
        "root_type": change.root[0],
        "root_id": change.root[1],
        "actor_id": claim.ctx.actor_id,
        "actor_kind": claim.ctx.actor_kind.value,
    }
    kind = (
        "new"
        if change.is_new
        else "deleted"
        if change.is_deleted
        else "changed"
        if change.fields
        else "noted"
    )
    body = canonical({**{k: plain(v) for k, v in row.items()}, "kind": kind, "fields": digests})
    key_id, signature = keys.ring.sign("audit", signed_text(body, previous))
    return {**row, "body": body, "previous": previous, "key_id": key_id, "signature": signature}, content


def plain(value: Any) -> Any:
    if value is None or isinstance(value, int | str):
        return value
    return (
        value.astimezone(UTC).isoformat(timespec="microseconds")
        if isinstance(value, datetime)
        else str(value)
    )


def _seal(change: Change, name: str, pair: list[Any]) -> tuple[str, dict[str, str | list[Any]]]:
    """Digest for the chain, and what lies beside it: plain, encrypted (personal) or nothing (secret)."""
    salt = base64.b64encode(os.urandom(12)).decode()
    data_class = DataClass.PERSONAL if name == REASON else _class_of(change.model, name)
    if data_class == DataClass.SECRET:
        shown: list[Any] = [None if side is None else "•" for side in pair]
        return digest_of(salt, shown), {"s": salt, "v": shown}
    if data_class == DataClass.PERSONAL:
        sealed = keys.ring.encrypt(canonical(pair), "audit_values", change.key[0], str(change.key[1]), name)
        return digest_of(salt, pair), {"s": salt, "c": sealed}
    return digest_of(salt, pair), {"s": salt, "v": pair}


def _class_of(model: type[Entity], name: str) -> DataClass:
    column = inspect(model).column_attrs[name].columns[0]
    return DataClass(column.info["data_class"])
