"""Who confirms the sending of a round: as few people as the tree of units allows."""

from uuid import UUID

from app.diligence.rules.rounds import confirming

TOP, LEFT, RIGHT, LOW, LOWER = (UUID(int=each) for each in range(1, 6))
WAYS = {TOP: (TOP,), LEFT: (TOP, LEFT), RIGHT: (TOP, RIGHT), LOW: (TOP, LEFT, LOW), LOWER: (TOP, LEFT, LOWER)}
PATHS = {unit: "/".join(map(str, way)) for unit, way in WAYS.items()}


def parted(units, *superiors):
    found = confirming(units, PATHS, lambda unit: unit in superiors)
    assert frozenset().union(*found.values()) == frozenset(units)
    assert sum(map(len, found.values())) == len(units)
    return {unit: set(below) for unit, below in found.items()}


def test_of_one_unit_its_own_superior_confirms_whoever_that_is():
    assert parted({LOW}) == {LOW: {LOW}}


def test_who_is_above_all_of_them_confirms_for_all():
    assert parted({LOW, LOWER}, LEFT) == {LEFT: {LOW, LOWER}}
    assert parted({LOW, LEFT}, LEFT, TOP) == {LEFT: {LOW, LEFT}}
    assert parted({LOW, RIGHT}, LEFT, TOP) == {TOP: {LOW, RIGHT}}


def test_where_nobody_is_each_branch_has_its_own():
    assert parted({LOW, LOWER, RIGHT}, LEFT) == {LEFT: {LOW, LOWER}, RIGHT: {RIGHT}}
    assert parted({LOW, LOWER, RIGHT}) == {LOW: {LOW}, LOWER: {LOWER}, RIGHT: {RIGHT}}
    assert parted({TOP, LOW}) == {TOP: {TOP}, LOW: {LOW}}
    assert parted({LEFT, LOW, LOWER}) == {LEFT: {LEFT}, LOW: {LOW}, LOWER: {LOWER}}


def test_two_trees_have_nobody_above_them():
    other = UUID(int=9)
    found = confirming({LOW, other}, {**PATHS, other: str(other)}, lambda _unit: True)
    assert found == {LOW: frozenset({LOW}), other: frozenset({other})}
