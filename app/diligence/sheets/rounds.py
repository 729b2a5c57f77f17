"""What pages show of a round of assessments: what it would do, and how far it is by unit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from flask_babel import gettext as _

from app.core.words import value_label
from app.diligence.models import AssessmentState
from app.diligence.queries import naming
from app.diligence.rules.states import UNDER_WAY
from app.diligence.sheets.foreseen import count_words, counted

if TYPE_CHECKING:
    from app.core.context import Context
    from app.diligence.queries.rounds import Tally
    from app.diligence.services.rounds import Line, Outlook


@dataclass(frozen=True)
class Shown:
    """One subject of a round that is looked at. `asked`: each respondent with the number of questions, in words."""

    name: str
    unit: str
    asked: list[tuple[str, str]]
    unreached: list[str]
    why: str
    number: str


@dataclass(frozen=True)
class Preview:
    begun: list[Shown]
    left_out: list[Shown]
    questions: str
    unreached: int


def preview_of(ctx: Context, found: Outlook) -> Preview:
    parties = [party for line in found.lines for party in line.chosen.asked]
    units = {party.unit_id for party in parties if party.unit_id}
    names = naming.respondents_named(
        ctx, {party.organisation_id for party in parties if party.organisation_id},
        units | {line.subject.unit_id for line in found.lines},
    )  # fmt: skip
    begun = [_shown(line, names) for line in found.begun]
    told = [one for line in found.begun for one in line.told.values()]
    total = count_words(sum(len(one.certain) for one in told), sum(one.possible for one in told))
    return Preview(
        begun, [_shown(line, names) for line in found.left_out], total,
        sum(1 for one in begun if one.unreached),
    )  # fmt: skip


def _shown(line: Line, names: dict[UUID, str]) -> Shown:
    return Shown(
        line.name, names.get(line.subject.unit_id, ""),
        [
            (names.get(party.organisation_id or party.unit_id, ""), counted(told))  # type: ignore[arg-type]
            for party, told in line.told.items()
        ],
        [names.get(one, "") for one in line.unreached],
        value_label(line.why) if line.why else "", line.number,
    )  # fmt: skip


# --- how far -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Progress:
    """Of one unit, or of all. `counts`: by state, in the order of `STATES`."""

    unit_id: UUID | None
    unit: str
    counts: list[int]
    late: int

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def is_over(self) -> bool:
        """Nothing of it is under way any more."""
        under_way = sum(count for state, count in zip(STATES, self.counts, strict=True) if state in UNDER_WAY)
        return bool(self.total) and not under_way

    @property
    def concluded(self) -> int:
        return self.counts[STATES.index(AssessmentState.CONCLUDED)]


STATES = list(AssessmentState)


def heads() -> list[tuple[AssessmentState, str]]:
    return [(state, value_label(state)) for state in STATES]


def by_unit(tallies: Collection[Tally], names: dict[UUID, str]) -> list[Progress]:
    """Each unit in the order of the tree; `names` is in that order."""
    there = {one.unit_id for one in tallies}
    return [
        _progress(unit_id, name, [one for one in tallies if one.unit_id == unit_id])
        for unit_id, name in names.items()
        if unit_id in there
    ]


def together(tallies: Iterable[Tally]) -> Progress:
    return _progress(None, _("All units"), list(tallies))


def _progress(unit_id: UUID | None, name: str, tallies: Sequence[Tally]) -> Progress:
    counts = [sum(one.number for one in tallies if one.state == state) for state in STATES]
    late = sum(one.late for one in tallies if one.state in UNDER_WAY)
    return Progress(unit_id, name, counts, late)
