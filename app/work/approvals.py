"""What is done when an approval is given or refused, and how its arguments read to who decides."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import LazyString

from app.core import addresses
from app.core.context import Context
from app.core.words import field_label, known_fields

Act = Callable[[Context, UUID], Any]


@dataclass(frozen=True)
class Executor:
    """`approve` does what was asked for, on its subject; `refuse` closes it."""

    approve: Act
    refuse: Act | None = None


_executors: dict[str, Executor] = {}


def wire(table: Mapping[str, Executor]) -> None:
    """Filled once from `app/subscriptions.py`."""
    _executors.clear()
    _executors.update(table)


def executor(act: str) -> Executor | None:
    return _executors.get(act)


def known() -> frozenset[str]:
    return frozenset(_executors)


def link(approval_id: UUID) -> str:
    """The address of an approval for a mail; none where nobody said under which name people reach Sekisho."""
    return addresses.of_page("work.approval", approval_id=approval_id)


@dataclass(frozen=True)
class Argument:
    label: LazyString
    show: Callable[[Any], Any] = str


_arguments: dict[str, Argument] = {}


def argument(name: str, label: LazyString, show: Callable[[Any], Any] = str) -> None:
    """Each package's `words.py` says how the arguments it asks approval for are called and shown."""
    _arguments[name] = Argument(label, show)


# Label, value and a note to it, as the facts of a page.
Row = tuple[str, Any, str]
_explanations: dict[str, Callable[[Context, UUID], list[Row]]] = {}


def explain(act: str, rows: Callable[[Context, UUID], list[Row]]) -> None:
    """What the subject tells of itself to who decides, where it cannot change while the request is open."""
    _explanations[act] = rows


def explained(ctx: Context, act: str, subject_id: UUID) -> list[Row]:
    return _explanations[act](ctx, subject_id) if act in _explanations else []


@dataclass(frozen=True)
class Table:
    """What many parts of the subject tell of themselves to who decides: heads (with whether they stand over
    numbers), rows of cells, and a page of them at a time."""

    title: str
    heads: Sequence[tuple[str, bool]]
    rows: Sequence[Sequence[Any]]
    label: str
    page: int = 0
    has_next: bool = False
    count_url: str = ""

    @property
    def has_prev(self) -> bool:
        return self.page > 0

    @property
    def prev_url(self) -> str:
        return f"?page={self.page}"

    @property
    def next_url(self) -> str:
        return f"?page={self.page + 2}"


_tables: dict[str, Callable[[Context, UUID, int], Table | None]] = {}


def tabulate(act: str, table: Callable[[Context, UUID, int], Table | None]) -> None:
    """The same for an act on many at once; pages are counted from 0."""
    _tables[act] = table


def tabulated(ctx: Context, act: str, subject_id: UUID, page: int) -> Table | None:
    return _tables[act](ctx, subject_id, page) if act in _tables else None


def known_arguments() -> frozenset[str]:
    return frozenset(_arguments)


def shown(subject_type: str, arguments: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Label and value of each argument, in the order in which they were given. Where the record has a field
    of that name, it is called as there."""
    return [(_label(subject_type, name), _value(name, value)) for name, value in arguments.items()]


def _label(subject_type: str, name: str) -> str:
    if (subject_type, name) in known_fields() or name not in _arguments:
        return field_label(subject_type, name)
    return str(_arguments[name].label)


def _value(name: str, value: Any) -> Any:
    if value in (None, "") or name not in _arguments:
        return value
    return _arguments[name].show(value)
