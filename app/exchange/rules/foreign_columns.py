"""What each column of a strange questionnaire holds, where its heading does not say so: by the shape of its cells."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.exchange.reading.book import Sheet
from app.exchange.rules.foreign_headings import SINGLE, TICKS, Column, Heading, Role, plain
from app.exchange.rules.foreign_values import (
    LONGEST_ID,
    Said,
    asks,
    is_bare,
    is_id,
    is_lettered_id,
    said_in,
    text_of,
)

SAMPLED = 2000
FEWEST = 3
_MOSTLY, _OFTEN, _FULL = 0.6, 0.3, 200


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

    @property
    def as_question(self) -> float:
        return 2 * self.asking + min(self.length, _FULL) / _FULL + self.different / 2

    @property
    def as_number(self) -> float:
        return self.ids + self.different / 2 + self.share


@dataclass(frozen=True, slots=True)
class Layout:
    heading_rows: tuple[int, ...]
    columns: tuple[Column, ...]

    def one(self, role: Role) -> int | None:
        return next((column.index for column in self.columns if column.role == role), None)

    def every(self, role: Role) -> tuple[int, ...]:
        return tuple(column.index for column in self.columns if column.role == role)

    @property
    def ticks(self) -> dict[Role, int]:
        found = {role: at for role in TICKS if (at := self.one(role)) is not None}
        return found if len(found) > 1 else {}

    @property
    def asks_for_answers(self) -> bool:
        return bool(self.ticks) or self.one(Role.ANSWER) is not None


def layout_of(sheet: Sheet, heading: Heading) -> Layout | None:
    """None where nothing says that the sheet asks anything."""
    shapes = shapes_of(sheet, heading)
    roles = _one_each(heading, shapes)
    named = {*roles.values(), *heading.spread}
    if Role.NUMBER not in roles.values():
        _add(roles, Role.NUMBER, _number_by_shape(shapes, roles))
    if Role.QUESTION not in roles.values():
        _add(
            roles, Role.QUESTION, _question_by_shape(shapes, roles, has_number=Role.NUMBER in roles.values())
        )
    if Role.ANSWER not in named and not named.intersection(TICKS):
        _add(roles, Role.ANSWER, _answer_by_shape(shapes, roles))
    if not _is_asking(roles, named, shapes):
        return None
    return Layout(heading.rows, tuple(_columns(heading, roles)))


def chosen(sheet: Sheet, heading: Heading, roles: Mapping[int, Role]) -> Layout:
    """As somebody says it."""
    return Layout(heading.rows, tuple(_columns(heading, roles)))


def _columns(heading: Heading, roles: Mapping[int, Role]) -> Iterator[Column]:
    for index in sorted(roles):
        yield Column(roles[index], index, heading.texts.get(index, ""))


def _add(roles: dict[int, Role], role: Role, index: int | None) -> None:
    if index is not None:
        roles[index] = role


def _is_asking(roles: Mapping[int, Role], named: set[Role], shapes: Mapping[int, Shape]) -> bool:
    """Named questions, or named answers beside something that reads like questions; without any name it must
    look like a questionnaire all over."""
    found = {role: index for index, role in roles.items()}
    if Role.QUESTION not in found:
        return False
    question = shapes.get(found[Role.QUESTION], Shape())
    if not question.filled:
        return False
    if Role.QUESTION in named:
        return bool(named & {Role.NUMBER, Role.ANSWER, Role.COMMENT, *TICKS}) or question.asking >= _OFTEN
    number = shapes.get(found[Role.NUMBER], Shape()) if Role.NUMBER in found else Shape()
    if named & {Role.ANSWER, *TICKS}:
        return number.ids >= _OFTEN or question.asking >= _OFTEN
    has_numbers = number.filled >= FEWEST and number.lettered >= _MOSTLY
    return (has_numbers or Role.ANSWER in found) and question.asking >= _OFTEN


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
    said = plain(heading.texts.get(index, ""))
    is_named = "question" in said or "質問" in said or "設問" in said
    if role == Role.NUMBER:
        return shape.as_number + is_named
    if role == Role.QUESTION:
        return shape.as_question + 2 * is_named
    return shape.answers + bool(shape.filled)


def _number_by_shape(shapes: Mapping[int, Shape], roles: Mapping[int, Role]) -> int | None:
    free = {
        index: shape
        for index, shape in shapes.items()
        if index not in roles
        and shape.filled >= FEWEST
        and shape.ids >= _OFTEN
        and shape.length <= LONGEST_ID
    }
    return max(free, key=lambda index: (free[index].lettered + free[index].as_number, -index), default=None)


def _question_by_shape(
    shapes: Mapping[int, Shape], roles: Mapping[int, Role], *, has_number: bool
) -> int | None:
    free = {
        index: shape
        for index, shape in shapes.items()
        if index not in roles
        and shape.answers < _MOSTLY
        and shape.ids < _MOSTLY
        and shape.filled >= (1 if has_number else FEWEST)
    }
    return max(free, key=lambda index: (free[index].as_question, -index), default=None)


def _answer_by_shape(shapes: Mapping[int, Shape], roles: Mapping[int, Role]) -> int | None:
    free = {
        index: shape
        for index, shape in shapes.items()
        if index not in roles and shape.filled >= FEWEST and shape.answers >= _MOSTLY
    }
    return max(free, key=lambda index: (free[index].filled, -index), default=None)
