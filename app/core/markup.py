"""Mark-up made in code: the one place where text becomes mark-up, after escaping what is inside."""

import re
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

Value = str | float
# What neither XML nor a browser takes, and which no escape can write.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9:-]*\Z")


def text(value: str) -> Markup:
    """Text as it stands between tags."""
    return escape(_UNWRITABLE.sub("", value))


def element(tag: str, attributes: Mapping[str, Value], *children: Markup) -> Markup:
    """One element of SVG; numbers with two digits after the point."""
    if not all(_NAME.match(name) for name in (tag, *attributes)):
        raise ValueError("a name of mark-up comes from code")
    written = "".join(f' {name}="{text(_number(value))}"' for name, value in attributes.items())
    inside = "".join(children)
    return Markup(f"<{tag}{written}>{inside}</{tag}>")  # noqa: S704 - everything inside was escaped  # nosec B704


def join(parts: list[Markup]) -> Markup:
    return Markup("").join(parts)


def _number(value: Value) -> str:
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")


def phrase(words: str, values: Mapping[str, Any]) -> Markup:
    """Words of a catalogue with what is put into them, each value escaped."""
    return Markup(words) % values  # noqa: S704 - the words are ours  # nosec B704
