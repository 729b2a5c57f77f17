"""What every form of a responsibility matrix shares: how a row is called, which rows and actors an address asks for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from flask import request, url_for
from flask_babel import gettext as _

from app.core.listing import MOMENT, Chip
from app.core.words import value_label
from app.standards.rules.matrices import (
    Gap,
    GapKind,
    Mark,
    ResolvedActor,
    ResolvedMatrix,
    ResolvedRow,
    Side,
)
from app.standards.sheets.matrix_marks import Marks, said
from app.standards.words.items import source_label

if TYPE_CHECKING:
    from app.standards.content.matrices import Row
    from app.standards.content.texts import Source

TONES = {
    GapKind.CONDITION_OPEN: "attention",
    GapKind.ACTOR_UNBOUND: "attention",
    GapKind.ABSENT_BUT_CHOSEN: "danger",
    GapKind.NOBODY: "danger",
    GapKind.TWO_ACCOUNTABLE: "danger",
    GapKind.NOBODY_ACCOUNTABLE: "danger",
    GapKind.NO_PROOF: "danger",
    GapKind.UNKNOWN: "attention",
    GapKind.NOT_COLLECTED: "neutral",
    GapKind.FELL_AWAY: "neutral",
}
# Asks for rows with a gap that nobody is charged with.
LEFT = "left"


def title_of(actor: ResolvedActor) -> str:
    return said(actor.title) or actor.own_title


class Voice:
    """Phrases that each row needs, looked up once for a page."""

    def __init__(self) -> None:
        self.comma = str(_(", "))
        self._labelled = str(_("%(label)s: %(value)s", label="{0}", value="{1}"))
        self._origins: dict[str, str] = {}
        self._counted: dict[tuple[GapKind, int], str] = {}

    def labelled(self, label: str, value: str) -> str:
        return self._labelled.format(label, value)

    def counted(self, kind: GapKind, count: int) -> str:
        if (kind, count) not in self._counted:
            label = value_label(kind)
            self._counted[kind, count] = label if count == 1 else f"{label} {count}"
        return self._counted[kind, count]

    def sources(self, sources: Iterable[Source]) -> str:
        """Each source once, with all the places in it."""
        places: dict[str, list[str]] = {}
        for source in sources:
            places.setdefault(source.origin, []).extend([source.cite] if source.cite else [])
        return "; ".join(
            self.labelled(self._origin(origin), self.comma.join(cited)) if cited else self._origin(origin)
            for origin, cited in places.items()
        )

    def _origin(self, origin: str) -> str:
        if origin not in self._origins:
            self._origins[origin] = source_label(origin)
        return self._origins[origin]


# --- items of a row ----------------------------------------------------------------------------


def item_address(edition: str, ref: str) -> str:
    framework, _slash, key = edition.partition("/")
    return url_for("standards.item", framework=framework, edition=key, ref=ref)


class Places:
    """Addresses of items: one is built once, each item puts its number in."""

    def __init__(self, edition: str) -> None:
        self._before, self._after = item_address(edition, "0~0").split("0~0")

    def __call__(self, ref: str) -> str:
        return f"{self._before}{quote(ref, safe='')}{self._after}"


def named_items(row: Row) -> tuple[list[str], bool]:
    """The items that a row names, and whether they are the two ends of a range."""
    from app.standards.content.matrices import AllOfPrefix, FromTo

    items = row.items
    if isinstance(items, FromTo):
        return ([items.first], False) if items.first == items.last else ([items.first, items.last], True)
    return ([], False) if isinstance(items, AllOfPrefix) else (list(items), False)


def place_of(row: Row) -> str:
    """Where the source says it, as 表1 (1)."""
    return " ".join(part for part in (said(row.table), said(row.label)) if part)


def items_text(row: Row, groups: Mapping[str, str], comma: str = "") -> str:
    """`comma`: where the caller has looked it up for all rows."""
    from app.standards.content.matrices import AllOfPrefix

    if isinstance(row.items, AllOfPrefix):
        return str(_("All items %(prefix)s", prefix=row.items.all))
    refs, is_range = named_items(row)
    return "–".join(refs) if is_range else (comma or str(_(", "))).join(groups.get(ref, ref) for ref in refs)


# --- what an address asks for --------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """Filters in the address; what means nothing for this matrix is left out."""

    path: str
    chosen: Mapping[str, str]
    labels: Mapping[str, str]
    words: Mapping[tuple[str, str], str]
    moment: Mapping[str, str]

    @property
    def clear_url(self) -> str:
        return self.url(**dict.fromkeys(self.chosen, ""))

    def url(self, **changes: str) -> str:
        """With another value of a filter; an empty one takes it out. The moment stays."""
        pairs = {**self.chosen, **changes, **self.moment}
        query = urlencode({key: value for key, value in pairs.items() if value})
        return f"{self.path}?{query}" if query else self.path

    def choices(self, name: str) -> list[tuple[str, str]]:
        return [(value, said_of) for (key, value), said_of in self.words.items() if key == name]

    @property
    def after(self) -> str:
        """Put after another address, it asks for the same there."""
        return self.url()[len(self.path) :]

    def chips(self) -> list[Chip]:
        return [
            Chip(
                str(_("%(filter)s: %(value)s", filter=self.labels[key], value=self.words[key, value])),
                self.url(**{key: ""}),
            )
            for key, value in self.chosen.items()
        ]


@dataclass(frozen=True)
class Choices:
    """What can be filtered by, each as value and words."""

    actors: list[tuple[str, str]]
    duties: list[tuple[str, list[tuple[str, str]]]]
    chapters: list[tuple[str, str]]
    gaps: list[tuple[str, str]]


def choices_of(resolved: ResolvedMatrix, marks: Marks, found: Sequence[Gap]) -> Choices:
    shown = [
        mark for mark in Mark if not (marks.is_template and mark in (Mark.NOT_BY_CONDITION, Mark.ABSENT))
    ]
    chapters = dict.fromkeys(said(row.row.chapter) for row in resolved.rows)
    kinds = {gap.kind for gap in found if gap.row}
    return Choices(
        [(actor.key, title_of(actor)) for actor in resolved.actors],
        [
            (value_label(side), [(f"{side.value}.{mark.value}", marks.label(mark)) for mark in shown])
            for side in Side
        ],
        [(str(number), chapter) for number, chapter in enumerate(chapters, start=1)],
        [
            *([(LEFT, str(_("No finding")))] if kinds else []),
            *((kind.value, value_label(kind)) for kind in GapKind if kind in kinds),
        ],
    )


def asked_for(choices: Choices) -> Asked:
    labels = {
        "actor": str(_("Actor")), "duty": str(_("Duty")), "chapter": str(_("Chapter")), "gap": str(_("Gap")),
    }  # fmt: skip
    duties = [
        (value, f"{side} {label}") for side, members in choices.duties for value, label in members
    ]  # fmt: skip
    words = {
        (name, value): label
        for name, pairs in (
            ("actor", choices.actors), ("duty", duties), ("chapter", choices.chapters), ("gap", choices.gaps),
        )
        for value, label in pairs
    }  # fmt: skip
    given = {name: request.args.get(name, "") for name in labels}
    chosen = {name: value for name, value in given.items() if (name, value) in words}
    moment = {name: request.args[name] for name in MOMENT if request.args.get(name)}
    return Asked(request.path, chosen, labels, words, moment)


# --- what of a matrix is shown ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Narrowed:
    """What the address leaves of a matrix; an actor that it asks for stands alone."""

    choices: Choices
    asked: Asked
    actors: list[ResolvedActor]
    rows: list[ResolvedRow]


def narrowed(
    resolved: ResolvedMatrix, found: Sequence[Gap], marks: Marks, under_way: Collection[str] = ()
) -> Narrowed:
    choices = choices_of(resolved, marks, found)
    asked = asked_for(choices)
    with_gap = _with_gap(asked.chosen["gap"], found, under_way) if "gap" in asked.chosen else None
    return Narrowed(
        choices, asked,
        [actor for actor in resolved.actors if asked.chosen.get("actor", actor.key) == actor.key],
        [
            row for row in resolved.rows
            if (with_gap is None or row.row.id in with_gap) and _is_asked(row, asked)
        ],
    )  # fmt: skip


def _with_gap(wanted: str, found: Sequence[Gap], under_way: Collection[str]) -> Set[str]:
    """Rows with a gap of that kind, or with one that nobody is charged with."""
    if wanted == LEFT:
        return {gap.row for gap in found if gap.key not in under_way}
    return {gap.row for gap in found if gap.kind.value == wanted}


def _is_asked(row: ResolvedRow, asked: Asked) -> bool:
    chosen = asked.chosen
    if "chapter" in chosen and said(row.row.chapter) != asked.words["chapter", chosen["chapter"]]:
        return False
    if "duty" not in chosen:
        return True
    side, _dot, mark = chosen["duty"].partition(".")
    actor = chosen.get("actor")
    return any(cell.sides[Side(side)].mark.value == mark for cell in row.cells if actor in (None, cell.actor))


def short_heads() -> list[tuple[str, str]]:
    """The heads of the table that are shorter than the words elsewhere."""
    pairs = ((_("Answers"), Side.ACCOUNTABLE), (_("Proves"), Side.PROOF))
    return [(str(short), value_label(side)) for short, side in pairs if str(short) != value_label(side)]


def certainty_of(row: ResolvedRow) -> str:
    """What a row says of an actor may rest on less than the row itself: the notes of the actors say so."""
    label = value_label(row.row.certainty)
    if not any(cell.note for cell in row.cells):
        return label
    return str(_("%(certainty)s (see what is noted of the actors)", certainty=label))


def gap_words(gap: Gap) -> str:
    """The kind of a gap, and of which side."""
    if gap.side is None or gap.kind != GapKind.UNKNOWN:
        return value_label(gap.kind)
    return str(_("%(kind)s: %(side)s", kind=value_label(gap.kind), side=value_label(gap.side)))
