"""Is the content as it must be? What `flask standards check` tells."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.core.words import N_
from app.standards.content import published
from app.standards.content.faults import Fault
from app.standards.content.loading import CATALOGUE, QUESTIONNAIRES

OUTSIDE = N_(
    "No content file lies here: it is neither below %(questionnaires)s nor below %(catalogue)s. For a folder of your "
    "own use --root."
)
NO_PLACE = N_(
    "This file does not say which place it belongs to: key and version of a questionnaire or a matrix, framework and "
    "edition of items, key of a crosswalk or a framework."
)
OF_LAYER = N_("This file holds own changes of a questionnaire: load it with `flask standards layer load`.")


@dataclass(frozen=True)
class Report:
    """`drafts` are files of a version that are not listed as published: they may still change."""

    faults: tuple[Fault, ...]
    drafts: tuple[Path, ...]
    files: int
    questionnaires: int
    questions: int
    items: int
    rows: int


def check(
    paths: Sequence[Path] = (), questionnaires: Path = QUESTIONNAIRES, catalogue: Path = CATALOGUE
) -> Report:
    """All files are read, because one may be wrong by another; told is what lies in one of the paths. A file that lies
    elsewhere is read as if it stood in the place that it names itself."""
    from app.standards.content.catalogue import all_items
    from app.standards.content.examining import examine
    from app.standards.content.frameworks import EditionItems
    from app.standards.content.matrices import Matrix
    from app.standards.content.questionnaires import Questionnaire

    stand_ins, strays = _stand_ins(paths, questionnaires, catalogue)
    examined = examine(questionnaires, catalogue, stand_ins)
    asked = [path.resolve() for path in paths]

    def is_asked(path: Path) -> bool:
        return not asked or any(path.resolve().is_relative_to(each) for each in asked)

    files = [*examined.questionnaire_files.values(), *examined.catalogue_files.values()]
    outside = tuple(
        Fault(path, 1, "", OUTSIDE, {"questionnaires": shown(questionnaires), "catalogue": shown(catalogue)})
        for path in paths
        if path not in strays and not any(file.resolve().is_relative_to(path.resolve()) for file in files)
    )
    ours = [content for path, content in examined.of(Questionnaire) if is_asked(path)]
    editions = {content.name: content for _, content in examined.of(EditionItems)}
    told = {content.name for path, content in examined.of(EditionItems) if is_asked(path)}
    rows = [content for path, content in examined.of(Matrix) if is_asked(path)]
    return Report(
        faults=tuple(strays.values())
        + outside
        + tuple(fault for fault in examined.faults if is_asked(fault.file)),
        drafts=tuple(sorted(path for path in examined.drafts if is_asked(path))),
        files=sum(is_asked(path) for path in files),
        questionnaires=len(ours),
        questions=sum(1 for each in ours for _ in each.questions()),
        items=sum(item.parent is None and item.edition in told for item in all_items(editions)),
        rows=sum(len(each.rows) for each in rows),
    )


def _stand_ins(
    paths: Sequence[Path], questionnaires: Path, catalogue: Path
) -> tuple[dict[Path, Path], dict[Path, Fault]]:
    """Place → file that lies elsewhere, and what is wrong with those that name no place."""
    from app.standards.content.examining import place_of
    from app.standards.content.reading import read

    roots = [questionnaires.resolve(), catalogue.resolve()]
    found: dict[Path, Path] = {}
    strays: dict[Path, Fault] = {}
    for path in paths:
        if not path.is_file() or any(path.resolve().is_relative_to(root) for root in roots):
            continue
        place = place_of(path, questionnaires, catalogue)
        if place is not None:
            found[place] = path
            continue
        root, faults = read(path)
        is_layer = root.has("questionnaire") and root.has("changes")
        strays[path] = next(iter(faults), Fault(path, 1, "", OF_LAYER if is_layer else NO_PLACE))
    return found, strays


def below(root: Path) -> tuple[Path, Path] | None:
    """Questionnaires and catalogue of a folder; what it does not hold is the delivered one. None where there is
    neither."""
    own = root / "questionnaires", root / "catalogue"
    if not any(path.is_dir() for path in own):
        return None
    questionnaires, catalogue = own
    return (
        questionnaires if questionnaires.is_dir() else QUESTIONNAIRES,
        catalogue if catalogue.is_dir() else CATALOGUE,
    )


def freeze(
    drafts: Collection[Path], questionnaires: Path = QUESTIONNAIRES, catalogue: Path = CATALOGUE
) -> list[Path]:
    """From now on these files are followed by new versions only."""
    return [path for folder in (questionnaires, catalogue) for path in published.freeze(folder, drafts)]


def shown(path: Path) -> str:
    """As short as it can be from where the command runs."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative
