"""What a part asks for, in one line each: the answer itself, then every column of a table, in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _

from app.standards.rules import saying
from app.standards.sheets.questions import PartShown
from app.standards.sheets.voices import Voice


def parts_told(parts: Sequence[PartShown], others: Sequence[PartShown], voice: Voice) -> dict[str, str]:
    """Under the name of each part where there are several; `others`: the same in the other language."""
    found = {}
    for part, other in zip(parts, others, strict=True):
        named = part.label if part.label and len(parts) > 1 else ""
        found[named or _("Answer")] = _said(part, other, voice, part.expectation)
        for place, column in enumerate(part.columns):
            name = _("Column %(number)s (%(key)s)", number=place + 1, key=column.key)
            label = _in_both(column.label, other.columns[place].label, voice)
            told = _said(column, other.columns[place], voice)
            found[f"{named} – {name}" if named else name] = voice.say(saying.COMMA).join((label, told))
    return found


def _said(part: PartShown, other: PartShown, voice: Voice, expectation: str = "") -> str:
    unit = _in_both(part.unit, other.unit, voice)
    said = [part.kind, part.must, unit, *part.limits, " / ".join(_choices(part, other, voice)), expectation]
    return voice.say(saying.COMMA).join(filter(None, said))


def _choices(part: PartShown, other: PartShown, voice: Voice) -> Iterator[str]:
    """Yes and no are said by the kind of answer already; a step bears its number in both languages."""
    for mine, theirs in zip(part.choices, other.choices, strict=True) if part.type != "yes_no" else ():
        step = f"{mine.label.partition(' ')[0]} " if part.type == "score" else ""
        yield _in_both(mine.label, theirs.label, voice, mine.share, step)


def _in_both(mine: str, theirs: str, voice: Voice, more: str = "", alike: str = "") -> str:
    """The other language in brackets, and what belongs to both."""
    other = theirs.removeprefix(alike) if theirs != mine else ""
    beside = voice.say(saying.COMMA).join(filter(None, (other, more)))
    return voice.say(saying.BESIDE, text=mine, beside=beside) if beside else mine
