"""What a workbook of a reference would change: item by item and paper by paper, in the fields that it speaks of."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any

from app.core.errors import DomainError
from app.core.words import N_
from app.exchange.reading.mapping import Field
from app.exchange.reading.rows import Problem
from app.exchange.reading.values import ValueProblem
from app.exchange.rules.reference_heads import Head, problem_of, told
from app.exchange.rules.reference_layouts import NOTE, PAPERS, Sort
from app.exchange.rules.reference_reading import Said, Table, problem_at, said
from app.exchange.rules.reference_values import Items, long_text
from app.references.models import PaperKind
from app.references.rules import numbers
from app.references.rules.facts import (
    MISSING_SAYS_NOTHING,
    NO_PAPER_TITLE,
    NOTHING_SAID,
    NUMBERED,
    UNKNOWN_NUMBERS,
    PaperFacts,
    RecordFacts,
    VersionFacts,
    checked_paper,
    checked_record,
    checked_version,
    paper_faults,
    record_faults,
)

# What a rule says of a form, said of a row of the file.
IN_FILE = {
    MISSING_SAYS_NOTHING: N_(
        "The number is not used, and an address stands beside it. Empty the cell of the address, or write the title of "
        "the paper."
    ),
    NO_PAPER_TITLE: N_(
        "The title of the paper is missing. Write it into this row, or “not used” where the number has none."
    ),
    NOTHING_SAID: N_(
        "This row would leave nothing of the item. Write something into it, or delete the row and let what is not in "
        "the file be removed."
    ),
    UNKNOWN_NUMBERS: N_(
        "Not in the list of papers: %(numbers)s. Add them to the list in the file, or correct the numbers in this cell."
    ),
}
# What was said of a paper under its title of before.
ADDRESS = "url"
OF_TITLE = (ADDRESS, "checked_on")


class Outcome(StrEnum):
    WRONG = "wrong"  # a cell cannot be taken, or a rule refuses what it says
    UNKNOWN = "unknown"  # the edition has no such item
    NEW = "new"
    CHANGED = "changed"
    ABSENT = "absent"  # recorded, and not in the file
    UNCHANGED = "unchanged"


REFUSED = frozenset({Outcome.WRONG, Outcome.UNKNOWN})
TAKEN = frozenset({Outcome.NEW, Outcome.CHANGED})


@dataclass(frozen=True)
class Difference:
    """`after` is what is stored when it is taken; `changes`: field → before and after; `kept`: field → what stays of
    a paper that gets another title, as the file says nothing of it."""

    sort: Sort
    outcome: Outcome
    key: str
    sheet: str = ""
    rows: tuple[int, ...] = ()
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    after: Any = None
    problems: tuple[Problem, ...] = ()
    kept: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Standing:
    """What is recorded: item → record, number → paper; and the items that the edition has."""

    records: Mapping[str, RecordFacts]
    papers: Mapping[tuple[PaperKind, str], PaperFacts]
    items: Items
    today: date
    head: VersionFacts | None = None


def compared(
    tables: Iterable[Table], standing: Standing, *, is_clearing: bool, head: Head | None = None
) -> list[Difference]:
    """Papers first: what they list is what records may refer to. Without a sheet of the head it stays."""
    by_sort = {table.sort: table for table in tables}
    found: list[Difference] = []
    listed = set(standing.papers)
    for sort, kind in PAPERS.items():
        if sort in by_sort:
            found += _Papers(by_sort[sort], standing, kind, is_clearing=is_clearing).differences()
    listed |= {one.after.key for one in found if one.outcome in TAKEN}
    if Sort.RECORDS in by_sort:
        records = _Records(
            by_sort[Sort.RECORDS], standing, _ordered(listed), is_clearing=is_clearing
        ).differences()
        found = [*records, *found]
    return found if head is None else [_of_head(head, standing, is_clearing=is_clearing), *found]


def _of_head(head: Head, standing: Standing, *, is_clearing: bool) -> Difference:
    """Premises and authors are one: what the sheet does not name stays as it is."""
    said, here, before = told(head), head.sheet.name, standing.head
    merging = _Merging(Sort.HEAD, here, head.fields, is_clearing=is_clearing)
    after = merging.after(said.values, before or VersionFacts())
    try:
        checked = checked_version(after, standing.today)
    except DomainError as error:
        problem = problem_of(head, error.field or head.fields[0].key, error.message, error.params)
        if all(one.address != problem.address for one in said.problems):
            said = replace(said, problems=(*said.problems, problem))
    if said.problems:
        return Difference(Sort.HEAD, Outcome.WRONG, "", here, said.rows, problems=said.problems)
    difference = merging.difference(said.rows, "", before or VersionFacts(), checked)
    is_new = before is None and difference.outcome is Outcome.CHANGED
    return replace(difference, outcome=Outcome.NEW) if is_new else difference


def _ordered(listed: Collection[tuple[PaperKind, str]]) -> list[tuple[PaperKind, str]]:
    """As papers are listed, and as the numbers of a record are stored."""
    order = numbers.in_order({number for _, number in listed})
    return [(kind, number) for kind in PaperKind for number in order if (kind, number) in listed]


class _Records:
    def __init__(
        self,
        table: Table,
        standing: Standing,
        listed: Collection[tuple[PaperKind, str]],
        *,
        is_clearing: bool,
    ) -> None:
        self.table, self.standing, self.listed = table, standing, listed
        self.merging = _Merging(table.sort, table.sheet.name, table.fields, is_clearing=is_clearing)

    def differences(self) -> list[Difference]:
        seen: set[str] = set()
        found = []
        for one in said(self.table):
            ref = self.standing.items.find(one.key) if one.key else None
            if ref is None and one.is_silent and not one.problems:
                continue  # a heading between the items, or a note below them
            if ref is not None:
                seen.add(ref)
            difference = self._of(one, ref)
            if difference is not None:
                found.append(difference)
        absent = [ref for ref in self.standing.records if ref not in seen]
        return [*found, *(Difference(Sort.RECORDS, Outcome.ABSENT, ref) for ref in absent)]

    def _of(self, one: Said, ref: str | None) -> Difference | None:
        here = self.table.sheet.name
        before = self.standing.records.get(ref) if ref is not None else None
        if ref is not None and before is None and one.is_silent and not one.problems:
            return None
        after = self.merging.after(one.values, before or RecordFacts())
        one = _with_faults(self.table, one, record_faults(after, self.listed))
        if ref is None and one.key:
            return Difference(Sort.RECORDS, Outcome.UNKNOWN, one.key, here, one.rows, problems=one.problems)
        if one.problems or ref is None:
            return _wrong(self.table, one, ref or "")
        return self.merging.difference(one.rows, ref, before, checked_record(after, self.listed))


class _Papers:
    def __init__(self, table: Table, standing: Standing, kind: PaperKind, *, is_clearing: bool) -> None:
        self.table, self.standing, self.kind = table, standing, kind
        self.recorded = [number for of, number in standing.papers if of == kind]
        self.merging = _Merging(table.sort, table.sheet.name, table.fields, is_clearing=is_clearing)

    def differences(self) -> list[Difference]:
        seen: set[str] = set()
        found = []
        for one in said(self.table):
            number = self._number(one.key)
            seen.add(number)
            found.append(self._of(one, number))
        absent = [number for number in self.recorded if number not in seen]
        return [*found, *(Difference(self.table.sort, Outcome.ABSENT, number) for number in absent)]

    def _number(self, key: str) -> str:
        """5 in the file is 05 of the list."""
        known, _ = numbers.resolve((key,), self.recorded) if key else ((), ())
        return known[0] if known else key

    def _of(self, one: Said, number: str) -> Difference:
        before = self.standing.papers.get((self.kind, number))
        blank = PaperFacts(kind=self.kind, number=number)
        after = self.merging.after(one.values, before or blank)
        one = _with_faults(self.table, one, paper_faults(after, self.standing.today))
        if one.problems:
            return _wrong(self.table, one, number)
        checked = checked_paper(after, self.standing.today)
        return _with_kept(self.merging.difference(one.rows, number, before, checked))


def _with_kept(found: Difference) -> Difference:
    if not found.after.title or not any(found.changes.get("title", ("",))[:1]):
        return found
    kept = {key: getattr(found.after, key) for key in OF_TITLE if key not in found.changes}
    return replace(found, kept={key: value for key, value in kept.items() if value})


class _Merging:
    """What stands there with what the file says of it."""

    def __init__(self, sort: Sort, sheet: str, fields: Iterable[Field], *, is_clearing: bool) -> None:
        self.sort, self.sheet, self.is_clearing = sort, sheet, is_clearing
        self.readers = {one.key: one for one in fields} | {NOTE: Field(NOTE, (NOTE,), long_text)}

    def after(self, said: Mapping[str, Any], before: Any) -> Any:
        empty = {each.name: each.default for each in fields(before)}
        stated = {key: value or empty[key] for key, value in said.items() if key in empty}
        own = stated.get(NOTE, "") if self._is_other_conformity(stated, before) else None
        if not self.is_clearing:
            stated = {key: value for key, value in stated.items() if value}
            # A number that gets a title is in use again.
            stated |= {"is_missing": False} if stated.get("title") else {}
        # Nothing stands behind a number that is not used, whether or not the file has a column for it.
        stated |= {"title": "", "url": stated.get("url", "")} if stated.get("is_missing") else {}
        # A note is said of one conformity: beside another one it would say what nobody wrote.
        stated |= {NOTE: own} if own is not None else {}
        return replace(
            before, **{k: v for k, v in stated.items() if not self._is_same(k, getattr(before, k), v)}
        )

    def _is_other_conformity(self, stated: Mapping[str, Any], before: Any) -> bool:
        return bool(stated.get("conformity")) and stated["conformity"] != before.conformity

    def _is_same(self, key: str, before: Any, after: Any) -> bool:
        """A page takes blanks and line breaks that a cell loses."""
        reader = self.readers.get(key)
        return before == after or (
            type(before) is str
            and bool(before)
            and reader is not None
            and (_read(reader, before) or "") == after
        )

    def difference(self, rows: tuple[int, ...], key: str, before: Any, after: Any) -> Difference:
        changes = {
            each.name: (getattr(before, each.name, None), getattr(after, each.name))
            for each in fields(after)
            if each.name not in ("kind", "number")
            and self._differs(each.name, getattr(before, each.name, each.default), getattr(after, each.name))
        }
        outcome = Outcome.NEW if before is None else Outcome.CHANGED if changes else Outcome.UNCHANGED
        return Difference(self.sort, outcome, key, self.sheet, rows, changes, after)

    def _differs(self, name: str, before: Any, after: Any) -> bool:
        """The order of numbers says nothing."""
        return bool(set(before) != set(after) if name in NUMBERED else before != after)


def _read(reader: Field, before: str) -> Any:
    try:
        return reader.read(before)
    except ValueProblem:
        return before


def _wrong(table: Table, one: Said, key: str) -> Difference:
    return Difference(table.sort, Outcome.WRONG, key, table.sheet.name, one.rows, problems=one.problems)


def _with_faults(table: Table, one: Said, faults: Iterable[DomainError]) -> Said:
    """Whoever corrects the row learns all of it at once: beside the cells that cannot be read, what a rule refuses.

    What a rule says of a cell that could not be read is no news; nor that nothing is said where such a cell is.
    """
    unread = {problem.address for problem in one.problems}
    found = []
    for error in faults:
        key = error.field or table.key
        at = ADDRESS if error.message == MISSING_SAYS_NOTHING else key
        message = IN_FILE.get(error.message, error.message)
        problem, rule = (problem_at(table, one.rows[0], each, message, error.params) for each in (at, key))
        if not unread & {problem.address, rule.address} and not (unread and error.field is None):
            found.append(problem)
    return replace(one, problems=(*one.problems, *found))


def digest_of(found: Collection[Difference], others: Iterable[str] = ()) -> str:
    """Changes when anything that the reader looked at would come out otherwise; `others`: what stood beside it."""
    lines = [f"{one.sort} {one.outcome} {one.key} {sorted(one.changes.items())}" for one in found]
    return hashlib.sha256("\n".join([*lines, *others]).encode()).hexdigest()


def counted(found: Iterable[Difference]) -> Iterator[tuple[Outcome, int]]:
    every = [one.outcome for one in found]
    yield from ((outcome, every.count(outcome)) for outcome in Outcome)
