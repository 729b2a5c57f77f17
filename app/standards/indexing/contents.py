"""By which words published content is found: a framework, an edition, a crosswalk, a matrix, a questionnaire."""

import json
from collections.abc import Mapping

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, object_session

from app.core import search
from app.standards.indexing import places
from app.standards.indexing.saying import named, shortened
from app.standards.models import ContentKind, ContentVersion


def describe(version: ContentVersion) -> search.Entry | None:
    """The version in use is found; those before it are reached from its page."""
    session = object_session(version)
    if session is None:
        return None
    with session.no_autoflush:
        if version.number != session.scalar(_newest_number(version)):
            return None
    title, about = (version.title_ja, version.title_en), _about(version)
    if version.kind == ContentKind.ITEMS:
        title = edition_titles(session, version.key)
    return search.Entry(
        kind=version.kind.value,
        title=title[0],
        detail=about["ja"],
        sort_key=places.published(version.key),
        texts=[*title, version.key],
        title_en=title[1],
        detail_en=about["en"],
    )


def _about(version: ContentVersion) -> Mapping[str, str]:
    """Its first sentences, as far as a line of hits holds them."""
    said = json.loads(version.content).get("about") or {"ja": "", "en": ""}
    return {code: named(shortened(said[code])) for code in ("ja", "en")}


def _newest_number(version: ContentVersion) -> Select[int]:
    query = select(func.max(ContentVersion.number))
    return query.where(ContentVersion.kind == version.kind, ContentVersion.key == version.key)


def edition_titles(session: Session, edition: str) -> tuple[str, str]:
    """The framework and the edition by name, in Japanese and in English."""
    wanted = {ContentKind.FRAMEWORK: edition.partition("/")[0], ContentKind.ITEMS: edition}
    with session.no_autoflush:
        found = [session.execute(_newest_title(kind, key)).first() for kind, key in wanted.items()]
    titles = [row for row in found if row is not None]
    japanese, english = (" ".join(row[at] for row in titles) or edition for at in (0, 1))
    return japanese, english


def _newest_title(kind: ContentKind, key: str) -> Select[str, str]:
    query = select(ContentVersion.title_ja, ContentVersion.title_en)
    query = query.where(ContentVersion.kind == kind, ContentVersion.key == key)
    return query.order_by(ContentVersion.number.desc()).limit(1)


search.indexed(ContentVersion, describe, kinds=[kind.value for kind in ContentKind])
