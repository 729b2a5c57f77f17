"""責任分界表 of an engagement: a template with its conditions answered, its actors named, its cells ruled on.

Unknown is not nobody: what the template leaves open, or an actor it does not mention in a row, stays unsettled
until somebody says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from app.standards.content.vocabulary import Duty

if TYPE_CHECKING:
    from app.standards.content.matrices import Matrix, Row, RowDuty, When
    from app.standards.content.texts import Text


class Side(StrEnum):
    """The three things that are asked of an actor in a row."""

    DOES = "does"
    ACCOUNTABLE = "accountable"
    PROOF = "proof"


class Mark(StrEnum):
    YES = "yes"
    NO = "no"
    NOT_BY_CONDITION = "not_by_condition"
    ABSENT = "absent"  # takes no part in the engagement at all
    OPEN = "open"  # depends on a condition that nobody has answered
    UNKNOWN = "unknown"


class GapKind(StrEnum):
    CONDITION_OPEN = "condition_open"
    ACTOR_UNBOUND = "actor_unbound"
    ABSENT_BUT_CHOSEN = "absent_but_chosen"  # the answer to a condition names who takes no part
    NOBODY = "nobody"
    TWO_ACCOUNTABLE = "two_accountable"
    NOBODY_ACCOUNTABLE = "nobody_accountable"
    NO_PROOF = "no_proof"
    UNKNOWN = "unknown"
    NOT_COLLECTED = "not_collected"  # somebody outside proves it, and no question asks them to
    FELL_AWAY = "fell_away"  # nobody does it, because a condition is not met


SETTLED_NO = frozenset({Mark.NO, Mark.NOT_BY_CONDITION, Mark.ABSENT})
UNSETTLED = frozenset({Mark.OPEN, Mark.UNKNOWN})
# The key under which a template speaks of us; an actor that is named is ours where it is a unit of ours.
INSTITUTION = "institution"


def is_opposite(before: Mark, after: Mark) -> bool:
    """Whether a thing that was settled would be settled the other way."""
    return (before in SETTLED_NO and after == Mark.YES) or (before == Mark.YES and after in SETTLED_NO)


@dataclass(frozen=True)
class Bound:
    """Who an actor is here. `title` names an actor that the template does not know."""

    is_known: bool
    is_absent: bool = False
    title: str = ""
    is_ours: bool = False


@dataclass(frozen=True)
class Ruled:
    """What was agreed for one cell; a side that is missing stays as the template has it."""

    sides: Mapping[Side, bool]
    reason: str


@dataclass(frozen=True)
class Told:
    """One side of a cell. `condition`: the one it hangs on, met or not; `options`: the answers that mean yes.

    An actor who takes no part hangs on none, unless the answer given chooses just this actor.
    """

    mark: Mark
    condition: str = ""
    options: tuple[str, ...] = ()
    is_ruled: bool = False

    @property
    def is_contradiction(self) -> bool:
        return self.mark == Mark.ABSENT and bool(self.condition)


@dataclass(frozen=True)
class Cell:
    actor: str
    sides: Mapping[Side, Told]
    note: Text | None = None
    reason: str = ""


@dataclass(frozen=True)
class ResolvedActor:
    """`title` is the template's; an actor of our own has `own_title` instead."""

    key: str
    title: Text | None
    own_title: str
    is_bound: bool
    is_absent: bool
    is_ours: bool = False


@dataclass(frozen=True)
class ResolvedRow:
    row: Row
    cells: tuple[Cell, ...]

    def marks(self, side: Side) -> list[Mark]:
        return [cell.sides[side].mark for cell in self.cells]


@dataclass(frozen=True)
class ResolvedMatrix:
    """`uncollected`: rows of whose items no question asks a vendor for evidence."""

    matrix: Matrix
    actors: tuple[ResolvedActor, ...]
    rows: tuple[ResolvedRow, ...]
    open_conditions: tuple[str, ...]
    uncollected: Set[str] = frozenset()


class Gap(NamedTuple):
    """`key` stays the same as long as the matter does, whatever else is settled meanwhile."""

    kind: GapKind
    row: str = ""
    side: Side | None = None
    actors: tuple[str, ...] = ()
    condition: str = ""

    @property
    def key(self) -> str:
        place = self.condition or self.row or self.actors[0]
        return ".".join(
            part for part in (self.kind.value, place, self.side.value if self.side else "") if part
        )


def gap_of_key(key: str) -> Gap | None:
    """A gap as it was kept. Of actors only the one that it is about: the others are as the matrix stands."""
    kind, _dot, place = key.partition(".")
    if kind not in set(GapKind):
        return None
    if kind == GapKind.CONDITION_OPEN:
        return Gap(GapKind.CONDITION_OPEN, condition=place)
    if kind == GapKind.ACTOR_UNBOUND:
        return Gap(GapKind.ACTOR_UNBOUND, actors=(place,))
    row, _dot, side = place.rpartition(".")
    return Gap(GapKind(kind), row, Side(side)) if side in set(Side) else Gap(GapKind(kind), place)


