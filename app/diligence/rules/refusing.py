"""回答を得られない質問: how many there are, and for how many of them something else is relied upon. The score knows
nothing of it: there a refusal is what it is until it is judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.diligence.models.distinctions import Reliance, Stance, Verdict
from app.diligence.rules.given import Given

# What a reviewer says where what stands in was found and read.
CONFIRMING = frozenset({Verdict.MET, Verdict.PARTLY_MET, Verdict.COMPENSATED})


@dataclass(frozen=True)
class Leaning:
    """What one judgement rests on. `is_over`: the report that it names does not stand any more."""

    verdict: Verdict | None = None
    relies_on: Reliance | None = None
    until: date | None = None
    is_over: bool = False

    def has_lapsed(self, on: date) -> bool:
        """The day that was said counts, and so does the end of the report."""
        if self.relies_on is None:
            return False
        return self.is_over or (self.until is not None and self.until < on)

    def confirms(self, on: date) -> bool:
        return self.relies_on is not None and self.verdict in CONFIRMING and not self.has_lapsed(on)


@dataclass(frozen=True)
class Refused:
    """Questions. Of several respondents one is enough to refuse; each that refuses has to be confirmed otherwise."""

    questions: int = 0
    confirmed: int = 0


NOBODY = Refused()


def is_refused(given: Given | None) -> bool:
    return given is not None and given.stance == Stance.REFUSED


def counted(questions: Iterable[Sequence[tuple[Given | None, Leaning]]], on: date) -> Refused:
    """For each question what its respondents said, with what the judgement of it rests on."""
    refused = [[leaning for given, leaning in one if is_refused(given)] for one in questions]
    kept = [one for one in refused if one]
    return Refused(len(kept), sum(all(leaning.confirms(on) for leaning in one) for one in kept))
