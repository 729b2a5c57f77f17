"""All files of the content, one against the other: every fault there is, in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
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
NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
NO_STAND_INS: Mapping[Path, Path] = {}
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
    def __init__(self, stand_ins: Mapping[Path, Path]) -> None:
        self.stand_ins = stand_ins
        self.faults: list[Fault] = []
        self.nodes: dict[Path, tuple[type[BaseModel], Node]] = {}
        self.contents: dict[Path, BaseModel] = {}

    def take(self, path: Path, model: type[BaseModel]) -> None:
        node, faults = read(self.stand_ins.get(path, path), path)
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


def examine(
    questionnaires: Path | None, catalogue: Path, stand_ins: Mapping[Path, Path] = NO_STAND_INS
) -> Examined:
    """`questionnaires` is None where only the catalogue is asked for; `stand_ins`: place in a folder → the file that
    is read as if it stood there already, and that everything is told of."""
    run = _Run(stand_ins)
    catalogue_files = _files(catalogue, stand_ins)
    questionnaire_files = _files(questionnaires, stand_ins) if questionnaires else {}
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
    catalogue_files, questionnaire_files = (
        {name: stand_ins.get(path, path) for name, path in files.items()}
        for files in (catalogue_files, questionnaire_files)
    )
    drafts, changed = published.check(catalogue, catalogue_files)
    if questionnaires:
        more, others = published.check(questionnaires, questionnaire_files)
        drafts, changed = drafts | more, changed + others
    told = [replace(one, file=stand_ins.get(one.file, one.file)) for one in run.faults]
    contents = {stand_ins.get(path, path): content for path, content in run.contents.items()}
    return Examined(in_order([*told, *changed]), contents, drafts, catalogue_files, questionnaire_files)


def _files(root: Path, stand_ins: Mapping[Path, Path]) -> dict[str, Path]:
    found = files_below(root)
    found |= {path.relative_to(root).as_posix(): path for path in stand_ins if path.is_relative_to(root)}
    return dict(sorted(found.items()))


def place_of(path: Path, questionnaires: Path, catalogue: Path) -> Path | None:
    """Where a file belongs by what it says of itself: its keys tell its kind, its name and version the place."""
    root = read(path)[0]
    key, version = root.get("key").text, root.get("version").text
    if root.has("sections"):
        return _placed(questionnaires, key, f"v{version}") if version.isdecimal() else None
    if root.has("rows"):
        return _placed(catalogue / "matrices", key, f"v{version}") if version.isdecimal() else None
    if root.has("framework"):
        return _placed(catalogue / "items", root.get("framework").text, root.get("edition").text)
    if root.has("pairs"):
        return _placed(catalogue, "crosswalks", key)
    return _placed(catalogue, "frameworks", key) if root.has("editions") else None


def _placed(root: Path, folder: str, name: str) -> Path | None:
    """Names that could lead elsewhere name no place."""
    return root / folder / f"{name}.yaml" if all(NAME.fullmatch(one) for one in (folder, name)) else None


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
        ordered = sorted(several, key=_version)
        run.faults += succession.check(ordered)
        run.faults += questionnaire_checks.check_newest(ordered[-1])


def _version(root: Node) -> int:
    return int(root.file.stem.removeprefix("v"))
