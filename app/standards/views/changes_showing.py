"""From one edition to the next: what became of each item, and what of ours each change touches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from app.core.context import Context
from app.core.errors import NotFound
from app.core.navigation import Tab
from app.core.words import choices, value_label
from app.standards.content.catalogue import Catalogue, CatalogueItem
from app.standards.queries import contents
from app.standards.queries import items as queries
from app.standards.rules import editions as rules
from app.standards.rules.editions import Change, Fate
from app.standards.rules.links import standing
from app.standards.views.item_showing import edition_name, item_title
from app.standards.views.telling import item_urls

PLAIN = frozenset({Fate.SAME, Fate.GONE, Fate.NEW, Fate.UNKNOWN})


@dataclass(frozen=True)
class Row:
    change: Change
    questions: int
    rows: int
    findings: int
    has_wording: bool
    look: int

    @property
    def is_touched(self) -> bool:
        return bool(self.questions or self.rows or self.findings or self.has_wording)

    @property
    def is_bare(self) -> bool:
        """A number without a label that nothing of ours rests on, and that changed neither number nor into several."""
        items = [one for one in (self.change.before, *self.change.after) if one is not None]
        return not self.is_touched and all(one.title is None for one in items) and self.change.fate in PLAIN

    @property
    def item(self) -> CatalogueItem:
        return self.change.before or self.change.after[0]


def runs(rows: Sequence[Row]) -> list[tuple[bool, list[Row]]]:
    """Bare numbers that stand together and fare alike are told together; all else row by row."""

    def likeness(row: Row) -> Any:
        change = row.change
        return (change.fate, change.certainty, change.before is None) if row.is_bare else None

    return [(alike is not None, list(found)) for alike, found in groupby(rows, key=likeness)]


def report(ctx: Context, framework: str, edition: str) -> dict[str, Any]:
    """Raises NotFound for an edition from which no crosswalk leads here."""
    current = contents.newest()
    catalogue = contents.catalogue(current)
    found, shown = queries.edition_of(catalogue, framework, edition)
    after = f"{framework}/{edition}"
    links = standing(catalogue, queries.decisions())
    offered = rules.earlier(links, after)
    since = _since(framework, offered)
    touch = Touch(ctx, current, catalogue, (since, after))
    return {
        "framework": found,
        "edition": shown,
        "name": after,
        **_named(catalogue, since, after, offered),
        "crosswalks": _crosswalks(catalogue, links, since, after),
        "looks": touch.looks,
        **_narrowed([touch.row(one) for one in rules.compare(catalogue, links, since, after)], after, since),
    }


def _since(framework: str, offered: Sequence[str]) -> str:
    """As the address says, else the nearest."""
    asked = request.args.get("since", "")
    since = f"{framework}/{asked}" if asked else next(iter(offered), "")
    if since not in offered:
        raise NotFound
    return since


def _named(catalogue: Catalogue, since: str, after: str, offered: Sequence[str]) -> dict[str, Any]:
    names = {name: edition_name(catalogue, name) for name in (*offered, after)}
    return {
        "title": _("From %(before)s to %(after)s", before=names[since], after=names[after]),
        "since": since,
        "since_url": item_urls(since),
        "after_url": item_urls(after),
        "offered": [(name.partition("/")[2], names[name]) for name in offered],
    }


def _narrowed(rows: Sequence[Row], after: str, since: str) -> dict[str, Any]:
    fate, is_touched_only = _fate(), request.args.get("touched", "") == "1"
    counted = [row for row in rows if row.is_touched or not is_touched_only]
    shown = [row for row in counted if fate in (None, row.change.fate)]
    return {
        "rows": shown,
        "runs": runs(shown),
        "tabs": _tabs(after, since, counted, fate, is_touched_only),
        "is_touched_only": is_touched_only,
        "fate": fate,
    }


def _fate() -> Fate | None:
    given = request.args.get("fate", "")
    return Fate(given) if given in set(Fate) else None


def _crosswalks(catalogue: Catalogue, links: Any, since: str, after: str) -> list[Any]:
    """The delivered ones on the way, each with its caution."""
    steps = set(rules.way(links, since, after))
    return [one for one in catalogue.crosswalks.values() if (one.before, one.after) in steps]


class Touch:
    """What of ours rests on an item: of the older edition, or of the newer one where the item is new.

    `looks`: what became of items and how sure that is, each pair of them once, to be drawn once.
    """

    def __init__(
        self, ctx: Context, current: queries.Current, catalogue: Catalogue, editions: Sequence[str]
    ) -> None:
        self.asked, self.ruled = queries.questions_by_item(current), queries.rows_by_item(catalogue)
        self.worded = {name: queries.worded(name) for name in editions}
        self.findings = queries.open_findings_in(ctx, catalogue, *editions)
        self.looks: list[tuple[Fate, StrEnum]] = []
        self._places: dict[Any, int] = {}

    def row(self, change: Change) -> Row:
        item = change.before or change.after[0]
        return Row(
            change,
            len(self.asked.get(item.ref, ())),
            len(self.ruled.get(item.ref, ())),
            self.findings[item.edition][item.local],
            item.local in self.worded[item.edition],
            self._look(change),
        )

    def _look(self, change: Change) -> int:
        """Our verdict and the certainty of a source can be the same word, and are said in other words."""
        look = (change.fate, type(change.certainty), change.certainty)
        if look not in self._places:
            self._places[look] = len(self.looks)
            self.looks.append((change.fate, change.certainty))
        return self._places[look]


def _tabs(after: str, since: str, rows: Sequence[Row], wanted: Fate | None, touched: bool) -> list[Tab]:
    """One for each thing that became of items, with how many."""
    counts: Mapping[StrEnum, int] = Counter(row.change.fate for row in rows)
    framework, _slash, edition = after.partition("/")

    def url(fate: str | None) -> str:
        return url_for(
            "standards.changes", framework=framework, edition=edition, since=since.partition("/")[2],
            fate=fate, touched="1" if touched else None,
        )  # fmt: skip

    shown = [(key, label) for key, label in choices(Fate) if counts[Fate(key)] or key == wanted]
    return [
        Tab(_("All"), url(None), wanted is None, len(rows)),
        *(Tab(label, url(key), wanted == key, counts[Fate(key)]) for key, label in shown),
    ]


def export_rows(found: Mapping[str, Any]) -> tuple[list[str], list[list[Any]]]:
    head = [
        _("Earlier item"), _("Earlier label"), _("Kind of change"), _("Item"), _("Label"), _("Certainty"),
        _("Questions"), _("Matrix rows"), _("Open findings"), _("Own wording"),
    ]  # fmt: skip
    return head, [_cells(row) for row in found["rows"]]


def _cells(row: Row) -> list[Any]:
    before, after = row.change.before, row.change.after
    return [
        before.local if before else "", _label(before), value_label(row.change.fate),
        _(", ").join(one.local for one in after), _(", ").join(filter(None, map(_label, after))),
        value_label(row.change.certainty), row.questions, row.rows, row.findings,
        _("Yes") if row.has_wording else "",
    ]  # fmt: skip


def _label(item: CatalogueItem | None) -> str:
    return item_title(item).removeprefix(item.local).strip() if item else ""
