"""Published content. A version never changes, so a process reads each one once and keeps it."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from app.core.db import db
from app.core.errors import NotFound
from app.standards.content.catalogue import Catalogue
from app.standards.models import ContentKind, ContentVersion

if TYPE_CHECKING:
    from app.standards.content.matrices import Matrix
    from app.standards.content.questionnaires import Questionnaire

KEPT = 400


@dataclass(frozen=True)
class Published:
    """What a version says of itself; its content is asked for apart."""

    id: UUID
    kind: ContentKind
    key: str
    number: int
    file_version: int
    has_own_layer: bool
    title_ja: str
    title_en: str
    digest: str
    published_at: datetime
    published_by_id: UUID | None

    def title(self, language: str) -> str:
        return self.title_ja if language == "ja" else self.title_en


_FIELDS = tuple(getattr(ContentVersion, name) for name in Published.__dataclass_fields__)


def versions(kind: ContentKind | None = None, key: str | None = None) -> list[Published]:
    """By kind and key, the newest first."""
    query = select(*_FIELDS)
    if kind is not None:
        query = query.where(ContentVersion.kind == kind)
    if key is not None:
        query = query.where(ContentVersion.key == key)
    ordered = query.order_by(ContentVersion.kind, ContentVersion.key, ContentVersion.number.desc())
    return [Published(*row) for row in db.session.execute(ordered)]


def newest(kind: ContentKind | None = None) -> dict[tuple[ContentKind, str], Published]:
    """The version in use of each, by one statement."""
    return first_of(versions(kind))


def first_of(ordered: Iterable[Published]) -> dict[tuple[ContentKind, str], Published]:
    """Of each the first that comes: the newest, as `versions` are ordered."""
    found: dict[tuple[ContentKind, str], Published] = {}
    for version in ordered:
        found.setdefault((version.kind, version.key), version)
    return found


def get_version(kind: ContentKind, key: str, number: int | None = None) -> Published:
    """The newest where no number is asked for."""
    for version in versions(kind, key):
        if number is None or version.number == number:
            return version
    raise NotFound


_texts: dict[UUID, Any] = {}
_catalogues: dict[tuple[UUID, ...], Catalogue] = {}


def read(version_ids: Sequence[UUID]) -> list[Any]:
    """The contents as they were published, by one statement for all that this process has not read yet."""
    missing = [one for one in version_ids if one not in _texts]
    if missing:
        if len(_texts) + len(missing) > KEPT:
            _texts.clear()
            missing = list(version_ids)
        query = select(ContentVersion.id, ContentVersion.kind, ContentVersion.content)
        for row in db.session.execute(query.where(ContentVersion.id.in_(missing))):
            _texts[row.id] = _parsed(row.kind, row.content)
        _keep()
    return [_texts[one] for one in version_ids]


def _keep() -> None:
    """What was read stays, so it need not be looked through for rubbish either where `app.serve` settled that:
    with fifty matrices one look took half a second, in the middle of somebody's page."""
    if gc.get_freeze_count():
        gc.freeze()


def _parsed(kind: ContentKind, text: str) -> Any:
    from app.standards.content import sharing
    from app.standards.content.compiled import restored
    from app.standards.content.frameworks import Crosswalk, EditionItems, Framework
    from app.standards.content.layered import read_back

    if kind == ContentKind.QUESTIONNAIRE:
        return read_back(text)
    if kind == ContentKind.MATRIX:
        return sharing.matrix(text)
    models: dict[ContentKind, Any] = {
        ContentKind.FRAMEWORK: Framework,
        ContentKind.ITEMS: EditionItems,
        ContentKind.CROSSWALK: Crosswalk,
    }
    return restored(models[kind], text)


def questionnaire(version: Published) -> Questionnaire:
    (found,) = read([version.id])
    return found  # type: ignore[no-any-return]


def matrix(version: Published) -> Matrix:
    (found,) = read([version.id])
    return found  # type: ignore[no-any-return]


def catalogue(current: Mapping[tuple[ContentKind, str], Published] | None = None) -> Catalogue:
    """Frameworks, items, crosswalks and matrices in use; `current` where the caller has asked already."""
    found = current if current is not None else newest()
    wanted = [one for one in found.values() if one.kind != ContentKind.QUESTIONNAIRE]
    ids = tuple(one.id for one in wanted)
    known = _catalogues.get(ids)
    if known is None:
        by_kind: dict[ContentKind, list[Any]] = {kind: [] for kind in ContentKind}
        for version, content in zip(wanted, read(ids), strict=True):
            by_kind[version.kind].append(content)
        _catalogues.clear()
        known = _catalogues[ids] = _put_together(by_kind)
    return known


def _put_together(by_kind: Mapping[ContentKind, list[Any]]) -> Catalogue:
    from app.standards.content.catalogue import all_items

    editions = {f"{one.framework}/{one.edition}": one for one in by_kind[ContentKind.ITEMS]}
    return Catalogue(
        frameworks={one.key: one for one in by_kind[ContentKind.FRAMEWORK]},
        editions=editions,
        items={item.ref: item for item in all_items(editions)},
        crosswalks={one.key: one for one in by_kind[ContentKind.CROSSWALK]},
        matrices={(one.key, one.version): one for one in by_kind[ContentKind.MATRIX]},
        files={},
        drafts=frozenset(),
    )
