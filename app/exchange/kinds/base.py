"""What a kind of record must say of itself to be imported and exported."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from app.core.context import Context
from app.exchange.kinds.faults import Faults
from app.exchange.reading.mapping import Field


@dataclass(frozen=True)
class Match:
    """Which record a row speaks of. `conflict` says why it cannot be told, `alike` names who it may be.

    With both a record and `alike` the record is known, and somebody must say that it is meant.

    `may_be` are the records that either speaks of, for the reader to look at.
    """

    record_id: UUID | None = None
    conflict: str = ""
    alike: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    may_be: Sequence[UUID] = ()


@dataclass(frozen=True)
class Accepted:
    """A row that will be applied: the values it states, for a recorded one (`record_id`) or a new one."""

    number: int
    values: Mapping[str, Any]
    record_id: UUID | None


class Desk(Protocol):
    """One run over a file: what is recorded is looked up once, not row by row."""

    def settle(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """The row with what it refers to in the register's own spelling; `DomainError` for what nobody knows."""

    def key(self, values: Mapping[str, Any]) -> Any:
        """What two rows of one file must not share; None where a row has nothing to be known by."""

    def match(self, values: Mapping[str, Any]) -> Match: ...

    def current(self, record_id: UUID) -> Mapping[str, Any]:
        """The record's fields as a row would state them."""

    def check(self, values: Mapping[str, Any], record_id: UUID | None) -> None:
        """Raise `DomainError` (with its field) for what the register would refuse; `values` is the whole."""

    def known_by(self, values: Mapping[str, Any]) -> Sequence[str]:
        """The fields that say which record is meant where a row has no ID."""

    def looking(self) -> AbstractContextManager[None]:
        """Meanwhile a row is only looked over and changes nothing for those behind it."""

    def look_up(self, values: Mapping[str, Any], faults: Faults) -> None:
        """Everything that the row names, each by itself."""

    def look_over(self, values: Mapping[str, Any], record_id: UUID | None, faults: Faults) -> None:
        """What `check` would refuse, rule by rule. `values` is the whole but for what could not be read."""

    def label(self, values: Mapping[str, Any]) -> str: ...

    def apply(self, rows: Sequence[Accepted], source: str) -> None:
        """Store all of them through the register's services. `source` is the file, for the log."""


@dataclass(frozen=True)
class Kind:
    """`open` begins a run of import, `rows` yields what an export holds, in the order of the list; None: it never
    goes out.

    `permissions` are asked for an import in any unit; the desk asks again for the unit of each row.
    """

    key: str
    table: str
    fields: Callable[[], Sequence[Field]]
    open: Callable[[Context, bool], Desk]
    rows: Callable[[Context, Any], Iterable[Mapping[str, Any]]] | None
    view: str
    add: str
    edit: str
    choices: Callable[[], Mapping[str, Sequence[str]]] = dict
    names_parties: bool = False

    @property
    def goes_out(self) -> bool:
        return self.rows is not None