# --- resolving -------------------------------------------------------------------------------


def resolve(
    matrix: Matrix,
    answers: Mapping[str, str],
    bindings: Mapping[str, Bound],
    rulings: Mapping[tuple[str, str], Ruled],
    uncollected: Set[str] = frozenset(),
) -> ResolvedMatrix:
    """`answers`: condition → option; `bindings`: actor → who it is; `rulings`: (row, actor) → what was agreed."""
    answered = known_answers(matrix, answers)
    actors = tuple(_actors(matrix, bindings))
    cells = _Cells(actors, answered, rulings)
    rows = tuple(ResolvedRow(row, cells.of(row)) for row in matrix.rows)
    missing = tuple(condition.key for condition in matrix.conditions if condition.key not in answered)
    return ResolvedMatrix(matrix, actors, rows, missing, uncollected)


def known_answers(matrix: Matrix, answers: Mapping[str, str]) -> dict[str, str]:
    """Without what the template does not ask or does not offer."""
    offered = {condition.key: {one.key for one in condition.options} for condition in matrix.conditions}
    return {key: option for key, option in answers.items() if option in offered.get(key, ())}


def _actors(matrix: Matrix, bindings: Mapping[str, Bound]) -> Iterator[ResolvedActor]:
    nobody = Bound(is_known=False)
    for actor in matrix.actors:
        bound = bindings.get(actor.key, nobody)
        is_ours = bound.is_ours if bound.is_known else actor.key == INSTITUTION
        yield ResolvedActor(actor.key, actor.title, "", bound.is_known, bound.is_absent, is_ours)
    known = {actor.key for actor in matrix.actors}
    for key in sorted(bindings.keys() - known):
        bound = bindings[key]
        yield ResolvedActor(key, None, bound.title, bound.is_known, bound.is_absent, bound.is_ours)


class _Cells:
    """Rows share their duties, and what is said without a ruling is the same in each: it is made once."""

    def __init__(
        self,
        actors: tuple[ResolvedActor, ...],
        answers: Mapping[str, str],
        rulings: Mapping[tuple[str, str], Ruled],
    ) -> None:
        self._actors, self._answers, self._rulings = actors, answers, rulings
        self._made: dict[tuple[str, int], Cell] = {}
        self._rows: dict[tuple[int, ...], tuple[Cell, ...]] = {}
        self._with_rulings = {row for row, _actor in rulings}

    def of(self, row: Row) -> tuple[Cell, ...]:
        """The same tuple for rows of which the same is said, so that others can go by it, too."""
        if row.id in self._with_rulings:
            return tuple(self._cells(row))
        said = tuple(map(id, row.duties))
        if said not in self._rows:
            self._rows[said] = tuple(self._cells(row))
        return self._rows[said]

    def _cells(self, row: Row) -> Iterator[Cell]:
        duties = {duty.actor: duty for duty in row.duties}
        for actor in self._actors:
            duty, ruled = duties.get(actor.key), self._rulings.get((row.id, actor.key))
            if ruled is not None:
                yield self._cell(actor, duty, ruled)
                continue
            made = (actor.key, id(duty))  # the matrix holds the duty, so the number stays its own
            if made not in self._made:
                self._made[made] = self._cell(actor, duty, None)
            yield self._made[made]

    def _cell(self, actor: ResolvedActor, duty: RowDuty | None, ruled: Ruled | None) -> Cell:
        sides = {side: _side(side, duty, self._answers, actor.is_absent, ruled) for side in Side}
        return Cell(actor.key, sides, duty.note if duty else None, ruled.reason if ruled else "")


def _side(
    side: Side, duty: RowDuty | None, answers: Mapping[str, str], is_absent: bool, ruled: Ruled | None
) -> Told:
    if ruled is not None and side in ruled.sides:
        return Told(Mark.YES if ruled.sides[side] else Mark.NO, is_ruled=True)
    said = _by_template(side, duty, answers)
    # What the condition took away is nobody's, whether or not its actor is there.
    if not is_absent or said.mark == Mark.NOT_BY_CONDITION:
        return said
    return replace(said, mark=Mark.ABSENT) if said.mark == Mark.YES else Told(Mark.ABSENT)


def _by_template(side: Side, duty: RowDuty | None, answers: Mapping[str, str]) -> Told:
    if duty is None:
        return Told(Mark.UNKNOWN)
    said: Duty = getattr(duty, side.value)
    if said != Duty.CONDITIONAL:
        return Told(Mark(said.value))
    when = when_of(duty, side)
    if when is None:
        return Told(Mark.UNKNOWN)
    if when.condition not in answers:
        return Told(Mark.OPEN, when.condition, when.values)
    is_met = answers[when.condition] in when.values
    return Told(Mark.YES if is_met else Mark.NOT_BY_CONDITION, when.condition, when.values)


