"""The rows of an import in the reader's words: what stood there, what would stand there, and what is wrong."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _

from app.core.dates import DateStyle, format_date
from app.core.web import current_context
from app.exchange import plain, queries
from app.exchange.kinds import Kind
from app.exchange.models import ImportBatch, ImportRow
from app.exchange.reading import values as read
from app.exchange.reading.book import address
from app.exchange.reading.mapping import Field
from app.exchange.services.staging import shown_cell
from app.exchange.views.batches import headings_of, is_japanese
from app.register.models import EngagementSupply
from app.register.words.countries import country_names
from app.standards.models import ItemWording
from app.standards.queries import items

CHOICES_SHOWN = 10
# Table → the page of one record and what its address calls it.
RECORDS = {
    "organisation": ("register.organisation", "organisation_id"),
    "service": ("register.service", "service_id"),
    "supply": ("register.supply", "supply_id"),
    "engagement": ("register.engagement", "engagement_id"),
}


@dataclass(frozen=True)
class Option:
    """One of the values that a cell may hold, in the reader's words; or what stands in it now."""

    value: str
    label: str
    is_selected: bool


@dataclass(frozen=True)
class Box:
    """A cell that can be typed anew."""

    name: str
    where: str
    heading: str
    value: str
    is_corrected: bool = False
    options: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Trouble:
    """Why a row cannot be taken. `heading` is our name of the field, `column` the file's own.

    `shown` is what stands in the cell, None where it is not about one cell.
    """

    where: str
    heading: str
    column: str
    shown: str | None
    message: str
    box: Box | None
    records: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    row: ImportRow
    label: str
    url: str
    troubles: tuple[Trouble, ...]
    changes: tuple[tuple[str, str, str], ...]


