"""The state of a list, kept in its address: order, page, filters, columns, words; and the rows it shows.

A list stays as quick with a hundred thousand rows as with a thousand: it is ordered by an index of its own
table only, counted no further than a thousand unless asked, and nobody pages deeper than a thousand rows.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from flask import request, url_for
from flask_babel import LazyString, gettext
from sqlalchemy import Select, Table, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute
from werkzeug.datastructures import MultiDict

from app.core.db import db
from app.core.errors import DomainError
from app.core.text import TextError, clean
from app.core.words import N_

R = TypeVar("R")

COUNTED = 1_000
DEEPEST = 1_000
EXPORTED = 10_000
LONGEST_QUERY = 200
LONGEST_ADDRESS = 2_000
MOMENT = ("as_at", "on")


@dataclass(frozen=True)
class Column:
    """`sort`: what a click on its head orders by; the id is added, so that no two rows ever tie."""

    key: str
    label: LazyString
    sort: tuple[InstrumentedAttribute[Any], ...] = ()
    is_number: bool = False
    is_shown: bool = True
    is_fixed: bool = False


@dataclass(frozen=True)
class Filter:
    """`accepts` says whether a value of the address means something, `words` what its chip reads."""

    key: str
    label: LazyString
    accepts: Callable[[str], bool]
    words: Callable[[str], str]


def is_id(text: str) -> bool:
    """Whether a value of the address can be the id of a record."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def asked_id(name: str) -> UUID | None:
    """An id that the address carries along; whatever else stands there is left out."""
    text = request.args.get(name, "")
    return UUID(text) if is_id(text) else None


@dataclass(frozen=True)
class ListDefinition:
    """One list of the product. Refuses, when it is made, an order that no index serves."""

    name: str
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...] = ()
    size: int = 50

    def __post_init__(self) -> None:
        for column in self.columns:
            if column.sort and not _is_indexed(column.sort):
                raise ValueError(f"{self.name}: no index serves the order by {column.key}")

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)

    def without(self, *keys: str) -> "ListDefinition":
        return replace(self, columns=tuple(column for column in self.columns if column.key not in keys))

    @cached_property
    def sortable(self) -> tuple[str, ...]:
        return tuple(column.key for column in self.columns if column.sort)

    @property
    def shown_at_first(self) -> tuple[str, ...]:
        return tuple(column.key for column in self.columns if column.is_shown or column.is_fixed)


def _is_indexed(attributes: Sequence[InstrumentedAttribute[Any]]) -> bool:
    names = [attribute.key for attribute in attributes]
    table = attributes[0].property.columns[0].table
    if not isinstance(table, Table):
        return False
    indexes = [[column.name for column in index.columns] for index in table.indexes if not _is_partial(index)]
    return [*names, "id"] in [index[: len(names) + 1] for index in indexes]


def _is_partial(index: Any) -> bool:
    return any(options.get("where") is not None for options in index.dialect_options.values())


@dataclass(frozen=True)
class Chip:
    label: str
    remove_url: str


