"""What is said of gaps and their findings: the text proposed for one, what the wide table marks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.words import value_label
from app.standards.queries.matrices import Charged, Entered
from app.standards.rules.matrices import Gap, GapKind, ResolvedMatrix, Side, gap_of_key
from app.standards.sheets import matrices as sheets
from app.standards.sheets.matrix_marks import conditions_of, said
from app.work.models import FindingState

if TYPE_CHECKING:
    from app.standards.content.matrices import Row

LONGEST_TITLE = 200
SENTENCES = {
    GapKind.CONDITION_OPEN: _l("This condition is not answered: %(items)s"),
    GapKind.ACTOR_UNBOUND: _l("It is not said who this actor is here: %(actors)s"),
    GapKind.NOBODY: _l("Nobody does %(items)s."),
    GapKind.TWO_ACCOUNTABLE: _l("Several answer for %(items)s: %(actors)s"),
    GapKind.NOBODY_ACCOUNTABLE: _l("Nobody answers for %(items)s."),
    GapKind.NO_PROOF: _l("Nobody gives proof for %(items)s."),
    GapKind.FELL_AWAY: _l("By the conditions, nobody does %(items)s."),
    GapKind.ABSENT_BUT_CHOSEN: _l("For %(items)s, a condition chooses who takes no part: %(actors)s"),
    GapKind.NOT_COLLECTED: _l("No question collects the proof for %(items)s that these give: %(actors)s"),
}


# --- the text proposed for a finding ------------------------------------------------------------


def missing_words(gap: Gap) -> str:
    """What is missing, as it ends a title."""
    if gap.kind != GapKind.UNKNOWN or gap.side is None:
        return value_label(gap.kind)
    return {
        Side.DOES: str(_("who does it is not settled")),
        Side.ACCOUNTABLE: str(_("who answers for it is not settled")),
        Side.PROOF: str(_("who gives proof is not settled")),
    }[gap.side]


def title_of_gap(resolved: ResolvedMatrix, gap: Gap, groups: Mapping[str, str]) -> str:
    place = _place(resolved, gap, groups)
    return str(_("Responsibilities, %(place)s: %(missing)s", place=place, missing=missing_words(gap)))


def proposed_text(
    resolved: ResolvedMatrix, gap: Gap, groups: Mapping[str, str], version: int
) -> tuple[str, str]:
    """Title and detail that a reader understands without the matrix beside them."""
    row = _row(resolved, gap)
    lines = [_sentence(resolved, gap, groups)]
    if row is not None:
        told = " ".join(part for part in (said(row.chapter), sheets.place_of(row)) if part)
        lines.append(_said_line(str(_("Place in the source")), told))
    template = str(_("%(title)s, version %(number)s", title=said(resolved.matrix.title), number=version))
    lines.append(_said_line(str(_("Responsibility matrix")), template))
    return title_of_gap(resolved, gap, groups)[:LONGEST_TITLE], "\n".join(lines)


def _said_line(label: str, value: str) -> str:
    return str(_("%(label)s: %(value)s", label=label, value=value))


def _row(resolved: ResolvedMatrix, gap: Gap) -> Row | None:
    return next((one.row for one in resolved.rows if one.row.id == gap.row), None)


def _place(resolved: ResolvedMatrix, gap: Gap, groups: Mapping[str, str]) -> str:
    if gap.condition:
        condition = conditions_of(resolved.matrix).get(gap.condition)
        return condition.question if condition else gap.condition
    row = _row(resolved, gap)
    return sheets.items_text(row, groups) if row is not None else _actors(resolved, gap)


def _actors(resolved: ResolvedMatrix, gap: Gap) -> str:
    titles = {actor.key: sheets.title_of(actor) for actor in resolved.actors}
    return str(_(", ")).join(titles.get(actor, actor) for actor in gap.actors)


def _sentence(resolved: ResolvedMatrix, gap: Gap, groups: Mapping[str, str]) -> str:
    items, actors = _place(resolved, gap, groups), _actors(resolved, gap)
    if gap.kind == GapKind.UNKNOWN:
        return _unknown(gap.side, items, actors)
    return str(SENTENCES[gap.kind]) % {"items": items, "actors": actors}


def _unknown(side: Side | None, items: str, actors: str) -> str:
    if side == Side.ACCOUNTABLE:
        return str(
            _("It is not settled whether these answer for %(items)s: %(actors)s", items=items, actors=actors)
        )
    if side == Side.PROOF:
        return str(
            _(
                "It is not settled whether these give proof for %(items)s: %(actors)s",
                items=items,
                actors=actors,
            )
        )
    return str(_("It is not settled whether these do %(items)s: %(actors)s", items=items, actors=actors))


# --- what the wide table marks ---------------------------------------------------------------------


@dataclass(frozen=True)
class FindingMark:
    words: str
    tone: str
    url: str = ""


def row_marks(entered: Entered, found: Sequence[Gap]) -> dict[str, list[FindingMark]]:
    """Row → what its findings say beside its gaps: dealt with, ended in vain, or settled before they ended."""
    if not entered.charged:
        return {}
    present = {gap.key for gap in found}
    open_: dict[str, list[Charged]] = defaultdict(list)
    marks: dict[str, list[FindingMark]] = defaultdict(list)
    for key, charged in entered.charged.items():
        gap = gap_of_key(key)
        if gap is None or not gap.row:
            continue
        if key not in present:
            marks[gap.row] += [] if charged.has_ended else [_mark(charged, settled_words(charged), "good")]
        elif charged.has_ended:
            marks[gap.row].append(_mark(charged, ended_words(charged), "danger"))
        else:
            open_[gap.row].append(charged)
    for row, several in open_.items():
        marks[row].insert(0, _dealt_with(several))
    return marks


def _dealt_with(several: Sequence[Charged]) -> FindingMark:
    if len(several) == 1:
        number = several[0].number
        return _mark(several[0], str(_("Finding %(number)s", number=number)), "neutral")
    return FindingMark(str(_("%(count)s findings", count=len(several))), "neutral")


def _mark(charged: Charged, words: str, tone: str) -> FindingMark:
    url = url_for("work.finding", finding_id=charged.finding_id) if charged.may_open else ""
    return FindingMark(words, tone, url)


def settled_words(charged: Charged) -> str:
    return str(_("Settled: finding No. %(number)s", number=charged.number))


def ended_words(charged: Charged) -> str:
    """Of a gap that outlived its finding."""
    if charged.state == FindingState.WITHDRAWN:
        return str(_("A finding was withdrawn, and this is still not settled"))
    return str(_("A finding was closed, and this is still not settled"))
