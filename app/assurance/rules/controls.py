"""相補的な内部統制, as they are pasted from a report: one control on each line, its number first."""

import re
from collections.abc import Collection
from typing import NamedTuple

from app.core.errors import DomainError
from app.core.words import N_

# A number of its own, such as CC6.1, CUEC-3, 1 or (a); a word without a digit is text, unless in brackets.
REF = re.compile(
    r"(?P<ref>\([0-9A-Za-z]{1,4}\)|(?=[^\s]*[0-9])[0-9A-Za-z][0-9A-Za-z.\-_/]{0,29})[.:)：）]?(?:\s+|$)"
)
LONGEST_REF, LONGEST_TEXT, MOST = 30, 4000, 300

NONE_GIVEN = N_(
    "Enter at least one control, its number first: CC6.1 Users review the rights of their people."
)
NO_REF = N_("Line %(line)s has no number at its beginning. Write it first, then a space, then the text.")
NO_TEXT = N_("Line %(line)s has a number and no text. Write what users are expected to do.")
TWICE = N_("The number %(ref)s stands there twice. Give each control a number of its own.")
THERE = N_("The report has a control %(ref)s already. Edit that one, or give this one another number.")
TOO_MANY = N_("A report holds at most %(most)s controls. Leave out what does not concern users.")
TOO_LONG = N_("Line %(line)s is too long. Use at most %(most)s characters.")


class Control(NamedTuple):
    ref: str
    text: str


def read(pasted: str, there: Collection[str]) -> list[Control]:
    """`there`: the numbers that the report has already."""
    lines = [" ".join(line.split()) for line in pasted.splitlines()]
    found = [_one(at, line) for at, line in enumerate(lines, start=1) if line]
    if not found:
        raise DomainError(NONE_GIVEN, "lines")
    seen: set[str] = set()
    for ref, _text in found:
        if ref in seen:
            raise DomainError(TWICE, "lines", ref=ref)
        if ref in there:
            raise DomainError(THERE, "lines", ref=ref)
        seen.add(ref)
    if len(found) + len(there) > MOST:
        raise DomainError(TOO_MANY, "lines", most=MOST)
    return found


def _one(at: int, line: str) -> Control:
    told = REF.match(line)
    if told is None:
        raise DomainError(NO_REF, "lines", line=at)
    text = line[told.end() :].strip()
    if not text:
        raise DomainError(NO_TEXT, "lines", line=at)
    if len(text) > LONGEST_TEXT:
        raise DomainError(TOO_LONG, "lines", line=at, most=LONGEST_TEXT)
    return Control(told["ref"], text)