@dataclass(frozen=True)
class ListState:
    """What an address says about a list; `url` writes it back with changes."""

    definition: ListDefinition
    path: str = ""
    q: str = ""
    sort: str = ""
    dir: str = "asc"
    page: int = 1
    chosen: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] = ()
    is_exact: bool = False
    moment: tuple[tuple[str, str], ...] = ()

    @property
    def is_narrowed(self) -> bool:
        return bool(self.q or self.chosen)

    def value(self, key: str) -> str:
        """The value of a filter, or nothing."""
        return next((value for name, value in self.chosen if name == key), "")

    def shows(self, key: str) -> bool:
        return key in self.columns

    def pairs(self) -> list[tuple[str, str]]:
        """Whatever differs from a list just opened, in one fixed order."""
        definition = self.definition
        found = [*self.moment, *((("q", self.q),) if self.q else ()), *self.chosen]
        if (self.sort, self.dir) != (definition.sortable[0], "asc"):
            found += [("sort", self.sort), ("dir", self.dir)]
        if self.columns != definition.shown_at_first:
            found += [("col", key) for key in self.columns]
        if self.page > 1:
            found.append(("page", str(self.page)))
        if self.is_exact:
            found.append(("count", "exact"))
        return found

    def query(self) -> str:
        return urlencode(self.pairs())

    def url(self, **changes: Any) -> str:
        """The address after a change of fields or filters; whatever changes what is shown begins at page one."""
        if "page" not in changes:
            changes["page"] = 1
        filters = {key: changes.pop(key) for key in list(changes) if key in self._filter_keys}
        if filters:
            kept = [pair for pair in self.chosen if pair[0] not in filters]
            added = [(key, str(value)) for key, value in filters.items() if value]
            changes["chosen"] = _in_order(self.definition, [*kept, *added])
        query = replace(self, **changes).query()
        return f"{self.path}?{query}" if query else self.path

    @property
    def _filter_keys(self) -> list[str]:
        return [item.key for item in self.definition.filters]

    def as_view(self) -> "ListState":
        """What is worth a name: neither the page one happens to be on nor the moment one looks back to."""
        return replace(self, page=1, is_exact=False, moment=())

    @property
    def clear_url(self) -> str:
        return self.url(chosen=(), q="")

    def chips(self) -> list[Chip]:
        by_key = {item.key: item for item in self.definition.filters}
        return [
            Chip(
                gettext("%(filter)s: %(value)s", filter=by_key[key].label, value=by_key[key].words(value)),
                self.url(chosen=tuple(pair for pair in self.chosen if pair != (key, value))),
            )
            for key, value in self.chosen
        ]

    def column_choices(self) -> list[tuple[str, LazyString, bool]]:
        free = [column for column in self.definition.columns if not column.is_fixed]
        return [(column.key, column.label, column.key in self.columns) for column in free]

    def shown_columns(self) -> list[Column]:
        return [column for column in self.definition.columns if column.key in self.columns]

    def order(self) -> list[Any]:
        by = self.definition.column(self.sort).sort
        model = by[0].class_
        return [column.desc() if self.dir == "desc" else column.asc() for column in (*by, model.id)]

    def in_order(self, rows: Iterable[R]) -> list[R]:
        """The same order for rows in memory: states of the past have no index."""
        names = [column.key for column in self.definition.column(self.sort).sort] + ["id"]

        def key(row: R) -> list[Any]:
            values = [getattr(row, name) for name in names]
            # What is empty stands where the database puts it.
            return [((value is None) != db.is_sqlite, value) for value in values]

        return sorted(rows, key=key, reverse=self.dir == "desc")


def read(definition: ListDefinition, path: str, args: Any) -> ListState:
    """What the address asks for. Whatever it says that means nothing is left out, never an error."""
    sort = args.get("sort", "")
    wanted = set(args.getlist("col"))
    columns = [column.key for column in definition.columns if column.is_fixed or column.key in wanted]
    is_chosen = any(column.key in wanted for column in definition.columns)
    asked = [
        (f.key, v)
        for f in definition.filters
        for v in dict.fromkeys(args.getlist(f.key))
        if v and f.accepts(v)
    ]
    is_sorted = sort in definition.sortable
    return ListState(
        definition,
        path,
        q=_words(args.get("q", "")),
        sort=sort if is_sorted else definition.sortable[0],
        dir="desc" if is_sorted and args.get("dir") == "desc" else "asc",
        page=_page(args.get("page", ""), definition.size),
        chosen=_in_order(definition, asked),
        columns=tuple(columns) if is_chosen else definition.shown_at_first,
        is_exact=args.get("count") == "exact",
        moment=tuple((name, args[name]) for name in MOMENT if args.get(name)),
    )


def read_text(definition: ListDefinition, path: str, query: str) -> ListState:
    """The same from the part of an address behind the question mark."""
    return read(definition, path, MultiDict(parse_qsl(query[:LONGEST_ADDRESS])))


def read_request(definition: ListDefinition) -> ListState:
    return read(definition, request.path, request.args)


def _words(text: str) -> str:
    try:
        return " ".join(clean(text)[:LONGEST_QUERY].split())
    except TextError:
        return ""


