"""Walk the log from its first event and name the first link that does not hold."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from app.core import keys
from app.core.audit.chain import FIRST, digest_of, plain, signed_text
from app.core.audit.erase import AuditAct
from app.core.audit.head import Head
from app.core.audit.models import AuditErasure, AuditEvent, AuditHead, AuditValues

BATCH = 2000

_Erasing = tuple[UUID, str, UUID]  # act, type and id of the record whose values it erased


@dataclass
class Report:
    """`broken_at` is the first number that does not hold; None means the log is whole up to `last`."""

    last: int = 0
    broken_at: int | None = None
    problem: str = ""
    erased: list[tuple[int, str, UUID]] = field(default_factory=list)
    erasing: list[tuple[int, _Erasing]] = field(default_factory=list, repr=False)
    warnings: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return self.broken_at is None

    def breaks(self, number: int, problem: str) -> "Report":
        self.broken_at, self.problem = number, problem
        return self


def verify(connection: Connection, outside_heads: list[Head]) -> Report:
    """Check numbers, signatures, columns, values, and that the chain reaches each head kept outside."""
    report = Report()
    erasures = {
        (number, name): act_id
        for number, name, act_id in connection.execute(
            select(AuditErasure.number, AuditErasure.field, AuditErasure.act_id)
        )
    }
    signatures = {head.number: head.signature for head in outside_heads}
    previous = FIRST
    acts: set[_Erasing] = set()
    for row in _events(connection):
        if row.number != report.last + 1:
            return report.breaks(
                min(row.number, report.last + 1),
                f"missing: number {report.last + 1} is not there, the next one is {row.number}",
            )
        problem = _check_event(row, previous) or _check_content(row, erasures, report)
        if problem:
            return report.breaks(row.number, problem)
        if row.event == AuditAct.VALUES_ERASED:
            acts.add((row.act_id, row.subject_type, row.subject_id))
        if signatures.get(row.number, row.signature) != row.signature:
            return report.breaks(row.number, "rewritten: the head kept outside names another signature here")
        previous, report.last = row.signature, row.number
    report = _check_heads(connection, report, previous, outside_heads)
    return report if report.broken_at is not None else _check_erasures(report, acts)


def _events(connection: Connection) -> Iterator[Any]:
    query = (
        select(*AuditEvent.__table__.c, AuditValues.content)
        .outerjoin(AuditValues, AuditValues.number == AuditEvent.number)
        .order_by(AuditEvent.number)
        .limit(BATCH)
    )
    after: int | None = None
    while True:
        rows = connection.execute(query if after is None else query.where(AuditEvent.number > after)).all()
        yield from rows
        if len(rows) < BATCH:
            return
        after = rows[-1].number


def _check_event(row: Any, previous: str) -> str:
    if row.previous != previous:
        return "does not follow the event before it (reordered, inserted or rewritten)"
    try:
        _, signature = keys.ring.sign("audit", signed_text(row.body, row.previous), row.key_id)
    except keys.KeyProblem as problem:
        return str(problem)
    if signature != row.signature:
        return "changed: its text does not bear its signature"
    return ""


def _check_content(row: Any, erasures: dict[tuple[int, str], UUID], report: Report) -> str:
    body = json.loads(row.body)
    try:
        return _check_columns(row, body) or _check_values(row, body["fields"], erasures, report)
    except (AttributeError, KeyError, TypeError, ValueError):
        return "changed: its values are not in the form in which they were written"


def _check_columns(row: Any, body: dict[str, Any]) -> str:
    actor_id = None if row.actor_id is None else str(row.actor_id)
    # Spelt out: this runs once for each event that there ever was.
    columns = (
        row.number, str(row.act_id), plain(row.at), row.event, row.subject_type, str(row.subject_id),
        row.root_type, str(row.root_id), actor_id, row.actor_kind,
    )  # fmt: skip
    for name, value in zip(_COLUMNS, columns, strict=True):
        if body[name] != value:
            return f"changed: column {name} differs from the signed text"
    return ""


_COLUMNS = (
    "number", "act_id", "at", "event", "subject_type", "subject_id",
    "root_type", "root_id", "actor_id", "actor_kind",
)  # fmt: skip


def _check_values(
    row: Any, digests: dict[str, str], erasures: dict[tuple[int, str], UUID], report: Report
) -> str:
    if row.content is None:
        return "changed: its values are gone"
    content = json.loads(row.content)
    if set(content) - set(digests):
        return "changed: it has values that the signed text does not know"
    for name, digest in digests.items():
        kept = content.get(name)
        if kept is None or not ({"v", "c"} & set(kept)):
            if (row.number, name) not in erasures:
                return f"changed: the value of {name} is gone and no act erased it"
            act_id = erasures[row.number, name]
            report.erased.append((row.number, name, act_id))
            report.erasing.append((row.number, (act_id, row.subject_type, row.subject_id)))
            continue
        try:
            pair = open_pair(kept, row.subject_type, row.subject_id, name)
        except keys.KeyProblem:
            return f"changed: the value of {name} does not open"
        if digest_of(kept["s"], pair) != digest:
            return f"changed: the value of {name} is not the one that was signed"
    return ""


def open_pair(kept: dict[str, Any], subject_type: str, subject_id: UUID, name: str) -> list[Any]:
    """[before, after] of a field as it lies beside the chain."""
    if "v" in kept:
        return list(kept["v"])
    return list(json.loads(keys.ring.decrypt(kept["c"], "audit_values", subject_type, str(subject_id), name)))


def _check_heads(connection: Connection, report: Report, last_signature: str, outside: list[Head]) -> Report:
    row = connection.execute(
        select(AuditHead.number, AuditHead.signature).where(AuditHead.id == 1)
    ).one_or_none()
    if row is None or (row.number, row.signature) != (report.last, last_signature):
        known = "nothing" if row is None else row.number
        at = report.last + 1 if row is None or row.number > report.last else report.last
        return report.breaks(at, f"the head in the database says {known}, the log ends at {report.last}")
    for head in outside:
        if head.number > report.last:
            return report.breaks(
                report.last + 1,
                f"truncated: the head kept outside knows {head.number}, the log ends at {report.last}",
            )
    if not outside:
        report.warnings.append("no head is kept outside the database: a truncation could not be seen")
    return report


def _check_erasures(report: Report, acts: set[_Erasing]) -> Report:
    """A list of erasures proves nothing by itself: the act must stand in the log, for that record."""
    for number, erasing in report.erasing:
        if erasing not in acts:
            return report.breaks(number, "changed: a value is gone, and the log has no act that erased it")
    return report
