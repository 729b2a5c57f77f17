"""By which words an item of a standard is found."""

from sqlalchemy import Select, select
from sqlalchemy.orm import object_session

from app.core import search
from app.standards.models import ContentKind, ContentVersion, StandardItem

KIND = "standard_item"


def describe(item: StandardItem) -> search.Entry:
    return search.Entry(
        kind=KIND,
        title=f"{item.ref} {item.title_ja}".strip(),
        detail=_edition(item),
        sort_key=item.sort_key,
        texts=[item.ref, item.title_ja, item.title_en],
    )


def _edition(item: StandardItem) -> str:
    """The framework and the edition by name, asked once in a session: an edition has hundreds of items."""
    session = object_session(item)
    if session is None:
        return item.edition
    names: dict[str, str] = session.info.setdefault(KIND, {})
    if item.edition not in names:
        wanted = {ContentKind.FRAMEWORK: item.edition.partition("/")[0], ContentKind.ITEMS: item.edition}
        with session.no_autoflush:
            titles = [session.scalar(_newest_title(kind, key)) for kind, key in wanted.items()]
        names[item.edition] = " ".join(title for title in titles if title) or item.edition
    return names[item.edition]


def _newest_title(kind: ContentKind, key: str) -> Select[str]:
    query = select(ContentVersion.title_ja).where(ContentVersion.kind == kind, ContentVersion.key == key)
    return query.order_by(ContentVersion.number.desc()).limit(1)


search.indexed(StandardItem, describe)
