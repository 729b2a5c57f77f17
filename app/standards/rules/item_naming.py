"""Items as people write them: 統24, 9版 統24 or the whole reference. What is stored is always the reference."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.standards.content.catalogue import Catalogue
    from app.standards.content.texts import Text

_BLANK = re.compile(r"\s+")
_LETTERS = re.compile(r"[A-Z]{2,}")
LANGUAGES = ("ja", "en")


def squashed(text: str) -> str:
    """Full-width letters, capitals and blanks do not count; signs do, as 28(1) is not 281."""
    return _BLANK.sub("", unicodedata.normalize("NFKC", text).casefold())


class ItemNames:
    """What each item of a catalogue may be called. `own`: the edition that is meant where none is named."""

    def __init__(self, catalogue: Catalogue, own: str) -> None:
        self.catalogue, self.own = catalogue, own
        self.locals = {ref: squashed(item.local) for ref, item in catalogue.items.items()}
        self.editions = {name: set(_edition_names(catalogue, name)) for name in catalogue.editions}

    def meant(self, written: str) -> list[str]:
        """References that somebody may mean; one is an answer, none or several are not."""
        said = squashed(written)
        if said.count("/") == 2:
            return [ref for ref in self.locals if squashed(ref) == said]
        named = [
            ref for ref, local in self.locals.items()
            if said.endswith(local) and said.removesuffix(local) in self.editions[self._edition(ref)]
        ]  # fmt: skip
        found = named or [ref for ref, local in self.locals.items() if local == said]
        return [ref for ref in found if self._edition(ref) == self.own] or found

    def names(self, refs: Iterable[str], language: str) -> dict[str, str]:
        return {ref: name_of(self.catalogue, ref, language) for ref in refs}

    def offered(self, words: str, few: int, edition: str = "") -> list[str]:
        """References whose number, label or edition holds every word; of the own edition first.

        `edition`: of that one alone."""
        wanted = [squashed(one) for one in unicodedata.normalize("NFKC", words).split()]
        among = [ref for ref in self.locals if edition in ("", self._edition(ref))]
        found = [ref for ref in among if wanted and all(one in self._told(ref) for one in wanted)]
        found.sort(key=lambda ref: (self._edition(ref) != self.own, self.locals[ref] not in wanted))
        return found[:few]

    def _told(self, ref: str) -> str:
        item = self.catalogue.items[ref]
        said = [item.title.within(one) for one in LANGUAGES] if item.title else []
        names = [name_of(self.catalogue, ref, one) for one in LANGUAGES]
        return squashed(" ".join((*names, ref, *said)))

    @staticmethod
    def _edition(ref: str) -> str:
        return ref.rpartition("/")[0]


def name_of(catalogue: Catalogue, ref: str, language: str) -> str:
    """The framework, its edition and the number; the reference itself where the catalogue knows no such edition."""
    edition, _slash, local = ref.rpartition("/")
    titles = _titles(catalogue, edition)
    return " ".join((*(one.within(language) for one in titles), local)) if titles else ref


def _titles(catalogue: Catalogue, edition: str) -> tuple[Text, ...]:
    framework, _slash, key = edition.partition("/")
    found = catalogue.frameworks.get(framework)
    titles = [one.title for one in found.editions if one.key == key] if found else []
    return (found.title, titles[0]) if found and titles else ()


def _edition_names(catalogue: Catalogue, edition: str) -> Iterator[str]:
    """With the framework, without, or by it alone; FISC says it as well as the whole title does."""
    framework, _slash, key = edition.partition("/")
    frameworks, editions = ["", framework], [key]
    for place, title in enumerate(_titles(catalogue, edition)):
        said = [title.within(one) for one in LANGUAGES]
        (editions if place else frameworks).extend(said)
        if not place:
            frameworks += [word for one in said for word in _LETTERS.findall(one)]
    for first in frameworks:
        for second in (*editions, "") if first else editions:
            yield squashed(f"{first}{second}")
