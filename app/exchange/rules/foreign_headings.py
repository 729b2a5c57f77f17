"""Which rows of a strange questionnaire name its columns, and what each column holds by its name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from app.exchange.reading.book import MAX_COLUMNS, Merged, Sheet
from app.exchange.reading.headers import TALLEST, stacks
from app.exchange.reading.spellings import JOINT
from app.exchange.rules.foreign_values import is_id, text_of
from app.exchange.rules.foreign_words import Role, choice_of, name_of, plain


class Why(StrEnum):
    """What a column was understood by."""

    NAME = "name"
    CELLS = "cells"
    CHOSEN = "chosen"


TICKS = (Role.YES, Role.NO, Role.NA, Role.PARTIAL, Role.PLANNED)
# A role that only one column can have; of the others the first one leads and all are read.
SINGLE = frozenset({Role.NUMBER, Role.QUESTION, Role.ANSWER, *TICKS})
_WEIGHTS = {
    Role.NUMBER: 2.0, Role.QUESTION: 2.0, Role.ANSWER: 2.5, Role.COMMENT: 1.0, Role.GUIDANCE: 0.8,
    Role.OWNER: 0.8, Role.EVIDENCE: 0.8,
}  # fmt: skip
_VAGUE = (Role.SECTION, Role.NUMBER, Role.QUESTION)
_LESS, _TICK, _LOWER = 0.5, 1.2, 0.1
# Forms begin with pages of words on how to fill them in: so many rows with content, among so many, are searched.
DEEPEST, SEARCHED = 200, 2000
_LONGEST_CELL = 200
ENOUGH = 2.0
_LONGEST_HEADING = 79


@dataclass(frozen=True, slots=True)
class Column:
    role: Role
    index: int
    heading: str
    why: Why = Why.NAME


@dataclass(frozen=True, slots=True)
class Heading:
    """`rows` counts from 0 and is empty where no row names the columns. `texts`: column → what stands above it."""

    rows: tuple[int, ...]
    texts: Mapping[int, str]
    roles: Mapping[int, Role]
    # Named above several columns at once: that it is there is known, and not in which of them.
    spread: frozenset[Role] = frozenset()
    # What stands above the lowest text of a column.
    over: Mapping[int, str] = field(default_factory=dict)

    @property
    def first_row(self) -> int:
        return self.rows[-1] + 1 if self.rows else 0


NO_HEADING = Heading((), {}, {})


def role_of(parts: Sequence[str]) -> Role | None:
    """By the lowest of the texts above a column that says anything. A choice below what whoever asked fills in is
    theirs too."""
    for at in reversed(range(len(parts))):
        if (role := _role_of(parts[at])) is not None:
            is_theirs = role in TICKS and any(_role_of(part) == Role.REVIEW for part in parts[:at])
            return Role.REVIEW if is_theirs else role
    return None


@lru_cache(maxsize=8192)
def _role_of(heading: str) -> Role | None:
    return choice_of(heading) or name_of(heading)


def find(sheet: Sheet) -> Heading:
    """The rows whose texts name most columns; fewer and higher rows first."""
    best, most = NO_HEADING, 0.0
    rows = [at for at, row in enumerate(sheet.rows[:SEARCHED]) if row][:DEEPEST]
    for top in [at for at in rows if _may_name(sheet, at)]:
        for height in _heights(sheet, top):
            heading = at(sheet, top, height)
            score = _score(heading) - _LOWER * (height - 1)
            if score >= ENOUGH and score > most:
                best, most = heading, score
    return _whole(sheet, best)


def _heights(sheet: Sheet, top: int) -> Iterator[int]:
    """Of how many rows a heading from this row may be; a row between it and the choices to tick names other columns."""
    yield 1
    for height in range(2, TALLEST + 1):
        if _may_continue(sheet, top, top + height - 1):
            yield height
        elif (
            height > 2 or not _may_continue(sheet, top, top + height) or not _has_choices(sheet, top + height)
        ):
            return


def _has_choices(sheet: Sheet, row: int) -> bool:
    cells = sheet.rows[row] if row < len(sheet.rows) else ()
    return len({role for cell in cells if (text := text_of(cell)) and (role := choice_of(text)) in TICKS}) > 1


def _may_name(sheet: Sheet, top: int) -> bool:
    """Whether a row says the name of any column; most rows are not looked at more closely."""
    texts = {text for cell in sheet.rows[top] if isinstance(cell, str) and (text := " ".join(cell.split()))}
    return any(len(text) <= _LONGEST_CELL and _role_of(text) is not None for text in texts)


def _whole(sheet: Sheet, heading: Heading) -> Heading:
    """With the rows that its merged cells reach, and a row above that says of what there are several."""
    if not heading.rows:
        return heading
    top, bottom = heading.rows[0], heading.rows[-1]
    for one in sheet.merged:
        if one.bottom > one.top and one.left in heading.roles and one.top <= bottom and one.bottom >= top:
            top, bottom = min(top, one.top), max(bottom, one.bottom)
    over = [one for one in sheet.merged if one.top == one.bottom == top - 1 and one.right > one.left]
    if any(_stands_over(one, heading) for one in over):
        top -= 1
    if bottom - top >= TALLEST or (top, bottom) == (heading.rows[0], heading.rows[-1]):
        return heading
    return at(sheet, top, bottom - top + 1)


def _stands_over(one: Merged, heading: Heading) -> bool:
    """Over several columns, and not over the whole table as a title does."""
    below = [index for index in heading.roles if one.left <= index <= one.right]
    return 1 < len(below) < len(heading.roles) - 1


def at(sheet: Sheet, top: int, height: int = 1) -> Heading:
    """The heading that these rows are."""
    columns = stacks(sheet, top, height)
    roles = {index: role for index, parts in columns.items() if (role := role_of(parts)) is not None}
    spread = set()
    for index, is_first in _spread(sheet, top + height - 1):
        if index in roles and (roles[index] in _VAGUE or not is_first):
            spread.add(roles.pop(index))
    texts = {index: JOINT.join(parts) for index, parts in columns.items()}
    found = frozenset(spread - {Role.SECTION})
    over = {index: JOINT.join(parts[:-1]) for index, parts in columns.items()}
    return Heading(tuple(range(top, top + height)), texts, _told_apart(columns, roles), found, over)


def _spread(sheet: Sheet, row: int) -> list[tuple[int, bool]]:
    """The columns of cells that are merged across in the lowest row of a heading, and whether each is the first."""
    return [
        (index, index == one.left)
        for one in sheet.merged
        if one.top <= row <= one.bottom and one.right > one.left
        for index in range(one.left, min(one.right + 1, MAX_COLUMNS))
    ]


def _told_apart(columns: Mapping[int, Sequence[str]], roles: Mapping[int, Role]) -> dict[int, Role]:
    """Yes and no are columns to tick only beside one another; a word alone may head anything."""
    found = dict(roles)
    if len({role for role in roles.values() if role in TICKS}) < 2:
        for index, role in roles.items():
            if role in TICKS:
                del found[index]
            # “No” alone is a number, “Implemented” alone the column of the answers.
            if role in TICKS and (name := name_of(columns[index][-1])) is not None:
                found[index] = name
            if role == Role.NO and plain(columns[index][-1]) == "no":
                found[index] = Role.NUMBER
    nos = [index for index, role in found.items() if role == Role.NO]
    if len(nos) > 1 and plain(columns[nos[0]][-1]) == "no":
        found[nos[0]] = Role.NUMBER
    numbers = [index for index, role in found.items() if role == Role.NUMBER]
    asked = [index for index in numbers if "control" not in plain(columns[index][-1])]
    if asked:
        found |= {index: Role.CONTROL for index in numbers if index not in asked}
    return found


def _may_continue(sheet: Sheet, top: int, below: int) -> bool:
    """Whether a further row still names columns: short texts, none of which is a number of a question, several below
    one cell that is merged over them or beside cells that reach down to them, or choices to tick."""
    if below >= len(sheet.rows):
        return False
    texts = {index: text for index, cell in enumerate(sheet.rows[below]) if (text := text_of(cell))}
    if not texts or any(len(text) > _LONGEST_HEADING or is_id(text) for text in texts.values()):
        return False
    reaches = any(top <= one.top < below <= one.bottom for one in sheet.merged)
    spans = any(
        one.bottom == below - 1 and top <= one.top and sum(one.left <= at <= one.right for at in texts) > 1
        for one in sheet.merged
    )
    is_part = (reaches or spans) and len(set(texts.values())) == len(texts)
    return is_part or _has_choices(sheet, below)


def _score(heading: Heading) -> float:
    if any(len(text) > len(JOINT) * TALLEST + TALLEST * 80 for text in heading.texts.values()):
        return 0.0
    seen = list(heading.roles.values())
    return sum(_weighed(seen)) - _LESS * sum(is_id(text) for text in heading.texts.values())


def _weighed(roles: Sequence[Role]) -> Iterator[float]:
    for role in set(roles):
        yield _TICK if role in TICKS else _WEIGHTS.get(role, _LESS)
