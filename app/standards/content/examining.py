"""All files of the content, one against the other: every fault there is, in one pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from app.core.words import N_
from app.standards.content import catalogue_checks, matrix_checks, published, questionnaire_checks, succession
from app.standards.content.faults import Fault, in_order
from app.standards.content.frameworks import Crosswalk, EditionItems, Framework
from app.standards.content.matrices import Matrix
from app.standards.content.questionnaires import Questionnaire
from app.standards.content.reading import Node, read
from app.standards.content.references import References
from app.standards.content.validating import validate

Model = TypeVar("Model", bound=BaseModel)

STRAY = N_("The file has no place here: content lies in %(places)s.")
# Depth below the root and first folder say what a file is.
PLACES: dict[tuple[str, int], type[BaseModel]] = {
    ("frameworks", 2): Framework,
    ("items", 3): EditionItems,
    ("crosswalks", 2): Crosswalk,
    ("matrices", 3): Matrix,
}
QUESTIONNAIRE_PLACE = "<key>/v<number>.yaml"
CATALOGUE_PLACES = (
    "frameworks/<framework>.yaml, items/<framework>/<edition>.yaml, crosswalks/<key>.yaml, "
    "matrices/<key>/v<number>.yaml"
)


@dataclass
class Examined:
    faults: tuple[Fault, ...] = ()
    contents: dict[Path, BaseModel] = field(default_factory=dict)
    drafts: frozenset[Path] = frozenset()
    catalogue_files: dict[str, Path] = field(default_factory=dict)
    questionnaire_files: dict[str, Path] = field(default_factory=dict)

    def of(self, model: type[Model]) -> Iterator[tuple[Path, Model]]:
        for path, content in self.contents.items():
            if isinstance(content, model):
                yield path, content


class _Run:
    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.nodes: dict[Path, tuple[type[BaseModel], Node]] = {}
        self.contents: dict[Path, BaseModel] = {}

    def take(self, path: Path, model: type[BaseModel]) -> None:
        node, faults = read(path)
        self.faults += faults
        if node.value is None:
            return
        self.nodes[path] = (model, node)
        content, wrong = validate(model, node)
        self.faults += wrong
        if content is not None:
            self.contents[path] = content

    def roots(self, model: type[BaseModel]) -> list[Node]:
        return [node for kind, node in self.nodes.values() if kind is model]


def examine(questionnaires: Path | None, catalogue: Path) -> Examined:
    """`questionnaires` is None where only the catalogue is asked for."""
    run = _Run()
    catalogue_files = files_below(catalogue)
    questionnaire_files = files_below(questionnaires) if questionnaires else {}
    for name, path in catalogue_files.items():
        first, depth = name.split("/")[0], name.count("/") + 1
        if (first, depth) in PLACES:
            run.take(path, PLACES[first, depth])
        else:
            run.faults.append(Fault(path, 1, "", STRAY, {"places": CATALOGUE_PLACES}))
    for name, path in questionnaire_files.items():
        if name.count("/") == 1 and path.stem[:1] == "v" and path.stem[1:].isdecimal():
            run.take(path, Questionnaire)
        else:
            run.faults.append(Fault(path, 1, "", STRAY, {"places": QUESTIONNAIRE_PLACE}))
    references = _check_catalogue(run)
    _check_questionnaires(run, references)
    drafts, changed = published.check(catalogue, catalogue_files)
    if questionnaires:
        more, others = published.check(questionnaires, questionnaire_files)
        drafts, changed = drafts | more, changed + others
    return Examined(
        in_order([*run.faults, *changed]), run.contents, drafts, catalogue_files, questionnaire_files
    )


def files_below(root: Path) -> dict[str, Path]:
    """Content files by their name below the folder; hidden ones are somebody's editor's."""
    paths = [path for ending in ("*.yaml", "*.yml") for path in root.rglob(ending)]
    named = {path.relative_to(root).as_posix(): path for path in paths}
    return {
        name: named[name] for name in sorted(named) if not any(p.startswith(".") for p in name.split("/"))
    }


def _check_catalogue(run: _Run) -> References:
    frameworks, items = run.roots(Framework), run.roots(EditionItems)
    references = catalogue_checks.index(frameworks, items)
    levels = {
        root.get("key").text: [level.get("key").text for level in root.get("levels").items]
        for root in frameworks
    }
    for root in frameworks:
        run.faults += catalogue_checks.check_framework(root)
    for root in items:
        run.faults += catalogue_checks.check_items(root, references, levels)
    for root in run.roots(Crosswalk):
        run.faults += catalogue_checks.check_crosswalk(root, references)
    for root in run.roots(Matrix):
        run.faults += matrix_checks.check(root, references)
    return references


def _check_questionnaires(run: _Run, references: References) -> None:
    roots = run.roots(Questionnaire)
    for root in roots:
        run.faults += questionnaire_checks.check(root, references)
    run.faults += questionnaire_checks.check_together(roots)
    versions: dict[Path, list[Node]] = {}
    for root in roots:
        versions.setdefault(root.file.parent, []).append(root)
    for several in versions.values():
        run.faults += succession.check(sorted(several, key=_version))


def _version(root: Node) -> int:
    return int(root.file.stem.removeprefix("v"))
