"""What each column of a strange questionnaire holds, where its heading does not say so: by the shape of its cells."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.exchange.reading.book import Sheet
from app.exchange.rules.foreign_headings import SINGLE, TICKS, Column, Heading, Why
from app.exchange.rules.foreign_values import (
    EMPTY_BOXES,
    LONGEST_ID,
    Mark,
    asks,
    is_bare,
    is_id,
    is_lettered_id,
    mark_in,
    numbered,
    said_in,
    text_of,
)
from app.exchange.rules.foreign_words import Role, Said, asks_by_name, may_answer

SAMPLED = 2000
FEWEST = 3
_MOSTLY, _OFTEN, _FULL, _LONG, _SHORT = 0.6, 0.3, 200, 25, 20
# What a column that is named otherwise may hold after all, where none is named a question.
_PERHAPS_ASKS = (Role.COMMENT, Role.GUIDANCE, Role.SECTION)
_ENOUGH, _LESS = 2.5, 0.3
_MOST_ALIKE = 2
_YEAR = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Shape:
    """What the cells of one column below the heading look like; shares of those that hold anything."""

    filled: int = 0
    share: float = 0.0  # of the cells of the fullest column
    ids: float = 0.0
    lettered: float = 0.0
    different: float = 0.0
    asking: float = 0.0
    length: float = 0.0
    answers: float = 0.0
    numbered: float = 0.0  # begin with a number and go on with a text
    ticked: float = 0.0

    @property
    def as_question(self) -> float:
        return 2 * self.asking + min(self.length, _FULL) / _FULL + self.different / 2 + self.share

    @property
    def as_number(self) -> float:
        return self.ids + self.different / 2 + self.share


@dataclass(frozen=True, slots=True)
class Layout:
    heading_rows: tuple[int, ...]
    columns: tuple[Column, ...]
    # The numbers stand in front of the questions, in the same cells.
    has_numbers_inside: bool = False

    def one(self, role: Role) -> int | None:
        return next((column.index for column in self.columns if column.role == role), None)

    def every(self, role: Role) -> tuple[int, ...]:
        return tuple(column.index for column in self.columns if column.role == role)

    @property
    def ticks(self) -> tuple[Column, ...]:
        found = tuple(column for column in self.columns if column.role in (*TICKS, Role.OTHER))
        return found if len(found) > 1 else ()

    @property
    def asks_for_answers(self) -> bool:
        return bool(self.ticks) or self.one(Role.ANSWER) is not None


def layout_of(sheet: Sheet, heading: Heading) -> Layout | None:
    """None where nothing says that the sheet asks anything."""
    shapes = shapes_of(sheet, heading)
    roles = _one_each(heading, shapes)
    named = {*roles.values(), *heading.spread}
    _misnamed(roles, shapes)
    named &= {*roles.values(), *heading.spread}
    if is_printed(sheet, heading, [index for index, role in roles.items() if role in TICKS]):
        roles = {index: role for index, role in roles.items() if role not in TICKS}
    else:
        _further_choices(heading, shapes, roles)
    by_name = dict(roles)
    if Role.NUMBER not in roles.values():
        _add(roles, Role.NUMBER, _number_by_shape(heading, shapes, roles))
    if Role.QUESTION not in roles.values():
        named.discard(Role.QUESTION)
        _add(roles, Role.QUESTION, _question_by_shape(heading, shapes, roles))
    if not {Role.ANSWER, *TICKS}.intersection((*roles.values(), *heading.spread)):
        _add(roles, Role.ANSWER, _perhaps_answer(heading, shapes, roles) or _answer_by_shape(shapes, roles))
    if not _is_asking(roles, named, shapes):
        return None
    columns = tuple(
        _columns(heading, roles, lambda at: Why.NAME if by_name.get(at) == roles[at] else Why.CELLS)
    )
    return Layout(heading.rows, columns, _has_numbers_inside(columns, shapes))


def chosen(sheet: Sheet, heading: Heading, roles: Mapping[int, Role]) -> Layout:
    """As somebody says it."""
    columns = tuple(_columns(heading, roles, lambda _: Why.CHOSEN))
    return Layout(heading.rows, columns, _has_numbers_inside(columns, shapes_of(sheet, heading)))


def _columns(heading: Heading, roles: Mapping[int, Role], why: Callable[[int], Why]) -> Iterator[Column]:
    for index in sorted(roles):
        yield Column(roles[index], index, heading.texts.get(index, ""), why(index))


def _has_numbers_inside(columns: Iterable[Column], shapes: Mapping[int, Shape]) -> bool:
    found = {column.role: column.index for column in columns}
    shape = shapes.get(found.get(Role.QUESTION, -1), Shape())
    return Role.NUMBER not in found and shape.filled >= FEWEST and shape.numbered >= _MOSTLY


def _add(roles: dict[int, Role], role: Role, index: int | None) -> None:
    if index is not None:
        roles[index] = role


def _misnamed(roles: dict[int, Role], shapes: Mapping[int, Shape]) -> None:
    """The title of a section above the numbers, such as “Required questions”, is no name of their column; and a
    column of “References” that holds texts has no numbers."""
    for index, role in list(roles.items()):
        shape = shapes.get(index, Shape())
        is_text = shape.length > _SHORT or shape.different < _OFTEN
        if role == Role.NUMBER and shape.filled and not shape.ids and is_text:
            roles[index] = Role.CONTROL
        if role == Role.QUESTION and shape.ids >= _MOSTLY:
            del roles[index]
            if Role.NUMBER not in roles.values():
                roles[index] = Role.NUMBER


def is_printed(sheet: Sheet, heading: Heading, ticks: Sequence[int]) -> bool:
    """Whether the columns to tick hold the same in each row: points or words of which one is to be circled."""
    rows: list[tuple[str, ...]] = []
    for row in range(heading.first_row, min(len(sheet.rows), heading.first_row + SAMPLED)):
        texts = tuple(text_of(sheet.cell(row, index)) for index in ticks)
        if any(text and text not in EMPTY_BOXES for text in texts):
            rows.append(texts)
    full = [texts for texts in rows if all(texts) and not EMPTY_BOXES.intersection(texts)]
    return len(ticks) > 1 and len(full) >= FEWEST and full.count(full[0]) >= _MOSTLY * len(rows)


def _further_choices(heading: Heading, shapes: Mapping[int, Shape], roles: dict[int, Role]) -> None:
    """Columns beside those to tick, below the same heading or with ticks in them: “unknown”, “not tested”."""
    ticks = [index for index, role in roles.items() if role in TICKS]
    if len(ticks) < 2:
        return
    over = {heading.over.get(index, "") for index in ticks} - {""}
    for step, start in ((1, max(ticks)), (-1, min(ticks))):
        at = start + step
        while at >= 0 and _is_choice(at, heading, shapes, roles, over):
            roles[at] = Role.OTHER
            at += step
    for at in range(min(ticks), max(ticks)):
        if at not in ticks and _is_choice(at, heading, shapes, roles, over):
            roles[at] = Role.OTHER


def _is_choice(
    at: int, heading: Heading, shapes: Mapping[int, Shape], roles: Mapping[int, Role], over: Collection[str]
) -> bool:
    if roles.get(at, Role.ANSWER) != Role.ANSWER or not heading.texts.get(at):
        return False
    shape = shapes.get(at, Shape())
    if not shape.filled:
        return heading.over.get(at, "") in over
    return shape.ticked >= _MOSTLY


def _is_asking(roles: Mapping[int, Role], named: set[Role], shapes: Mapping[int, Shape]) -> bool:
    """Named questions, or enough that speaks for it: named answers, numbers, texts that ask."""
    found = {role: index for index, role in roles.items()}
    if Role.QUESTION not in found:
        return False
    question = shapes.get(found[Role.QUESTION], Shape())
    if not question.filled:
        return False
    if Role.QUESTION in named:
        return bool(named & {Role.NUMBER, Role.ANSWER, Role.COMMENT, *TICKS}) or question.asking >= _OFTEN
    asks = question.asking >= _OFTEN or question.numbered >= _MOSTLY
    if not asks and not named & {Role.NUMBER, Role.ANSWER, *TICKS}:
        return False
    number = shapes.get(found.get(Role.NUMBER, -1), Shape())
    answer = shapes.get(found.get(Role.ANSWER, -1), Shape())
    has_numbers = number.filled >= FEWEST and number.ids >= _OFTEN
    evidence = (
        (bool(named & {Role.ANSWER, *TICKS}), 1),
        (bool(found.keys() & {Role.ANSWER, *TICKS}), 1),
        (answer.answers >= _OFTEN, 0.5),
        (has_numbers, 1),
        (has_numbers and number.lettered >= _MOSTLY, 0.5),
        (question.asking >= _OFTEN, 1.5),
        (question.length >= _LONG, 0.5),
        (question.numbered >= _MOSTLY, 2),
    )
    return sum(weight for is_there, weight in evidence if is_there) >= _ENOUGH


def shapes_of(sheet: Sheet, heading: Heading) -> dict[int, Shape]:
    columns: dict[int, list[int]] = {}
    for row in range(heading.first_row, min(len(sheet.rows), heading.first_row + SAMPLED)):
        for index, cell in enumerate(sheet.rows[row]):
            if cell is not None and text_of(cell):
                columns.setdefault(index, []).append(row)
    most = max(map(len, columns.values()), default=1)
    return {index: _shape(sheet, index, rows, most) for index, rows in columns.items()}


def _shape(sheet: Sheet, index: int, rows: list[int], most: int) -> Shape:
    cells = [sheet.cell(row, index) for row in rows]
    texts = [text_of(cell) for cell in cells]
    count = len(texts)
    return Shape(
        filled=count,
        share=count / most,
        ids=sum(map(is_id, texts)) / count,
        lettered=sum(map(is_lettered_id, texts)) / count,
        different=len(set(texts)) / count,
        asking=sum(map(asks, texts)) / count,
        length=sum(map(len, texts)) / count,
        answers=sum(is_bare(cell) and said_in(cell) != Said.TEXT for cell in cells) / count,
        numbered=sum(bool(numbered(text)[0]) for text in texts) / count,
        ticked=sum(mark_in(cell, Said.TEXT) != Mark.WRITTEN for cell in cells) / count,
    )


def _one_each(heading: Heading, shapes: Mapping[int, Shape]) -> dict[int, Role]:
    """Of several columns with a name for the same, the one whose cells fit best."""
    roles = dict(heading.roles)
    for role in SINGLE:
        rivals = [index for index, one in roles.items() if one == role]
        if len(rivals) < 2:
            continue
        best = max(rivals, key=lambda index: (_fits(role, index, heading, shapes), -index))
        for index in rivals:
            if index != best:
                roles.pop(index)
                if (other := _second(role)) is not None:
                    roles[index] = other
    return roles


def _second(role: Role) -> Role | None:
    """What a column is that is named like another one and fits less."""
    return {Role.NUMBER: Role.CONTROL, Role.QUESTION: Role.GUIDANCE}.get(role)


def _fits(role: Role, index: int, heading: Heading, shapes: Mapping[int, Shape]) -> float:
    shape = shapes.get(index, Shape())
    text = heading.texts.get(index, "")
    if role == Role.NUMBER:
        return shape.as_number + asks_by_name(text)
    if role == Role.QUESTION:
        return shape.as_question + 2 * asks_by_name(text)
    # Of the answers of two years, those of the later one.
    year = max(map(int, _YEAR.findall(text)[:4]), default=0)
    return shape.answers + bool(shape.filled) + min(year, 9999) / 10_000


def _number_by_shape(heading: Heading, shapes: Mapping[int, Shape], roles: Mapping[int, Role]) -> int | None:
    free = {
        index: shape
        for index, shape in shapes.items()
        if index not in roles
        and shape.filled >= FEWEST
        and shape.ids >= _OFTEN
        and shape.length <= LONGEST_ID
        and shape.different >= _OFTEN
        and not may_answer(heading.texts.get(index, ""))
    }
    return max(free, key=lambda index: (free[index].lettered + free[index].as_number, -index), default=None)


def _question_by_shape(
    heading: Heading, shapes: Mapping[int, Shape], roles: Mapping[int, Role]
) -> int | None:
    """Among columns without a name, or left of the answers with the name of something else; numbered texts first."""
    has_number = Role.NUMBER in roles.values()
    answers = min((at for at, role in roles.items() if role in (Role.ANSWER, *TICKS)), default=None)
    free = {
        index: shape
        for index, shape in shapes.items()
        if (index not in roles or (roles[index] in _PERHAPS_ASKS and (answers is None or index < answers)))
        and shape.answers < _MOSTLY
        and shape.ids < _MOSTLY
        and shape.filled >= (1 if has_number else FEWEST)
        and not may_answer(heading.texts.get(index, ""))
    }

    def fits(index: int) -> tuple[bool, float, int]:
        is_numbered = not has_number and free[index].numbered >= _MOSTLY
        return is_numbered, free[index].as_question - _LESS * (index in roles), -index

    return max(free, key=fits, default=None)


def _answer_by_shape(shapes: Mapping[int, Shape], roles: Mapping[int, Role]) -> int | None:
    free = {
        index: shape
        for index, shape in shapes.items()
        if index not in roles and shape.filled >= FEWEST and shape.answers >= _MOSTLY
    }
    # Several alike, such as marks of what a control applies to, are no answers.
    if len(free) > _MOST_ALIKE:
        return None
    return max(free, key=lambda index: (free[index].filled, -index), default=None)


def _perhaps_answer(heading: Heading, shapes: Mapping[int, Shape], roles: Mapping[int, Role]) -> int | None:
    """A column of levels, points or an appraisal beside the questions, where none is named an answer."""
    question = next((index for index, role in roles.items() if role == Role.QUESTION), None)
    if question is None:
        return None
    found = [
        index
        for index, text in heading.texts.items()
        if index != question
        and roles.get(index, Role.REVIEW) == Role.REVIEW
        and may_answer(text)
        and shapes.get(index, Shape()).length <= _SHORT
    ]
    return min(found, key=lambda index: (index < question, index), default=None)
