"""What each staged row would do to the register: new, changed field by field, unchanged, or why not."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError
from app.core.words import N_
from app.exchange import plain
from app.exchange.kinds import KINDS
from app.exchange.kinds.base import Desk, Match
from app.exchange.kinds.faults import faults_of
from app.exchange.models import BatchState, ImportBatch, ImportRow, Outcome
from app.exchange.queries import rows_like, table_of, tally
from app.exchange.reading.mapping import Field
from app.exchange.reading.rows import Problem, TypedRow, typed_rows
from app.exchange.reading.values import ValueProblem
from app.exchange.services.staging import header_of, require_open, sheet_of

LEFT_OUT = "left_out"
NOT_COMPARED = N_("Look at the differences first.")
TWICE = N_("Row %(row)s of this file is the same record already.")


@dataclass(frozen=True)
class Finding:
    """What one row would do. `values` is what it states, `problems` why it cannot be done."""

    number: int
    outcome: Outcome
    label: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    record_id: UUID | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Mapping[str, Any], ...] = ()
    known_by: str = ""


def compare(ctx: Context, batch: ImportBatch) -> list[Finding]:
    """Look at every row and keep what was found for the screen."""
    require_open(batch)
    rows = {row.number: row for row in table_of(batch)}
    found = findings(ctx, batch, rows)
    for finding in found:
        _keep(rows[finding.number], finding)
    _keep_empty(rows, found)
    batch.counts = counted(rows.values())
    batch.state = BatchState.COMPARED
    batch.compared_at = ctx.at
    return found


def compare_again(ctx: Context, batch: ImportBatch, changed: Sequence[ImportRow]) -> None:
    """Look once more at rows that somebody changed, and at those that are, or were, the same record as they.

    Whoever holds the screen as it was before sees by the batch's version that it is out of date.
    """
    require_open(batch)
    if batch.state != BatchState.COMPARED:
        raise DomainError(NOT_COMPARED)
    desk = KINDS[batch.kind].open(ctx, batch.is_adding_parties)
    rows = _with_their_like(batch, {row.number: row for row in changed}, desk)
    found = _findings(batch, rows, desk)
    for finding in found:
        _keep(rows[finding.number], finding)
    _keep_empty(rows, found)
    db.session.flush()
    batch.counts = counted_by_database(batch)
    batch.updated_at = ctx.at


def _with_their_like(batch: ImportBatch, rows: dict[int, ImportRow], desk: Desk) -> dict[int, ImportRow]:
    """The rows and all that share a key or a record with one of them, as it was kept or as it is now."""
    new = rows
    while new:
        keys, records = set(), set()
        for row in new.values():
            found = _findings(batch, {row.number: row}, desk)
            keys |= {row.known_by, *(one.known_by for one in found)}
            records |= {row.record_id, *(one.record_id for one in found)}
        related = rows_like(batch, keys - {""}, [record for record in records if record])
        new = {row.number: row for row in related if row.number not in rows}
        rows = rows | new
    return rows


def _keep_empty(rows: Mapping[int, ImportRow], found: Sequence[Finding]) -> None:
    """Nothing stands in a mapped column of these."""
    for number in rows.keys() - {finding.number for finding in found}:
        _keep(rows[number], Finding(number, Outcome.UNCHANGED))


def counted(rows: Iterable[ImportRow]) -> dict[str, int]:
    return dict(Counter(LEFT_OUT if row.is_left_out else row.outcome.value for row in rows if row.outcome))


def counted_by_database(batch: ImportBatch) -> dict[str, int]:
    found: Counter[str] = Counter()
    for outcome, is_left_out, count in tally(batch):
        found[LEFT_OUT if is_left_out else outcome.value] += count
    return dict(found)


def _keep(row: ImportRow, finding: Finding) -> None:
    row.outcome = finding.outcome
    row.label = finding.label[:300]
    row.record_id = finding.record_id
    row.changes = dict(finding.changes)
    row.problems = [dict(problem) for problem in finding.problems]
    row.known_by = finding.known_by


def findings(ctx: Context, batch: ImportBatch, rows: Mapping[int, ImportRow]) -> list[Finding]:
    return _findings(batch, rows, KINDS[batch.kind].open(ctx, batch.is_adding_parties))


def _findings(batch: ImportBatch, rows: Mapping[int, ImportRow], desk: Desk) -> list[Finding]:
    fields = KINDS[batch.kind].fields()
    examiner = _Examiner(desk, fields, is_clearing=batch.is_clearing)
    sheet = sheet_of(batch, [rows[number] for number in sorted(rows)])
    typed = typed_rows(sheet, header_of(batch), fields, batch.mapping)
    return [examiner.examine(row, rows[row.number]) for row in typed]


class _Examiner:
    """Goes through a file from top to bottom and remembers which records its rows spoke of.

    A row that is left out speaks of nothing: it does not stand in the way of another for the same record.
    """

    def __init__(self, desk: Desk, fields: Sequence[Field], *, is_clearing: bool) -> None:
        self.desk, self.is_clearing = desk, is_clearing
        self.fields = {field.key: field for field in fields}
        self.rows_by_key: dict[Any, int] = {}
        self.rows_by_record: dict[Any, int] = {}

    def examine(self, typed: TypedRow, row: ImportRow) -> Finding:
        values = self._stated(typed.values)
        label = self.desk.label(values)
        if typed.problems:
            return self._refused(typed, label, values)
        try:
            values = dict(self.desk.settle(values))
            key = self.desk.key(values)
        except DomainError as error:
            return self._refused(typed, label, values, error)
        known_by = "" if key is None else hashlib.sha256(repr(key).encode()).hexdigest()
        first = self._first(self.rows_by_key, key, row)
        if first != row.number:
            twice = _twice(first)
            return Finding(row.number, Outcome.DUPLICATE, label, values, problems=(twice,), known_by=known_by)
        try:
            return replace(self._against_register(row, label, values), known_by=known_by)
        except DomainError as error:
            return replace(self._refused(typed, label, values, error), known_by=known_by)

    def _refused(
        self, typed: TypedRow, label: str, values: Mapping[str, Any], error: DomainError | None = None
    ) -> Finding:
        """Every bad cell at once: what could not be read, what nobody knows, and what does not go together."""
        unread = {problem.field for problem in typed.problems}
        faults = faults_of(self.desk, values, unread, error)
        problems = (*map(_problem, typed.problems), *map(_refusal, faults.found))
        return Finding(typed.number, Outcome.ERROR, label, values, faults.record_id, problems=problems)

    @staticmethod
    def _first(seen: dict[Any, int], key: Any, row: ImportRow) -> int:
        """The first row that speaks of this, which may be the row itself."""
        return row.number if key is None or row.is_left_out else seen.setdefault(key, row.number)

    def _stated(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What the row says: an empty cell says nothing, unless empty cells empty their fields."""
        return {
            key: value
            for key, value in values.items()
            if self.is_clearing or not plain.is_empty(plain.of_value(value))
        }

    def _against_register(self, row: ImportRow, label: str, values: Mapping[str, Any]) -> Finding:
        match = self.desk.match(values)
        if match.record_id is not None:
            return self._against_record(row, label, values, match.record_id, match)
        return self._without_record(row, label, values, match)

    def _without_record(self, row: ImportRow, label: str, values: Mapping[str, Any], match: Match) -> Finding:
        why = _doubt(match)
        if match.conflict:
            return Finding(row.number, Outcome.CONFLICT, label, values, problems=(why,))
        if match.alike and not row.is_confirmed:
            return Finding(row.number, Outcome.DUPLICATE, label, values, problems=(why,))
        self.desk.check(values, None)
        added = {key: [None, plain.of_value(value)] for key, value in values.items()}
        return Finding(row.number, Outcome.NEW, label, values, changes=_filled(added))

    def _against_record(
        self, row: ImportRow, label: str, values: Mapping[str, Any], record_id: UUID, match: Match
    ) -> Finding:
        number, first = row.number, self._first(self.rows_by_record, record_id, row)
        if first != number:
            twice = _twice(first)
            return Finding(number, Outcome.DUPLICATE, label, values, record_id, problems=(twice,))
        present = self.desk.current(record_id)
        changes = _differences(present, values, self.fields)
        if not changes:
            return Finding(number, Outcome.UNCHANGED, label, values, record_id)
        self.desk.check({**present, **values}, record_id)
        if match.alike and not row.is_confirmed:
            why = _doubt(match)
            return Finding(number, Outcome.CONFLICT, label, values, record_id, changes, problems=(why,))
        return Finding(number, Outcome.CHANGED, label, values, record_id, changes)


