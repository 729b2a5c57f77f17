"""By which words an engagement is found: its own, and the names of its service and its vendor."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection
from sqlalchemy.orm import object_session

from app.core import search
from app.register.models import Engagement, Organisation, Service

KIND = "engagement"
Texts = Mapping[UUID, Sequence[str]]
Told = Callable[[Connection, Sequence[UUID]], Texts]

_told: list[Told] = []


def found_by(told: Told) -> None:
    """A package above adds texts of its own; it refreshes the engagement when they change."""
    _told.append(told)


def _more(connection: Connection, engagements: Sequence[Engagement]) -> Texts:
    found: dict[UUID, list[str]] = {engagement.id: [] for engagement in engagements}
    for told in _told:
        for engagement_id, texts in told(connection, list(found)).items():
            found[engagement_id].extend(texts)
    return found


def describe(engagement: Engagement) -> search.Entry:
    return search.Entry(
        kind=KIND,
        title=engagement.title,
        detail=engagement.number,
        sort_key=engagement.sort_key,
        texts=[
            engagement.number,
            engagement.title,
            engagement.title_kana,
            engagement.purpose,
            *_named(engagement, Service, engagement.service_id),
            *_named(engagement, Organisation, engagement.vendor_id),
        ],
        unit_id=engagement.unit_id,
    )


def _named(engagement: Engagement, model: type[Service | Organisation], record_id: object) -> list[str]:
    session = object_session(engagement)
    if session is None:
        return []
    found: Any = session.get(model, record_id)
    names = (found.name, found.name_kana, found.name_latin) if found is not None else ()
    return [text for text in names if text]


search.indexed(
    Engagement,
    describe,
    names=("title", "title_kana"),
    named_by=("service_id", "vendor_id"),
    more=_more,
)
