"""YAML as it is written, with the line of everything; what is more than plain data is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.standards.content.reading import parse, read
from app.standards.content.yaml_words import COLON, INDENTED, NO_HYPHEN, SIGN

HERE = Path("x.yaml")


def test_values_mean_what_is_written() -> None:
    node, faults = parse(
        "a: NO\nb: 2.10\nc: yes\nd: 2020-03-31\ne: true\nf:\ng: 'true'\nh: 0777\ni: 1_000\nj: ~\nk: '~'\n",
        HERE,
    )
    assert faults == []
    assert node.value == {
        "a": "NO", "b": "2.10", "c": "yes", "d": "2020-03-31", "e": True, "f": None, "g": "true",
        "h": "0777", "i": "1_000", "j": None, "k": "~",
    }  # fmt: skip


def test_each_value_knows_its_line_and_its_way() -> None:
    node, _ = parse("a:\n  - b: 1\n    c:\n      - x\n      - y\n", HERE)
    second = node.get("a").items[0].get("c").items[1]
    assert (second.value, second.line, second.path) == ("y", 5, "a[0].c[1]")
    missing = node.get("a").items[0].get("nothing").get("below")
    assert (missing.value, missing.line, missing.path) == (None, 2, "a[0].nothing.below")


BAD = {
    "no YAML": ("a: &x 1\nb: &x 2\n", 2, "Column 4: this is no valid YAML (second occurrence)."),
    "an open bracket": (
        "a: [1\nb: 2\n",
        1,
        "Column 4: a bracket opens here and is not closed, or a comma is missing in it.",
    ),
    "an open quote": ("a: 1\nb: 'x\nc: 2\n", 2, "Column 4: a quotation mark opens here and is never closed."),
    "no colon": ("a: 1\nbcd\nc: 2\n", 2, "Column 1: a colon and a blank are missing behind the key."),
    "a colon too many": ("a: b: c\n", 1, COLON.replace("%(column)s", "5")),
    "an indentation": ("a:\n  b: 1\n c: 2\n", 3, INDENTED.replace("%(column)s", "2")),
    "a hyphen": ("- a\nb: 1\n", 2, NO_HYPHEN.replace("%(column)s", "1")),
    "a sign": ("a: @x\n", 1, SIGN.replace("%(column)s", "4")),
    "a tab": ("a:\n\tb: 1\n", 2, "Column 1: a tab stands here. Indent with blanks only."),
    "empty": ("# nothing\n", 1, "The file is empty."),
    "key twice": ("a: 1\nb: 2\na: 3\n", 3, "“a” is given twice; it stands in line 1 already."),
    "key twice below": ("a:\n  b: 1\n  b: 2\n", 3, "“b” is given twice; it stands in line 2 already."),
    "anchor": ("a: &x 1\n", 1, "Anchors and references (&, *) are not used in content: write it out."),
    "tag": ("a: 1\nb: !!python/name:os.system x\n", 2, "Types of YAML's own (!…) are not used in content."),
    "own tag": ("a: !secret x\n", 1, "Types of YAML's own (!…) are not used in content."),
    "a list as a key": ("? [a]\n: 1\n", 1, "A key must be plain text."),
    "two documents": (
        "a: 1\n---\nb: 2\n",
        2,
        "A second document begins here (---). A file holds one.",
    ),
    "deep": ("[" * 60 + "]" * 60, 1, "The file is nested too deeply."),
    "a control character": (
        "a: 1\nb: \x07\n",
        2,
        "The file holds a character that is no text. Save it as plain text in UTF-8.",
    ),
}


@pytest.mark.parametrize(("text", "line", "reason"), BAD.values(), ids=BAD)
def test_what_is_no_plain_data_is_refused(text: str, line: int, reason: str) -> None:
    _, faults = parse(text, HERE)
    assert [(fault.line, fault.reason) for fault in faults] == [(line, reason)]


def test_a_reference_is_refused_before_it_can_fill_the_memory() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n"
        for old, new in zip("abcdefghij", "bcdefghijk", strict=True)
    )
    node, faults = parse(bomb, HERE)
    assert node.value is None
    assert {fault.reason for fault in faults} == {
        "Anchors and references (&, *) are not used in content: write it out."
    }
    assert {fault.line for fault in faults} == set(range(1, 12))


def test_signs_of_references_may_stand_in_texts() -> None:
    node, faults = parse("a: R&D * 2\nb: '&x *y'\n", HERE)
    assert faults == []
    assert node.value == {"a": "R&D * 2", "b": "&x *y"}


def test_a_file_that_is_no_text_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes("a: 1\nb: 当行\n".encode("shift_jis"))
    _, faults = read(path)
    assert [(fault.line, fault.reason) for fault in faults] == [(2, "This is not UTF-8 text.")]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    _, faults = read(tmp_path / "nothing.yaml")
    assert [fault.reason for fault in faults] == ["The file cannot be read: No such file or directory."]
