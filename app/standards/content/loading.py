"""From folders of files to content that holds. Nothing is kept here; who calls often keeps what it got."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.standards.content.catalogue import Catalogue
from app.standards.content.faults import ContentRefused

if TYPE_CHECKING:
    from app.standards.content.examining import Examined
    from app.standards.content.questionnaires import Questionnaire

QUESTIONNAIRES = Path(__file__).resolve().parents[3] / "questionnaires"
CATALOGUE = Path(__file__).resolve().parents[1] / "catalogue"


@dataclass(frozen=True)
class LoadedQuestionnaire:
    """A version of ours: `file_sum` is what PUBLISHED lists, `digest` that of the compiled content."""

    content: Questionnaire
    file: Path
    file_sum: str
    digest: str
    is_draft: bool


Questionnaires = Mapping[str, Sequence[LoadedQuestionnaire]]


def load_questionnaires(root: Path = QUESTIONNAIRES, catalogue: Path = CATALOGUE) -> Questionnaires:
    """Key → versions, the oldest first. Raises `ContentRefused` when any file is wrong, the catalogue's too."""
    from app.standards.content.examining import examine

    return questionnaires_of(_sound(examine(root, catalogue)))


def load_catalogue(root: Path = CATALOGUE) -> Catalogue:
    from app.standards.content.examining import examine

    return catalogue_of(_sound(examine(None, root)))


def load_all(root: Path = QUESTIONNAIRES, catalogue: Path = CATALOGUE) -> tuple[Questionnaires, Catalogue]:
    from app.standards.content.examining import examine

    examined = _sound(examine(root, catalogue))
    return questionnaires_of(examined), catalogue_of(examined)


def _sound(examined: Examined) -> Examined:
    if examined.faults:
        raise ContentRefused(examined.faults)
    return examined


def questionnaires_of(examined: Examined) -> Questionnaires:
    from app.standards.content.compiled import digest
    from app.standards.content.published import sum_of
    from app.standards.content.questionnaires import Questionnaire

    found: dict[str, list[LoadedQuestionnaire]] = {}
    for path, content in examined.of(Questionnaire):
        found.setdefault(content.key, []).append(
            LoadedQuestionnaire(content, path, sum_of(path), digest(content), path in examined.drafts)
        )
    return {key: tuple(sorted(found[key], key=lambda each: each.content.version)) for key in sorted(found)}


def catalogue_of(examined: Examined) -> Catalogue:
    from app.standards.content.catalogue import all_items
    from app.standards.content.frameworks import Crosswalk, EditionItems, Framework
    from app.standards.content.matrices import Matrix
    from app.standards.content.published import sum_of

    editions = {each.name: each for _, each in examined.of(EditionItems)}
    names = examined.catalogue_files
    return Catalogue(
        frameworks={each.key: each for _, each in examined.of(Framework)},
        editions=editions,
        items={item.ref: item for item in all_items(editions)},
        crosswalks={each.key: each for _, each in examined.of(Crosswalk)},
        matrices={(each.key, each.version): each for _, each in examined.of(Matrix)},
        files={name: sum_of(path) for name, path in names.items()},
        drafts=frozenset(name for name, path in names.items() if path in examined.drafts),
    )