class Teller:
    """Looks up once what the rows of a page share."""

    def __init__(self, batch: ImportBatch, kind: Kind, style: str) -> None:
        self.batch, self.kind = batch, kind
        self.style = DateStyle(style)
        self.fields = {field.key: field for field in kind.fields()}
        self.headings = headings_of(kind)
        self.texts: dict[int, str] = dict(batch.headings)
        columns = {text: at for at, text in self.texts.items()}
        self.columns = {key: columns[text] for key, text in batch.mapping.items() if text in columns}
        self.keys = {at: key for key, at in self.columns.items()}
        self._choices: dict[str, tuple[str, ...]] = {}
        self._says: dict[str, Callable[[Any], str]] = {}
        self._places: dict[UUID, tuple[UUID, UUID]] = {}
        self._items: dict[UUID, tuple[str, str]] = {}

    def tell_all(self, rows: Sequence[ImportRow]) -> list[Told]:
        known = [row.record_id for row in rows if row.record_id is not None]
        if self.kind.table == EngagementSupply.__tablename__:
            self._places = queries.chain_places(current_context(), known)
        if self.kind.table == ItemWording.__tablename__:
            self._items = items.places_of(known)
        return [self.tell(row) for row in rows]

    def tell(self, row: ImportRow) -> Told:
        changes = tuple(
            (self.headings.get(key, key), self.value(key, before), self.value(key, after))
            for key, (before, after) in sorted(row.changes.items(), key=lambda item: self._place(item[0]))
            if row.record_id is not None or after != row.label
        )
        troubles = tuple(self.troubles(row))
        return Told(row, row.label, self.record(row.record_id), troubles, changes)

    def _place(self, key: str) -> int:
        return list(self.fields).index(key) if key in self.fields else len(self.fields)

    def _column(self, problem: Mapping[str, Any]) -> int:
        return self.columns.get(problem.get("field", ""), -1)

    def troubles(self, row: ImportRow) -> list[Trouble]:
        found, boxed = [], set()
        for problem in sorted(row.problems, key=self._column):
            key, message = problem.get("field", ""), problem["message"]
            at = self.columns.get(key)
            box = self.box(row, at) if at is not None and at not in boxed else None
            boxed.add(at)
            found.append(
                Trouble(
                    problem.get("address") or (address(row.number - 1, at) if at is not None else ""),
                    self.headings.get(key, ""),
                    self.batch.mapping.get(key, "") if at is not None else "",
                    problem.get("shown") if "shown" in problem else (box.value if box else None),
                    _(message, **self._params(problem)),
                    box,
                    tuple(filter(None, map(self._record, problem.get("records", ())))),
                )
            )
        return found

    def box(self, row: ImportRow, at: int) -> Box:
        value = shown_cell(row.cells[at]) if at < len(row.cells) else ""
        heading = self.texts.get(at, "")
        where, options = address(row.number - 1, at), self._options(self.keys.get(at, ""), value)
        return Box(f"cell-{row.id}-{at}", where, heading, value, at in row.corrected, options)

    def _options(self, key: str, value: str) -> tuple[Option, ...]:
        """For a field with one value of a list; what stands in the cell stays there until something is chosen."""
        field = self.fields.get(key)
        offered = self._offered(key)
        if field is None or not offered or isinstance(field.reader, read.ManyOf) or "\n" in value:
            return ()
        first = {} if field.is_required and value else {"": str(_("(empty)"))}
        if value and value not in offered:
            first = {value: self._as_it_stands(field, value), **first}
        words = {**first, **{word: word for word in offered}}
        return tuple(Option(each, label, each == value) for each, label in words.items())

    def _as_it_stands(self, field: Field, value: str) -> str:
        try:
            field.read(value)
        except read.ValueProblem:
            return str(_("%(value)s (not among the choices)", value=value))
        return value

    def _offered(self, key: str) -> tuple[str, ...]:
        """The values of a list in the reader's words; none for a field that takes other values, too."""
        if key not in self._choices:
            reader = self.fields[key].reader if key in self.fields else None
            at = 0 if is_japanese() else 1
            own = [one.spellings[at] for one in reader.choices] if isinstance(reader, read.OneOf) else []
            self._choices[key] = tuple(dict.fromkeys(self.kind.choices().get(key, own)))
        return self._choices[key]

    def _params(self, problem: Mapping[str, Any]) -> Mapping[str, Any]:
        """The choices in the reader's words: all of them where several may stand in one cell."""
        params, field = problem["params"], self.fields.get(problem.get("field", ""))
        if "choices" not in params or field is None or not (offered := self._offered(field.key)):
            return dict(params)
        shown = offered if isinstance(field.reader, read.ManyOf) else offered[:CHOICES_SHOWN]
        said = str(_(", ")).join([*shown, *(["…"] if len(shown) < len(offered) else [])])
        return {**params, "choices": said}

    def boxes(self, row: ImportRow) -> list[Box]:
        return [self.box(row, at) for at, _text in self.batch.headings]

    def _record(self, record_id: str) -> str:
        return self.record(UUID(record_id))

    def record(self, record_id: UUID | None) -> str:
        if record_id in self._places:
            engagement_id, supply_id = self._places[record_id]
            return url_for("overview.consent", engagement_id=engagement_id, supply_id=supply_id)
        if record_id in self._items:
            (framework, _slash, edition), ref = (
                self._items[record_id][0].partition("/"),
                self._items[record_id][1],
            )
            return url_for("standards.item", framework=framework, edition=edition, ref=ref)
        page = RECORDS.get(self.kind.table)
        if page is None or record_id is None:
            return ""
        values: dict[str, Any] = {page[1]: record_id}
        return url_for(page[0], **values)

    def value(self, key: str, value: Any) -> str:
        """A plain value in words: of an enum its label, of a day the reader's way of writing it."""
        if plain.is_empty(value):
            return ""
        if key not in self._says:
            field = self.fields.get(key)
            self._says[key] = str if field is None else _sayer(field, self.style)
        return self._says[key](value)


def _sayer(field: Field, style: DateStyle) -> Callable[[Any], str]:
    reader = field.reader
    if field.is_money or reader is read.yen:
        return lambda value: _("%(amount)s yen", amount=f"{value:,}")
    if reader is read.integer:
        return lambda value: f"{value:,}"
    if isinstance(reader, read.ManyOf | read.ListOf):
        part = _part(reader.reader if isinstance(reader, read.ListOf) else reader, style)
        return lambda value: str(_(", ")).join(map(part, value if isinstance(value, list) else [value]))
    return _part(reader, style)


def _part(reader: Any, style: DateStyle) -> Callable[[Any], str]:
    if isinstance(reader, read.OneOf | read.ManyOf):
        at = 0 if is_japanese() else 1
        return _looked_up({plain.of_value(choice.value): choice.spellings[at] for choice in reader.choices})
    if reader is read.country:
        return _looked_up(country_names("ja" if is_japanese() else "en"))
    if reader is read.day:
        return lambda value: format_date(date.fromisoformat(value), style)
    if reader is read.flag:
        return lambda value: _("Yes") if value else _("No")
    return str


def _looked_up(words: Mapping[str, str]) -> Callable[[Any], str]:
    return lambda value: words.get(value, str(value))
