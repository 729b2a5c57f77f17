"""Mark-up from code holds only what code wrote."""

import pytest
from markupsafe import Markup

from app.core.markup import element, text


def test_text_and_values_are_escaped_and_what_nobody_can_write_is_left_out():
    made = element("a", {"href": '/x?"&'}, text("<b>\x00\x1f\ufffe"), text("𠮷"))
    assert made == Markup('<a href="/x?&#34;&amp;">&lt;b&gt;𠮷</a>')


def test_numbers_are_short():
    assert element("rect", {"x": 1.0, "y": -2.503, "rx": 1 / 3}) == '<rect x="1" y="-2.5" rx="0.33"></rect>'


@pytest.mark.parametrize(("tag", "name"), [("a b", "x"), ("a", 'x"y'), ("<a", "x"), ("a", "")])
def test_names_come_from_code(tag, name):
    with pytest.raises(ValueError, match="from code"):
        element(tag, {name: "1"})