def when_of(duty: RowDuty, side: Side) -> When | None:
    """On what a conditional duty hangs: its own condition, else the one of doing it."""
    if side == Side.ACCOUNTABLE:
        return duty.when_accountable or duty.when
    return (duty.when_proof or duty.when) if side == Side.PROOF else duty.when


# --- gaps ------------------------------------------------------------------------------------


def gaps(resolved: ResolvedMatrix) -> list[Gap]:
    """What is still to be settled, in the order of the matrix: conditions and actors first, then row by row."""
    found = [Gap(GapKind.CONDITION_OPEN, condition=key) for key in resolved.open_conditions]
    found += [
        Gap(GapKind.ACTOR_UNBOUND, actors=(actor.key,))
        for actor in resolved.actors
        if not (actor.is_bound or actor.is_absent)
    ]
    outside = {actor.key for actor in resolved.actors if not actor.is_ours}
    shapes: dict[int, list[Gap]] = {}
    for row in resolved.rows:
        key, same = row.row.id, id(row.cells)  # rows of which the same is said share their cells
        if same not in shapes:
            shapes[same] = list(_gaps_of(row))
        found += (Gap(one.kind, key, one.side, one.actors) for one in shapes[same])
        if key in resolved.uncollected:
            found += _not_collected(row, outside)
    return found


def _gaps_of(row: ResolvedRow) -> Iterator[Gap]:
    key, doing = row.row.id, row.marks(Side.DOES)
    chosen = tuple(
        cell.actor for cell in row.cells if any(told.is_contradiction for told in cell.sides.values())
    )
    if chosen:
        yield Gap(GapKind.ABSENT_BUT_CHOSEN, key, actors=chosen)
    if SETTLED_NO.issuperset(doing):
        if Mark.NOT_BY_CONDITION in doing and not chosen:
            # Nobody has it to do, so nobody answers for it or proves it either.
            yield Gap(GapKind.FELL_AWAY, key, Side.DOES)
            return
        yield Gap(GapKind.NOBODY, key, Side.DOES)
    accountable = tuple(cell.actor for cell in row.cells if cell.sides[Side.ACCOUNTABLE].mark == Mark.YES)
    if len(accountable) > 1:
        yield Gap(GapKind.TWO_ACCOUNTABLE, key, Side.ACCOUNTABLE, accountable)
    if SETTLED_NO.issuperset(row.marks(Side.ACCOUNTABLE)):
        yield Gap(GapKind.NOBODY_ACCOUNTABLE, key, Side.ACCOUNTABLE)
    if SETTLED_NO.issuperset(row.marks(Side.PROOF)):
        yield Gap(GapKind.NO_PROOF, key, Side.PROOF)
    for side in Side:
        unknown = tuple(cell.actor for cell in row.cells if cell.sides[side].mark == Mark.UNKNOWN)
        if unknown:
            yield Gap(GapKind.UNKNOWN, key, side, unknown)


def _not_collected(row: ResolvedRow, outside: Set[str]) -> Iterator[Gap]:
    """One for a row, whoever of those outside has the proof."""
    proving = tuple(
        cell.actor for cell in row.cells if cell.actor in outside and cell.sides[Side.PROOF].mark == Mark.YES
    )
    if proving:
        yield Gap(GapKind.NOT_COLLECTED, row.row.id, actors=proving)


def find_gap(resolved: ResolvedMatrix, key: str) -> Gap | None:
    return next((gap for gap in gaps(resolved) if gap.key == key), None)


# --- a newer version of the template -----------------------------------------------------------


@dataclass(frozen=True)
class Carried:
    """What does not go over to a newer version, as what it hung on is gone or says something else now."""

    answers: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    rulings: tuple[tuple[str, str], ...] = ()
    changed_rows: tuple[str, ...] = ()
    new_rows: tuple[str, ...] = field(default=())


def carried(
    old: Matrix,
    new: Matrix,
    answers: Mapping[str, str],
    actors: Mapping[str, str],
    rulings: Mapping[tuple[str, str], Ruled],
) -> Carried:
    """`actors`: those bound → the title of those that are our own. A condition, an actor or a row that is the
    same in both versions keeps what was entered for it."""
    conditions = {one.key: one for one in new.conditions}
    same_conditions = {one.key for one in old.conditions if conditions.get(one.key) == one}
    before = {row.id: row for row in old.rows}
    same_rows = {row.id for row in new.rows if before.get(row.id) == row}
    own = {key for key, title in actors.items() if title}
    known = {actor.key for actor in new.actors} | own
    return Carried(
        tuple(sorted(answers.keys() - same_conditions)),
        tuple(sorted(actors.keys() - known)),
        tuple(sorted(key for key in rulings if key[0] not in same_rows or key[1] not in known)),
        tuple(row.id for row in new.rows if row.id in before and row.id not in same_rows),
        tuple(row.id for row in new.rows if row.id not in before),
    )
