"""Search over every domain: one row per record, kept in the transaction that changes the record.

Japanese has no spaces, so the text is cut into overlapping pairs; each pair becomes one hex token because
both tokenisers tear plain ones apart. A query is the phrase of its own pairs.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Index, Integer, delete, event, func, insert, literal_column, select, text
from sqlalchemy.orm import Mapped, Session

from app.core import former
from app.core.columns import business, technical
from app.core.db import db
from app.core.model import Entity, Model, SortText
from app.core.text import grams, phrase

CUT = 1000
BATCH = 500


class SearchEntry(Model):
    __tablename__ = "search_entry"
    __table_args__ = (
        Index("uq_search_entry_record", "kind", "record_id", unique=True),
        Index("ix_search_entry_sort", "sort_key", "row"),
    )
    row: Mapped[int] = technical(Integer, primary_key=True, autoincrement=True)
    kind: Mapped[str] = technical()
    record_id: Mapped[UUID] = technical()
    title: Mapped[str] = business()
    detail: Mapped[str] = business()
    title_en: Mapped[str] = business(default="")
    detail_en: Mapped[str] = business(default="")
    sort_key: Mapped[str] = business(SortText)
    unit_id: Mapped[UUID | None] = technical()
    organisation_id: Mapped[UUID | None] = technical()
    grams: Mapped[str] = business()


@dataclass(frozen=True)
class Entry:
    """What a record says of itself. `texts` are found, `title` and `detail` are shown, the English ones where given."""

    kind: str
    title: str
    detail: str
    sort_key: str
    texts: Sequence[str]
    unit_id: UUID | None = None
    organisation_id: UUID | None = None
    title_en: str = ""
    detail_en: str = ""


@dataclass(frozen=True)
class Hit:
    kind: str
    record_id: UUID
    title: str
    detail: str
    title_en: str = ""
    detail_en: str = ""

    def within(self, language: str) -> "Hit":
        if language == "ja":
            return self
        return replace(self, title=self.title_en or self.title, detail=self.detail_en or self.detail)


class _Indexed(NamedTuple):
    describe: Callable[[Any], Entry | None]
    names: Sequence[str]
    named_by: Sequence[str]
    kinds: Sequence[str] = ()
    more: Callable[[Connection, Sequence[Any]], Mapping[UUID, Sequence[str]]] | None = None


_indexed: dict[type[Entity], _Indexed] = {}


def indexed(
    model: type[Entity],
    describe: Callable[[Any], Entry | None],
    *,
    names: Sequence[str] = (),
    named_by: Sequence[str] = (),
    kinds: Sequence[str] = (),
    more: Callable[[Connection, Sequence[Any]], Mapping[UUID, Sequence[str]]] | None = None,
) -> None:
    """From now on each flush of `model` keeps its entry; `describe` answers None for what must not be found.

    `names`: fields whose former values go on finding the record; never of a person, whose name may have to be
    erased. `named_by`: ids of records by whose former names it is found too. `kinds`: what its entries may be
    called where that is not the table's name. `more`: texts of other tables that find it, asked for many at once.
    """
    _indexed[model] = _Indexed(describe, names, named_by, kinds, more)


def _kinds(model: type[Entity]) -> Sequence[str]:
    return _indexed[model].kinds or (model.__tablename__,)


@event.listens_for(Session, "after_flush")
def _keep_entries(session: Session, _flush: Any) -> None:
    changed: dict[type[Entity], list[Any]] = {}
    for obj in [*session.new, *session.dirty]:
        if type(obj) in _indexed:
            changed.setdefault(type(obj), []).append(obj)
    edited = [obj for obj in session.dirty if type(obj) in _indexed]
    if edited:
        former.keep(session.connection(), ((obj, _indexed[type(obj)].names) for obj in edited))
    for model, records in changed.items():
        _replace(session.connection(), model, records)
    for obj in session.deleted:
        if type(obj) in _indexed:
            for kind in _kinds(type(obj)):
                put(session.connection(), obj.id, None, kind=kind)
            former.forget(session.connection(), obj.id)


def lead_on(stays: Entity, gone: Entity) -> None:
    """Two records became one: by the names of the one that went, the other is found."""
    former.lead_on(db.session.connection(), stays, gone, _indexed[type(stays)].names)
    refresh(type(stays), [stays])


def refresh(model: type[Entity], records: Sequence[Any]) -> None:
    """Describe records again that repeat the words of another one, which changed."""
    _replace(db.session.connection(), model, records)


def rebuild() -> int:
    """All entries anew from their records, in this transaction; how many there are then."""
    session = db.session
    session.execute(delete(SearchEntry))
    for model in _indexed:
        for records in _batches(session, model):
            _replace(session.connection(), model, records)
    return session.scalar(select(func.count()).select_from(SearchEntry)) or 0


def _batches(session: Session, model: type[Entity]) -> Iterator[Sequence[Any]]:
    """Few in memory at once."""
    query = select(model).order_by(model.id).limit(BATCH)
    records = session.scalars(query).all()
    while records:
        yield records
        last = records[-1].id
        session.expunge_all()
        records = session.scalars(query.where(model.id > last)).all()


def _replace(connection: Connection, model: type[Entity], records: Sequence[Any]) -> None:
    """All by two statements for each five hundred: an import brings thousands at once."""
    how = _indexed[model]
    for at in range(0, len(records), BATCH):
        batch = records[at : at + BATCH]
        said = [(record, entry) for record in batch if (entry := how.describe(record)) is not None]
        found = _with_former(connection, how, _with_more(connection, how, said))
        is_theirs = SearchEntry.record_id.in_([record.id for record in batch])
        connection.execute(delete(SearchEntry).where(SearchEntry.kind.in_(_kinds(model)), is_theirs))
        if found:
            connection.execute(insert(SearchEntry), [_values(record_id, entry) for record_id, entry in found])


def _with_more(
    connection: Connection, how: _Indexed, said: Sequence[tuple[Any, Entry]]
) -> Sequence[tuple[Any, Entry]]:
    if how.more is None:
        return said
    texts = how.more(connection, [record for record, _ in said])
    return [
        (record, replace(entry, texts=[*entry.texts, *texts.get(record.id, ())])) for record, entry in said
    ]


def _with_former(
    connection: Connection, how: _Indexed, said: Sequence[tuple[Any, Entry]]
) -> list[tuple[UUID, Entry]]:
    if not (how.names or how.named_by):
        return [(record.id, entry) for record, entry in said]
    by = {record.id: [record.id, *(getattr(record, name) for name in how.named_by)] for record, _ in said}
    names = former.names_of(connection, {one for ids in by.values() for one in ids if one is not None})
    return [
        (
            record.id,
            replace(
                entry, texts=[*entry.texts, *(name for one in by[record.id] for name in names.get(one, ()))]
            ),
        )
        for record, entry in said
    ]


def _values(record_id: UUID, entry: Entry) -> dict[str, Any]:
    return {
        "kind": entry.kind, "record_id": record_id, "title": entry.title, "detail": entry.detail,
        "title_en": entry.title_en, "detail_en": entry.detail_en, "sort_key": entry.sort_key,
        "unit_id": entry.unit_id, "organisation_id": entry.organisation_id,
        "grams": " ".join(grams(text) + " x" for text in entry.texts if text),
    }  # fmt: skip


def put(connection: Connection, record_id: UUID, entry: Entry | None, kind: str = "") -> None:
    """Replace the entry of one record."""
    is_record = (SearchEntry.kind == (entry.kind if entry else kind)) & (SearchEntry.record_id == record_id)
    connection.execute(delete(SearchEntry).where(is_record))
    if entry is not None:
        connection.execute(insert(SearchEntry), _values(record_id, entry))


def matching(query: str) -> Any | None:
    """A condition on SearchEntry for the words of a query, each of them a phrase; None if nothing is asked."""
    words = [tokens for word in query.split() if (tokens := phrase(word))]
    if not words:
        return None
    if db.is_sqlite:
        asked = " AND ".join(f'"{" ".join(w)}"' + ("*" if _is_prefix(w) else "") for w in words)
        rows = text("SELECT rowid FROM search_gram WHERE search_gram MATCH :asked").bindparams(asked=asked)
        return SearchEntry.row.in_(rows.columns(literal_column("rowid", Integer)).scalar_subquery())
    asked = " & ".join(f"({' <-> '.join(w)}{':*' if _is_prefix(w) else ''})" for w in words)
    vector = func.to_tsvector(text("'simple'::regconfig"), SearchEntry.grams)
    return vector.op("@@")(func.to_tsquery(text("'simple'::regconfig"), asked))


def _is_prefix(tokens: list[str]) -> bool:
    """One character asks for the tokens that begin with it."""
    return len(tokens) == 1 and len(bytes.fromhex(tokens[0][1:]).decode()) == 1


def find(condition: Any, kinds: Sequence[str] = (), limit: int = 20) -> list[Hit]:
    """Hits in the order of their sort keys."""
    query = select(SearchEntry.kind, SearchEntry.record_id, SearchEntry.title, SearchEntry.detail).where(
        condition
    )
    if kinds:
        query = query.where(SearchEntry.kind.in_(kinds))
    rows = db.session.execute(query.order_by(SearchEntry.sort_key, SearchEntry.row).limit(min(limit, CUT)))
    return [Hit(*row) for row in rows]
