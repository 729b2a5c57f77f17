"""The institution's own wording of items, in files: known by edition and number. It comes in and never goes out."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Any
from uuid import UUID

from app.core.context import Context
from app.core.errors import DomainError
from app.core.words import N_
from app.exchange.kinds.base import Accepted, Kind, Match
from app.exchange.kinds.columns import column
from app.exchange.kinds.faults import Faults
from app.exchange.reading import values as read
from app.exchange.reading.book import Cell
from app.exchange.reading.mapping import Field
from app.exchange.reading.values import Choice
from app.standards.content.catalogue import Catalogue, CatalogueItem
from app.standards.models import ItemWording
from app.standards.permissions import StandardsPermission as P
from app.standards.queries import contents
from app.standards.queries import items as queries
from app.standards.rules.numbers import number_key
from app.standards.services import items as services

TABLE = ItemWording.__tablename__
KNOWN_BY = ("edition", "ref")
NO_ITEM = N_(
    "This edition has no item “%(name)s” here. Correct the number or the edition, or leave the row out."
)
NO_WORDING = N_(
    "No wording stands in this row. Enter it, or leave the row out. "
    "An own wording is removed on the page of its item."
)


def number(cell: Cell) -> str | None:
    """As it stands in the cell, but for what Excel made of a number."""
    return read.line(int(cell) if isinstance(cell, float) and cell.is_integer() else cell)


def wording(cell: Cell) -> str:
    """An empty cell is no removal, which somebody might not have meant."""
    found = read.text(cell, at_most=services.LONGEST)
    if found is None:
        raise read.ValueProblem(NO_WORDING, cell)
    return found


def fields() -> tuple[Field, ...]:
    return (
        column(TABLE, "edition", read.one_of(editions(contents.catalogue())), "基準名", "基準の版", "基準",
               "framework", "standard", is_required=True),
        column(TABLE, "ref", number, "項目番号", "基準番号", "番号", "項目", "number", "item", is_required=True),
        column(TABLE, "text", wording, "基準の文言", "本文", "内容", "原文", "text", is_required=True),
        column(TABLE, "source", partial(read.line, at_most=services.LONGEST_SOURCE), "出典", "書名", "source"),
    )  # fmt: skip


def editions(catalogue: Catalogue) -> tuple[Choice, ...]:
    """Those whose items are held, by their whole titles, their keys, and what of these names one of them only."""
    whole, short = {}, {}
    for name in catalogue.editions:
        framework, _slash, key = name.partition("/")
        found = catalogue.frameworks[framework]
        edition = next(one for one in found.editions if one.key == key)
        whole[name] = [f"{found.title.within(code)} {edition.title.within(code)}" for code in ("ja", "en")]
        short[name] = {key, edition.title.ja, edition.title.en}
    return tuple(
        Choice(name, (*titles, name, *sorted(each for each in short[name] if _is_one(each, short))))
        for name, titles in whole.items()
    )


def _is_one(spelling: str, short: Mapping[str, set[str]]) -> bool:
    return sum(spelling in spellings for spellings in short.values()) == 1


class WordingDesk:
    def __init__(self, ctx: Context, _is_adding: bool = False) -> None:
        self.ctx = ctx
        self.catalogue = contents.catalogue()
        self.wordings = {wording.id: wording for wording in queries.wordings()}
        self.ids = {(each.edition, each.ref): each.id for each in self.wordings.values()}
        self.items: dict[tuple[str, str], list[CatalogueItem]] = {}
        for item in self.catalogue.items.values():
            self.items.setdefault((item.edition, number_key(item.local)), []).append(item)

    def _item(self, values: Mapping[str, Any]) -> CatalogueItem:
        found = self.items.get((values.get("edition", ""), number_key(values.get("ref", ""))), [])
        if len(found) != 1:
            raise DomainError(NO_ITEM, "ref", name=values.get("ref", ""))
        return found[0]

    def settle(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        return {**values, "ref": self._item(values).local}

    def key(self, values: Mapping[str, Any]) -> Any:
        return "item", self._item(values).ref

    def match(self, values: Mapping[str, Any]) -> Match:
        item = self._item(values)
        return Match(self.ids.get((item.edition, item.local)))

    def current(self, record_id: UUID) -> Mapping[str, Any]:
        wording = self.wordings[record_id]
        return {name: getattr(wording, name) for name in ("edition", "ref", "text", "source")}

    def check(self, _values: Mapping[str, Any], _record_id: UUID | None) -> None:
        """Its cells say all there is to say of a wording."""

    def known_by(self, _values: Mapping[str, Any]) -> Sequence[str]:
        return KNOWN_BY

    def looking(self) -> AbstractContextManager[None]:
        return nullcontext()

    def look_up(self, values: Mapping[str, Any], faults: Faults) -> None:
        if values.get("ref"):
            faults.look(("edition",), self._item, values)

    def look_over(self, _values: Mapping[str, Any], _record_id: UUID | None, _faults: Faults) -> None:
        """No rule stands between its cells."""

    def label(self, values: Mapping[str, Any]) -> str:
        try:
            item = self._item(values)
        except DomainError:
            return str(values.get("ref", ""))
        title = item.title.within(self.ctx.language) if item.title else ""
        return f"{item.local} {title}".strip()

    def apply(self, rows: Sequence[Accepted], source: str) -> None:
        for row in rows:
            whole = {**self.current(row.record_id), **row.values} if row.record_id else row.values
            version = self.wordings[row.record_id].version if row.record_id else 0
            services.set_wording(
                self.ctx, self._item(whole), text=whole["text"], source=whole.get("source") or "",
                version=version, reason=source,
            )  # fmt: skip


WORDINGS = Kind(
    "wordings",
    TABLE,
    fields=fields,
    open=WordingDesk,
    rows=None,
    view=P.STANDARD_EDIT,
    add=P.STANDARD_EDIT,
    edit=P.STANDARD_EDIT,
)
