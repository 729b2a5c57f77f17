"""Exact shares as a person writes and adds them: decimals where they end, fractions where they do not."""

from dataclasses import dataclass
from fractions import Fraction

from app.diligence.rules.scoring import Bound, Score

PLACES = 4
_UNIT = 10**PLACES


@dataclass(frozen=True)
class Figure:
    """`text`: with up to four decimals, rounded half up; `fraction`: only where the text is not the whole truth."""

    exact: Fraction

    @property
    def text(self) -> str:
        return _decimal(_half_up(self.exact * _UNIT))

    @property
    def fraction(self) -> str:
        return "" if self.exact * _UNIT == int(self.exact * _UNIT) else str(self.exact)

    @property
    def whole(self) -> str:
        """What a pocket calculator is to be fed with."""
        return self.fraction or self.text


def hundredths(value: Fraction) -> int:
    """As lists and conclusions keep it: half up, as it is taught in school."""
    return _half_up(value * 100)


def in_hundredths(value: Fraction) -> str:
    found = hundredths(value)
    return f"{found // 100}.{found % 100:02d}"


def in_percent(value: Fraction) -> str:
    """100%, 12.5%, 33.33%: a part of one, with up to two decimals."""
    return f"{in_hundredths(value * 100).rstrip('0').rstrip('.')}%"


def ends_in_percent(low: Fraction, high: Fraction) -> str:
    """Both ends of what may be earned; one where they are the same."""
    return "–".join(dict.fromkeys(map(in_percent, (low, high))))


def biting(bound: Bound) -> int | None:
    """The cap that lowers the number; None where those that are not met leave it as it is."""
    lowest = min((cap for _, cap in bound.caps), default=None)
    return lowest if lowest is not None and lowest < bound.uncapped else None


def as_told(score: Score) -> tuple[int | None, int | None]:
    """Low and high in hundredths; nothing where there is no score."""
    return (
        hundredths(score.low.value) if score.low else None,
        hundredths(score.high.value) if score.high else None,
    )


def _half_up(value: Fraction) -> int:
    """Shares and scores are never negative."""
    return int(value + Fraction(1, 2))


def _decimal(count: int) -> str:
    text = f"{count // _UNIT}.{count % _UNIT:0{PLACES}d}".rstrip("0")
    return text.rstrip(".")
