"""Many files at once: matched to questions by their names, each looked at as if it had come alone."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any

from app.core import archives, files, unpacking
from app.core.archives import Fault
from app.core.errors import DomainError
from app.core.files import kinds, names
from app.core.words import N_
from app.diligence.models import Assignment, Evidence
from app.diligence.queries import answers
from app.diligence.rules.evidence import question_for

PACKED_AGAIN = N_("There is another packed file inside this one. Unpack it and send its content.")
TOO_LARGE = files.keeping.TOO_LARGE
# Why a zip is not opened at all, for somebody who has packed their documents.
REFUSALS = {
    archives.MESSAGES[fault]: message
    for fault, message in {
        Fault.DAMAGED: N_(
            "The ZIP file is damaged or incomplete. Pack the files again and choose the new ZIP."
        ),
        Fault.UNUSUAL: N_(
            "The ZIP file is packed in an unusual way, so it was not opened. Pack the files again with the usual "
            "function of your computer and choose the new ZIP."
        ),
        Fault.ENCRYPTED: N_(
            "The ZIP file is protected by a password. Pack the files again without one and choose the new ZIP."
        ),
        Fault.TOO_MANY: N_(
            "The ZIP file holds more than %(count)s files. Divide them over several ZIP files and choose one after "
            "the other."
        ),
        Fault.TOO_LARGE: N_(
            "The files of the ZIP measure more than %(megabytes)s MB together. Divide them over several ZIP files "
            "and choose one after the other."
        ),
        Fault.BOMB: N_(
            "A file of the ZIP unpacks to far more than a document would, so the ZIP was not opened. Choose the "
            "documents one by one."
        ),
        Fault.NAME: N_(
            "A file of the ZIP has a name that cannot be taken, or the same name as another one, so the ZIP was not "
            "opened: “%(name)s”. Leave that file out or rename it, pack the files again and choose the new ZIP."
        ),
        Fault.LINK: N_(
            "A file of the ZIP is a link to another file, so the ZIP was not opened: “%(name)s”. Put the file itself "
            "in its place, pack the files again and choose the new ZIP."
        ),
    }.items()
}


class Fate(StrEnum):
    """What becomes of a packed file."""

    TAKEN = "taken"
    THERE = "there"
    NOT_ASKED = "not_asked"  # its question is left out by the answers so far
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
    asked: Collection[str],
    most: int,
    chosen: Collection[str] = (),
) -> list[tuple[Found, files.Kept | None]]:
    """Which question each file of a zip is for; those chosen by their path are stored, and have no rows yet.

    `asked`: the questions that are asked now; `most`: bytes that one file may measure. Outside any transaction: it
    takes as long as it takes.
    """
    return [
        (found, _keep(found, held, most) if found.path in chosen and found.fate == Fate.TAKEN else None)
        for found, held in _sorted(assignment, content, there, asked, most)
    ]


def _keep(found: Found, content: bytes, most: int) -> files.Kept:
    return files.keep(io.BytesIO(content), _last(found.path), most=most)


def _sorted(
    assignment: Assignment, content: bytes, there: Iterable[Evidence], asked: Collection[str], most: int
) -> Iterator[tuple[Found, bytes]]:
    standing = [one for one in there if not one.is_withdrawn]
    seen = {(one.question, one.sha256) for one in standing}
    full = {(one.question, one.part) for one in standing}
    parts = _file_parts(assignment)
    for member in _members(content):
        # By all numbers of the request: else the file of a question left out would go to one whose folder it is in.
        found = _found(member, question_for(member.name, assignment.questions), asked, seen, most)
        if found.fate == Fate.TAKEN:
            part = _free(parts.get(found.question, []), found.question, full)
            found = Found(found.path, found.size, found.sha256, found.fate, found.question, part)
            seen.add((found.question, found.sha256))
            full.add((found.question, part))
        yield found, member.content


def _members(content: bytes) -> Iterator[unpacking.Member]:
    try:
        yield from unpacking.members(content)
    except DomainError as refusal:
        raise DomainError(REFUSALS.get(refusal.message, refusal.message), None, **refusal.params) from None


def _found(
    member: unpacking.Member, question: str, asked: Collection[str], seen: Collection[tuple[str, str]], most: int
) -> Found:  # fmt: skip
    size, sha256 = len(member.content), hashlib.sha256(member.content).hexdigest()
    try:
        _check(member, most)
    except DomainError as refusal:
        return Found(
            member.name, size, sha256, Fate.REFUSED, question, why=refusal.message, params=refusal.params
        )
    if not question:
        return Found(member.name, size, sha256, Fate.UNKNOWN)
    if (question, sha256) in seen:
        return Found(member.name, size, sha256, Fate.THERE, question)
    return Found(member.name, size, sha256, Fate.TAKEN if question in asked else Fate.NOT_ASKED, question)


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