def _page(text: str, size: int) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    return max(1, min(number, DEEPEST // size))


def _in_order(definition: ListDefinition, pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    order = [item.key for item in definition.filters]
    return tuple(sorted(pairs, key=lambda pair: order.index(pair[0])))


@dataclass(frozen=True)
class Page(Generic[R]):
    """The rows of one page, and how many there are: `total` is exact unless `is_more`."""

    rows: Sequence[R]
    state: ListState
    total: int
    is_more: bool
    has_next_rows: bool

    @property
    def count_label(self) -> str:
        if self.is_more:
            return str(gettext("%(count)s or more", count=f"{self.total:,}"))
        return str(gettext("%(count)s in all", count=f"{self.total:,}"))

    @property
    def count_url(self) -> str:
        """Where the exact number is, while it is not known."""
        return self.state.url(is_exact=True, page=self.state.page) if self.is_more else ""

    @property
    def label(self) -> str:
        if not self.rows:
            return ""
        first = (self.state.page - 1) * self.state.definition.size + 1
        last = first + len(self.rows) - 1
        where = {"first": first, "last": last, "total": f"{self.total:,}"}
        if self.is_more:
            return str(gettext("%(first)s–%(last)s of %(total)s or more", **where))
        return str(gettext("%(first)s–%(last)s of %(total)s", **where))

    @property
    def has_prev(self) -> bool:
        return self.state.page > 1

    @property
    def has_next(self) -> bool:
        return self.has_next_rows and not self.is_deepest

    @property
    def is_deepest(self) -> bool:
        """There is more, and it is found by narrowing the list, not by paging on."""
        return self.has_next_rows and self.state.page * self.state.definition.size >= DEEPEST

    @property
    def prev_url(self) -> str:
        return self.state.url(page=self.state.page - 1)

    @property
    def next_url(self) -> str:
        return self.state.url(page=self.state.page + 1)


def fetch(query: Select[Any], state: ListState) -> Page[Any]:
    """One page of a query, by one or two statements; a page behind the end is the first page."""
    size = state.definition.size
    ordered = query.order_by(*state.order())
    rows = db.session.execute(ordered.offset((state.page - 1) * size).limit(size + 1)).all()
    if not rows and state.page > 1:
        return fetch(query, replace(state, page=1))
    shown = (state.page - 1) * size + len(rows)
    if len(rows) <= size:
        return Page(rows, state, shown, is_more=False, has_next_rows=False)
    total = count(query, None if state.is_exact else COUNTED + 1)
    is_more = total > COUNTED and not state.is_exact
    return Page(rows[:size], state, COUNTED if is_more else total, is_more, has_next_rows=True)


def count(query: Select[Any], limit: int | None = COUNTED + 1) -> int:
    """Unless asked for the exact number, one more than a thousand means "or more"."""
    counted = (
        query.with_only_columns(literal(1), maintain_column_froms=True).order_by(None).limit(limit).subquery()
    )
    return db.session.scalar(select(func.count()).select_from(counted)) or 0


def page_of(rows: Sequence[R], state: ListState, total: int, *, is_more: bool = False) -> Page[R]:
    """One page of rows already in memory and in order."""
    size = state.definition.size
    start = (state.page - 1) * size
    if start and start >= len(rows):
        return page_of(rows, replace(state, page=1), total, is_more=is_more)
    return Page(rows[start : start + size], state, total, is_more, has_next_rows=len(rows) > start + size)


TOO_MANY = N_("An export holds at most %(limit)s rows. Narrow the list, then export again.")


def fetch_all(query: Select[Any], state: ListState) -> Sequence[Any]:
    """Every row of a list for export; more than fit are refused, because a cut file looks whole."""
    rows = db.session.execute(query.order_by(*state.order()).limit(EXPORTED + 1)).all()
    return not_too_many(rows)


def not_too_many(rows: Sequence[R]) -> Sequence[R]:
    if len(rows) > EXPORTED:
        raise DomainError(TOO_MANY, limit=f"{EXPORTED:,}")
    return rows


def address_of(endpoint: str, argument: str) -> Callable[[UUID], str]:
    """`url_for` for a whole page of rows: the address is built once, each row puts its id in."""
    blank = UUID(int=0)
    filled: dict[str, Any] = {argument: blank}
    before, after = url_for(endpoint, **filled).split(str(blank))
    return lambda row_id: f"{before}{row_id}{after}"
