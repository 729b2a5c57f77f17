"""By which words an item of a standard is found: number, label, and the institution's own wording of it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import Connection, and_, select
from sqlalchemy.orm import object_session

from app.core import search
from app.standards.indexing import places
from app.standards.indexing.contents import edition_titles
from app.standards.models import ItemWording, StandardItem

KIND = StandardItem.__tablename__


def describe(item: StandardItem) -> search.Entry:
    edition = _edition(item)
    return search.Entry(
        kind=KIND,
        title=f"{item.ref} {item.title_ja}".strip(),
        detail=edition[0],
        sort_key=places.item(item.sort_key),
        texts=[item.ref, item.title_ja, item.title_en],
        title_en=f"{item.ref} {item.title_en}".strip(),
        detail_en=edition[1],
    )


def _edition(item: StandardItem) -> tuple[str, str]:
    """Asked once in a session: an edition has hundreds of items."""
    session = object_session(item)
    if session is None:
        return item.edition, item.edition
    names: dict[str, tuple[str, str]] = session.info.setdefault(KIND, {})
    if item.edition not in names:
        names[item.edition] = edition_titles(session, item.edition)
    return names[item.edition]


def own_wordings(connection: Connection, items: Sequence[StandardItem]) -> Mapping[UUID, Sequence[str]]:
    """It may be held under a licence: it finds its item, and what is found does not quote it."""
    query = select(StandardItem.id, ItemWording.text).join(
        ItemWording, and_(ItemWording.edition == StandardItem.edition, ItemWording.ref == StandardItem.ref)
    )
    rows = connection.execute(query.where(StandardItem.id.in_([item.id for item in items])))
    return {row.id: [row.text] for row in rows}


search.indexed(StandardItem, describe, more=own_wordings)
