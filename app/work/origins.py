"""What a finding was raised from, where that is a part of a record: packages above say where it stands now."""

from collections.abc import Callable
from dataclasses import dataclass

from app.core.context import Context
from app.work.models import Finding


@dataclass(frozen=True)
class Origin:
    """The part with the page where it is seen. `notice` says how it stands now, if that asks for something."""

    title: str
    url: str
    notice: str = ""


Teller = Callable[[Context, Finding], Origin | None]

_tellers: list[Teller] = []


def register(teller: Teller) -> None:
    """`teller` answers None for a finding that is none of its own, or whose place the person may not see."""
    _tellers.append(teller)


def origin_of(ctx: Context, finding: Finding) -> Origin | None:
    told = (teller(ctx, finding) for teller in _tellers)
    return next((origin for origin in told if origin is not None), None)
