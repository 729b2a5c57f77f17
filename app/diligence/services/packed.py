"""Many files at once: matched to questions by their names, each looked at as if it had come alone."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any

from app.core import files, unpacking
from app.core.errors import DomainError
from app.core.files import kinds, names
from app.core.words import N_
from app.diligence.models import Assignment, Evidence
from app.diligence.queries import answers
from app.diligence.rules.evidence import question_for

PACKED_AGAIN = N_("There is another packed file inside this one. Unpack it and send its content.")
TOO_LARGE = files.keeping.TOO_LARGE


class Fate(StrEnum):
    """What becomes of a packed file."""

    TAKEN = "taken"
    THERE = "there"
    UNKNOWN = "unknown"
    REFUSED = "refused"


@dataclass(frozen=True)
class Found:
    """A packed file. `why` is a refusal with its `params`, for the page to say."""

    path: str
    size: int
    sha256: str
    fate: Fate
    question: str = ""
    part: str = ""
    why: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)


def look(
    assignment: Assignment,
    content: bytes,
    there: Iterable[Evidence],
    *,
    most: int,
    chosen: Collection[str] = (),
) -> list[tuple[Found, files.Kept | None]]:
    """Which question each file of a zip is for; those chosen by their path are stored, and have no rows yet.

    `most`: bytes that one file may measure. Outside any transaction: it takes as long as it takes.
    """
    return [
        (found, _keep(found, held, most) if found.path in chosen and found.fate == Fate.TAKEN else None)
        for found, held in _sorted(assignment, content, there, most)
    ]


def _keep(found: Found, content: bytes, most: int) -> files.Kept:
    return files.keep(io.BytesIO(content), _last(found.path), most=most)


def _sorted(
    assignment: Assignment, content: bytes, there: Iterable[Evidence], most: int
) -> Iterator[tuple[Found, bytes]]:
    standing = [one for one in there if not one.is_withdrawn]
    seen = {(one.question, one.sha256) for one in standing}
    full = {(one.question, one.part) for one in standing}
    parts = _file_parts(assignment)
    for member in unpacking.members(content):
        found = _found(member, question_for(member.name, assignment.questions), seen, most)
        if found.fate == Fate.TAKEN:
            part = _free(parts.get(found.question, []), found.question, full)
            found = Found(found.path, found.size, found.sha256, found.fate, found.question, part)
            seen.add((found.question, found.sha256))
            full.add((found.question, part))
        yield found, member.content


def _found(member: unpacking.Member, question: str, seen: Collection[tuple[str, str]], most: int) -> Found:
    size, sha256 = len(member.content), hashlib.sha256(member.content).hexdigest()
    try:
        _check(member, most)
    except DomainError as refusal:
        return Found(
            member.name, size, sha256, Fate.REFUSED, question, why=refusal.message, params=refusal.params
        )
    if not question:
        return Found(member.name, size, sha256, Fate.UNKNOWN)
    fate = Fate.THERE if (question, sha256) in seen else Fate.TAKEN
    return Found(member.name, size, sha256, fate, question)


def _check(member: unpacking.Member, most: int) -> None:
    """As strict as with a file that comes alone, before anything of it is stored."""
    name = names.clean_name(_last(member.name))
    if not name:
        raise DomainError(files.keeping.NAMELESS)
    stream = io.BytesIO(member.content)
    files.keeping.measured(stream, most)
    if kinds.recognise(stream, name) == "zip":
        raise DomainError(PACKED_AGAIN)


def _last(path: str) -> str:
    return PurePosixPath(path).name


def _file_parts(assignment: Assignment) -> dict[str, list[Any]]:
    paper = answers.paper_for(assignment.content_id)
    return {one.id: [part for part in one.parts if part.type == "file"] for one in paper.questions()}


def _free(parts: Iterable[Any], question: str, full: Collection[tuple[str, str]]) -> str:
    """The first place for a file that still takes one; beside the answer as a whole where there is none."""
    return next((part.key for part in parts if part.many or (question, part.key) not in full), "")
