"""Whether the parts of a question fit together: labels, options, bounds, and what is expected of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.core.words import N_
from app.standards.content.faults import Fault
from app.standards.content.reading import Node
from app.standards.content.references import doubles
from app.standards.content.wording import sounds_alone

LABEL = N_("A question of several parts gives each part a label.")
NO_OPTION = N_("“%(name)s” is not among the options: %(known)s.")
ONE_OF_THREE = N_("Say exactly one of all, any, none.")
TURNED = N_("%(low)s is more than %(high)s.")
OUTSIDE = N_("%(value)s is expected, but an answer lies between %(low)s and %(high)s.")
ALL_EXCLUSIVE = N_("At most one of these could ever be chosen: use one choice instead.")
NEVER_TOGETHER = N_("“%(name)s” is chosen alone, so that all of these can never be chosen.")
MARK = N_(
    "“%(label)s” reads as if it were chosen alone: add “exclusive: true”, or “exclusive: false” where it may stand "
    "beside others."
)
NO_STEP = N_("The label stands at %(value)s, but the score runs from %(low)s to %(high)s.")


def check(question: Node) -> Iterator[Fault]:
    parts = question.get("parts").items
    yield from doubles(part.get("key") for part in parts)
    for part in parts:
        if len(parts) > 1 and not part.has("label"):
            yield part.fault(LABEL)
        yield from _part(part)


def _part(part: Node) -> Iterator[Fault]:
    kind, expect = part.get("type").text, part.get("expect")
    yield from doubles(option.get("key") for option in part.get("options").items)
    if kind == "multi":
        yield from _exclusive(part, expect)
    if kind == "multi" and part.has("expect"):
        yield from _chosen(part, expect)
    if kind in ("number", "score"):
        yield from _turned(part.get("max"), part.get("min"), part.get("max"))
        yield from _within(expect, part.get("min").number, part.get("max").number)
    if kind in ("number", "score", "percent"):
        yield from _turned(expect.get("at_most"), expect.get("at_least"), expect.get("at_most"))
    if kind == "score":
        yield from _labels(part)
    if kind == "table":
        yield from _table(part)


def _chosen(part: Node, expect: Node) -> Iterator[Fault]:
    known = [option.get("key").text for option in part.get("options").items]
    if expect.keys is not None and sum(expect.has(name) for name in ("all", "any", "none")) != 1:
        yield expect.fault(ONE_OF_THREE)
    for name in ("all", "any", "none"):
        yield from doubles(expect.get(name).items)
        for key in expect.get(name).items:
            if key.text not in known:
                yield key.fault(NO_OPTION, name=key.value, known=", ".join(known))


def _exclusive(part: Node, expect: Node) -> Iterator[Fault]:
    options = part.get("options").items
    alone = {one.get("key").text: one for one in options if one.get("exclusive").value is True}
    if len(alone) > 1 and len(alone) == len(options):
        yield options[0].get("exclusive").fault(ALL_EXCLUSIVE)
    wanted = expect.get("all").items
    for key in wanted:
        if len(wanted) > 1 and key.text in alone:
            yield key.fault(NEVER_TOGETHER, name=key.text)


def unmarked(question: Node) -> Iterator[Fault]:
    """Choices of several that read like none of the others, and do not say whether they stand alone."""
    for part in question.get("parts").items:
        for option in part.get("options").items if part.get("type").text == "multi" else ():
            label = option.get("label")
            if not option.has("exclusive") and sounds_alone(label.get("ja").text, label.get("en").text):
                yield label.fault(MARK, label=label.get("ja").text)


def _turned(node: Node, least: Node, most: Node) -> Iterator[Fault]:
    low, high = least.number, most.number
    if low is not None and high is not None and low > high:
        yield node.fault(TURNED, low=f"{low:g}", high=f"{high:g}")


def _within(expect: Node, low: float | None, high: float | None) -> Iterator[Fault]:
    if low is not None and high is not None and low > high:
        return
    for name in ("at_least", "at_most"):
        value = expect.get(name).number
        if value is None:
            continue
        if (low is not None and value < low) or (high is not None and value > high):
            shown = ["…" if bound is None else f"{bound:g}" for bound in (low, high)]
            yield expect.get(name).fault(OUTSIDE, value=f"{value:g}", low=shown[0], high=shown[1])


def _labels(part: Node) -> Iterator[Fault]:
    low, high = part.get("min").number, part.get("max").number
    for key, label in (part.get("labels").keys or {}).items():
        step = replace(label, value=key).number
        if low is not None and high is not None and step is not None and not low <= step <= high:
            yield label.fault(NO_STEP, value=key, low=f"{low:g}", high=f"{high:g}")


def _table(part: Node) -> Iterator[Fault]:
    columns = part.get("columns").items
    yield from doubles(column.get("key") for column in columns)
    for column in columns:
        yield from doubles(option.get("key") for option in column.get("options").items)
        yield from _turned(column.get("max"), column.get("min"), column.get("max"))
    yield from _turned(part.get("max_rows"), part.get("min_rows"), part.get("max_rows"))
