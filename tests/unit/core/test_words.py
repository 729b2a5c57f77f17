"""Words beside the model: one source for page, export and paper."""

from enum import StrEnum

import pytest
from flask_babel import lazy_gettext

from app.core import words
from app.core.words import N_


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Other(StrEnum):
    RED = "red"


class Act(StrEnum):
    PAINTED = "wall:colour:painted"


@pytest.fixture(autouse=True)
def registered(monkeypatch):
    for name in ("_tables", "_fields", "_values", "_acts"):
        monkeypatch.setattr(words, name, {})
    words.table("wall", lazy_gettext("Wall"), {"colour": lazy_gettext("Colour")})
    words.values({Colour.RED: lazy_gettext("Red"), Colour.BLUE: lazy_gettext("Blue")})
    words.acts({Act.PAINTED: lazy_gettext("Wall painted")})


def test_what_is_registered_is_said():
    assert words.table_label("wall") == "Wall"
    assert words.field_label("wall", "colour") == "Colour"
    assert words.value_label(Colour.BLUE) == "Blue"
    assert words.act_label("wall:colour:painted") == "Wall painted"
    assert words.act_label(Act.PAINTED) == "Wall painted"


def test_what_is_not_is_shown_by_its_own_name():
    assert words.table_label("roof") == "roof"
    assert words.field_label("roof", "colour") == "colour"
    assert words.act_label("roof:colour:painted") == "roof:colour:painted"
    assert words.value_label("text") == "text"
    assert words.value_label(5) == "5"


def test_equal_values_of_two_enums_have_their_own_words():
    assert words.value_label(Other.RED) == "red"
    assert words.value_label(Colour.RED) == "Red"


def test_choices_are_in_the_order_of_the_enum():
    assert words.choices(Colour) == [("red", "Red"), ("blue", "Blue")]


def test_what_is_known_can_be_listed():
    assert words.known_acts() == {"wall:colour:painted"}
    assert words.known_fields() == {("wall", "colour")}


def test_the_mark_changes_nothing():
    assert N_("Start the exit plan.") == "Start the exit plan."


def test_the_words_of_two_enums_do_not_go_together():
    with pytest.raises(ValueError, match="unpack"):
        words.values({Colour.BLUE: lazy_gettext("Blue"), Other.RED: lazy_gettext("Red")})
