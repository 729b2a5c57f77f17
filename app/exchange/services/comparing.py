"""What each staged row would do to the register: new, changed field by field, unchanged, or why not."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.core.context import Context
from app.core.errors import DomainError
from app.core.words import N_
from app.exchange import plain
from app.exchange.kinds import KINDS
from app.exchange.kinds.base import Desk
from app.exchange.models import BatchState, ImportBatch, ImportRow, Outcome
from app.exchange.queries import table_of
from app.exchange.reading.rows import Problem, TypedRow, typed_rows
from app.exchange.services.staging import header_of, require_open, sheet_of

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


def compare(ctx: Context, batch: ImportBatch) -> list[Finding]:
    """Look at every row and keep what was found for the screen."""
    require_open(batch)
    rows = {row.number: row for row in table_of(batch)}
    found = findings(ctx, batch, rows)
    for finding in found:
        _keep(rows[finding.number], finding)
    seen = {finding.number for finding in found}
    for number, row in rows.items():
        if number not in seen:  # nothing stands in a mapped column
            row.outcome, row.problems, row.changes, row.label = Outcome.UNCHANGED, [], {}, ""
    batch.counts = dict(Counter(row.outcome.value for row in rows.values() if row.outcome))
    batch.state = BatchState.COMPARED
    batch.compared_at = ctx.at
    return found


def _keep(row: ImportRow, finding: Finding) -> None:
    row.outcome = finding.outcome
    row.label = finding.label[:300]
    row.record_id = finding.record_id
    row.changes = dict(finding.changes)
    row.problems = [dict(problem) for problem in finding.problems]


def findings(ctx: Context, batch: ImportBatch, rows: Mapping[int, ImportRow]) -> list[Finding]:
    kind = KINDS[batch.kind]
    desk = kind.open(ctx, batch.is_adding_parties)
    examiner = _Examiner(desk, is_clearing=batch.is_clearing)
    typed = typed_rows(sheet_of(batch), header_of(batch), kind.fields(), batch.mapping)
    return [examiner.examine(row, rows[row.number]) for row in typed]


class _Examiner:
    """Goes through a file from top to bottom and remembers which records its rows spoke of."""

    def __init__(self, desk: Desk, *, is_clearing: bool) -> None:
        self.desk, self.is_clearing = desk, is_clearing
        self.rows_by_key: dict[Any, int] = {}

    def examine(self, typed: TypedRow, row: ImportRow) -> Finding:
        values = self._stated(typed.values)
        label = self.desk.label(values)
        if typed.problems:
            return Finding(typed.number, Outcome.ERROR, label, problems=tuple(map(_problem, typed.problems)))
        twice = self._met_before(typed.number, values)
        if twice:
            return Finding(typed.number, Outcome.DUPLICATE, label, values, problems=(twice,))
        try:
            return self._against_register(typed.number, label, values, is_confirmed=row.is_confirmed)
        except DomainError as error:
            return Finding(typed.number, Outcome.ERROR, label, values, problems=(_refusal(error),))

    def _stated(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What the row says: an empty cell says nothing, unless empty cells empty their fields."""
        return {
            key: value
            for key, value in values.items()
            if self.is_clearing or not plain.is_empty(plain.of_value(value))
        }

    def _met_before(self, number: int, values: Mapping[str, Any]) -> dict[str, Any]:
        key = self.desk.key(values)
        if key is None:
            return {}
        first = self.rows_by_key.setdefault(key, number)
        return {} if first == number else {"message": TWICE, "params": {"row": first}}

    def _against_register(
        self, number: int, label: str, values: Mapping[str, Any], *, is_confirmed: bool
    ) -> Finding:
        match = self.desk.match(values)
        why = {"message": match.conflict or match.alike, "params": dict(match.params)}
        if match.conflict:
            return Finding(number, Outcome.CONFLICT, label, values, problems=(why,))
        if match.record_id is None:
            if match.alike and not is_confirmed:
                return Finding(number, Outcome.DUPLICATE, label, values, problems=(why,))
            self.desk.check(values, None)
            added = {key: [None, plain.of_value(value)] for key, value in values.items()}
            return Finding(number, Outcome.NEW, label, values, changes=_filled(added))
        return self._against_record(number, label, values, match.record_id)

    def _against_record(self, number: int, label: str, values: Mapping[str, Any], record_id: UUID) -> Finding:
        present = self.desk.current(record_id)
        changes = _differences(present, values)
        if not changes:
            return Finding(number, Outcome.UNCHANGED, label, values, record_id)
        self.desk.check({**present, **values}, record_id)
        return Finding(number, Outcome.CHANGED, label, values, record_id, changes)


def _filled(changes: dict[str, list[Any]]) -> dict[str, list[Any]]:
    return {key: pair for key, pair in changes.items() if not plain.is_empty(pair[1])}


def _differences(present: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, list[Any]]:
    found = {}
    for key, value in values.items():
        before, after = plain.of_value(present.get(key)), plain.of_value(value)
        if before != after and not (plain.is_empty(before) and plain.is_empty(after)):
            found[key] = [before, after]
    return found


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