def _doubt(match: Match) -> dict[str, Any]:
    """Why it is not sure which record is meant, and those to look at."""
    why: dict[str, Any] = {"message": match.conflict or match.alike, "params": dict(match.params)}
    if match.may_be:
        why["records"] = [str(record_id) for record_id in match.may_be]
    return why


def _twice(first: int) -> dict[str, Any]:
    return {"message": TWICE, "params": {"row": first}}


def _filled(changes: dict[str, list[Any]]) -> dict[str, list[Any]]:
    return {key: pair for key, pair in changes.items() if not plain.is_empty(pair[1])}


def _differences(
    present: Mapping[str, Any], values: Mapping[str, Any], fields: Mapping[str, Field]
) -> dict[str, list[Any]]:
    found = {}
    for key, value in values.items():
        before, after = plain.of_value(present.get(key)), plain.of_value(value)
        if before == after or (plain.is_empty(before) and plain.is_empty(after)):
            continue
        if isinstance(before, str) and key in fields and _read_again(fields[key], before) == after:
            continue
        found[key] = [before, after]
    return found


def _read_again(field: Field, before: str) -> Any:
    """What a file makes of a text that was stored in another way: a page takes line breaks that a cell loses."""
    try:
        return plain.of_value(field.read(before))
    except ValueProblem:
        return before


def _problem(problem: Problem) -> dict[str, Any]:
    """A bad cell: where it is, what stands in it and why it cannot be taken."""
    return {
        "message": problem.message,
        "params": {key: _said(value) for key, value in problem.params.items()},
        "address": problem.address,
        "field": problem.field,
        "heading": problem.heading,
        "shown": problem.shown,
    }


def _refusal(error: DomainError) -> dict[str, Any]:
    params = {key: _said(value) for key, value in error.params.items()}
    return {"message": error.message, "params": params, "field": error.field or ""}


def _said(value: Any) -> Any:
    return value if isinstance(value, (str, int, float)) else str(value)
