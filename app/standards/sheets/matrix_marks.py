"""What the marks of a responsibility matrix look like and say, and the conditions that they hang on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from flask_babel import gettext as _

from app.core.web import current_context
from app.core.words import value_label
from app.identity import institution
from app.standards.rules.matrices import Mark, Told

if TYPE_CHECKING:
    from app.standards.content.matrices import Matrix
    from app.standards.content.texts import Text

SYMBOLS = {
    Mark.YES: "○",
    Mark.NO: "×",
    Mark.NOT_BY_CONDITION: "–",
    Mark.ABSENT: "/",
    Mark.OPEN: "△",
    Mark.UNKNOWN: "?",
}
RULED = "※"
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def said(text: Text | str | None) -> str:
    """In the reader's language, with the institution's own word for itself."""
    if text is None or isinstance(text, str):
        return text or ""
    words = text.within(current_context().language)
    return words.replace("{institution}", institution.noun()) if "{institution}" in words else words


@dataclass(frozen=True)
class Numbered:
    """A condition by its number, its options by letters: what the marks of cells refer to."""

    number: int
    key: str
    question: str
    help: str
    options: tuple[tuple[str, str, str], ...]  # letter, key, label

    def hint(self, options: Sequence[str]) -> str:
        return f"{self.number}{''.join(letter for letter, key, _label in self.options if key in options)}"

    def letter(self, option: str) -> str:
        return next((letter for letter, key, _label in self.options if key == option), "")

    def label(self, option: str) -> str:
        return next((label for _letter, key, label in self.options if key == option), option)


def conditions_of(matrix: Matrix) -> dict[str, Numbered]:
    return {
        condition.key: Numbered(
            number,
            condition.key,
            said(condition.question),
            said(condition.help),
            tuple(
                (LETTERS[at], option.key, said(option.label)) for at, option in enumerate(condition.options)
            ),
        )
        for number, condition in enumerate(matrix.conditions, start=1)
    }


class ShownMark(NamedTuple):
    """`hint`: the number of the condition that it hangs on, with the letters of the answers that mean yes."""

    key: str
    symbol: str
    hint: str
    words: str


@dataclass
class Marks:
    """Marks as symbols and words. Few differ, so each is made once for a page."""

    conditions: Mapping[str, Numbered]
    is_template: bool
    made: dict[Told, ShownMark] = field(default_factory=dict)

    def label(self, mark: Mark) -> str:
        if mark == Mark.OPEN and self.is_template:
            return str(_("Conditional"))
        return value_label(mark)

    def hint(self, told: Told) -> str:
        return self.conditions[told.condition].hint(told.options) if told.condition else ""

    def words(self, told: Told) -> str:
        words = self.label(told.mark)
        if told.condition:
            words = str(_("%(mark)s (condition %(number)s)", mark=words, number=self.hint(told)))
        return str(_("%(mark)s, settled by us", mark=words)) if told.is_ruled else words

    def symbol(self, told: Told) -> str:
        return SYMBOLS[told.mark] + (RULED if told.is_ruled else "")

    def cell(self, told: Told) -> ShownMark:
        if told not in self.made:
            self.made[told] = ShownMark(told.mark.value, self.symbol(told), self.hint(told), self.words(told))
        return self.made[told]

    def example(self) -> tuple[str, str]:
        """How a mark that hangs on a condition looks and what it says, for the legend."""
        first = next(iter(self.conditions.values()))
        letters = [letter for letter, _key, _label in first.options][:2]
        means = _(
            "Yes where the answer to condition %(number)s is %(letters)s",
            number=first.number, letters="/".join(letters),
        )  # fmt: skip
        return f"{SYMBOLS[Mark.OPEN]}{first.number}{''.join(letters)}", str(means)

    def legend(self) -> list[tuple[str, str]]:
        hidden = {Mark.NOT_BY_CONDITION, Mark.ABSENT} if self.is_template else set()
        found = [(SYMBOLS[mark], self.label(mark)) for mark in Mark if mark not in hidden]
        return found if self.is_template else [*found, (RULED, str(_("Settled by us")))]
