"""A published matrix read back: the same as it was written, with what repeats held once."""

import pytest

from app.standards.content import sharing
from app.standards.content.compiled import canonical, restored
from app.standards.content.matrices import Matrix
from app.standards.rules.matrices import Bound, Ruled, Side, resolve
from tests.factories import matrices as make


@pytest.fixture(scope="module")
def long():
    return make.long(120)


@pytest.fixture(scope="module")
def read(long):
    return sharing.matrix(canonical(long))


def test_it_is_what_was_written(long, read):
    assert read == long == restored(Matrix, canonical(long))


def test_what_rows_say_alike_is_held_once(read):
    first, again = read.rows[0], read.rows[60]
    assert first.id != again.id
    assert all(one is other for one, other in zip(first.duties, again.duties, strict=True))
    assert first.chapter is again.chapter


def test_rows_that_say_the_same_share_their_cells_unless_one_is_ruled_on(read):
    rulings = {("x60", "provider"): Ruled({Side.DOES: False}, "契約")}
    found = resolve(read, {}, {"carrier": Bound(False, is_absent=True)}, rulings)
    first, again = found.rows[0].cells, found.rows[60].cells
    same = {cell.actor: cell is other for cell, other in zip(first, again, strict=True)}
    assert same == {
        "institution": True,
        "provider": False,
        "platform": True,
        "integrator": True,
        "carrier": True,
    }
    assert [cell.actor for cell in first] == [actor.key for actor in found.actors]
    assert found.rows[1].cells is found.rows[61].cells


def test_an_unknown_form_is_refused(long):
    with pytest.raises(ValueError, match="form"):
        sharing.matrix(canonical(long).replace('"form":1', '"form":2'))
