"""The items of an edition as a workbook. What the institution holds by licence, its own wording, is not in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask_babel import gettext as _

from app.core.words import value_label
from app.overview import papers
from app.overview import standard_files as files
from app.overview.standard_files import Fact
from app.reports.workbook import ColumnSpec, SheetSpec
from app.standards.content.catalogue import Catalogue, CatalogueItem
from app.standards.content.vocabulary import Certainty
from app.standards.queries import browsing
from app.standards.queries.contents import Published
from app.standards.queries.items import Asked, Ruled
from app.standards.rules.links import Link
from app.standards.sheets import matrices as sheets
from app.standards.sheets.matrix_heads import edition_title
from app.standards.sheets.matrix_marks import said

if TYPE_CHECKING:
    from app.standards.content.frameworks import Edition, Framework, Item


@dataclass(frozen=True)
class Subject:
    """`asked`, `ruled`: whole reference of an item → questions, rows of matrices; `links`: crosswalks with our word."""

    catalogue: Catalogue
    framework: Framework
    edition: Edition
    version: Published
    asked: Mapping[str, Sequence[Asked]]
    ruled: Mapping[str, Sequence[Ruled]]
    links: Sequence[Link]
    names: dict[UUID, str]

    @property
    def name(self) -> str:
        return f"{self.framework.key}/{self.edition.key}"

    @property
    def title(self) -> str:
        return edition_title(self.catalogue, self.name)


def sheets_of(subject: Subject) -> list[SheetSpec]:
    items = subject.catalogue.items_of(subject.name)
    has_detail = any(item.detail and item.detail.selection for item in items)
    made = files.sheet(
        str(_("Items")), _heads(has_detail), _rows(subject, items, has_detail), subject.title,
        papers.institution_name(), *_cautions(subject), papers.printed(),
    )  # fmt: skip
    return [files.large(made, 1), files.facts_sheet(_facts(subject, items))]


def _heads(has_detail: bool) -> tuple[ColumnSpec, ...]:
    detail: tuple[tuple[str, int], ...] = (
        (_("Taken over by FinTech companies"), 16), (_("Risk it is about"), 28), (_("Where it applies"), 28),
        (_("Examples of measures"), 40), (_("Bad examples"), 28),
    )  # fmt: skip
    return files.columns(
        (_("Item no."), 10), (_("Place in the edition"), 22), (_("Label"), 30), (_("About"), 36),
        *(detail if has_detail else ()), (_("Class of the item"), 12), (_("Certainty"), 10), (_("Caution"), 22),
        (_("Sources"), 28), (_("Questions"), 22), (_("Matrix rows"), 24), (_("Corresponding items"), 36),
    )  # fmt: skip


def _rows(subject: Subject, items: Sequence[CatalogueItem], has_detail: bool) -> Iterator[list[str]]:
    voice, comma = sheets.Voice(), str(_(", "))
    places = dict(_places(subject))
    levels = {one.key: said(one.title) for one in subject.framework.levels}
    ties = _ties(subject)
    for item in items:
        yield [
            item.local, places.get(item.groups, ""), said(item.title) or str(_("Number only")), said(item.about),
            *(_detail(item.detail) if has_detail else ()),
            levels.get(item.level or "", ""), value_label(item.certainty), said(item.caution),
            voice.sources(item.sources),
            comma.join(dict.fromkeys(one.question.id for one in subject.asked.get(item.ref, ()))),
            "\n".join(_row(one) for one in subject.ruled.get(item.ref, ())), "\n".join(ties[item.ref]),
        ]  # fmt: skip


def _detail(item: Item | None) -> list[str]:
    if item is None:
        return [""] * 5
    selection = value_label(item.selection) if item.selection else ""
    why = said(item.selection_why)
    return [
        "\n".join(text for text in (selection, why) if text), said(item.risk), said(item.applies),
        "\n".join(map(said, item.measures)), "\n".join(map(said, item.bad_examples)),
    ]  # fmt: skip


def _row(ruled: Ruled) -> str:
    return f"{said(ruled.matrix.service)} {sheets.place_of(ruled.row)}".strip()


def _places(subject: Subject) -> Iterator[tuple[tuple[str, ...], str]]:
    titles: dict[tuple[str, ...], str] = {}
    for group, way in browsing.walk(browsing.written(subject.catalogue, subject.name).groups):
        above = titles.get(way[:-1], "")
        titles[way] = f"{above} › {said(group.title)}" if above else said(group.title)
        yield way, titles[way]


def _ties(subject: Subject) -> Mapping[str, list[str]]:
    """Item → what corresponds to it elsewhere, how sure that is; what is held to be wrong is left out."""
    found: dict[str, list[str]] = defaultdict(list)
    names: dict[str, str] = {}
    for link in subject.links:
        ends = ((link.before, link.after, link.after_edition), (link.after, link.before, link.before_edition))
        for here, other, edition in ends if link.stands else ():
            if here is None or here.rpartition("/")[0] != subject.name:
                continue
            if edition not in names:
                names[edition] = edition_title(subject.catalogue, edition)
            found[here].append(_tied(link, names[edition], other))
    return found


def _tied(link: Link, edition: str, other: str | None) -> str:
    if other is not None:
        return files.noted(f"{edition} {other.rpartition('/')[2]}", value_label(link.certainty))
    if link.certainty == Certainty.UNKNOWN:
        how = _("Not known")
    else:
        how = _("Nothing follows it") if link.before else _("New in this edition")
    return files.labelled(edition, str(how))


def _cautions(subject: Subject) -> list[str]:
    content: Any = subject.catalogue.editions[subject.name]
    return [said(subject.edition.caution), said(content.caution)]


# --- legend and sources ---------------------------------------------------------------------------


def _facts(subject: Subject, items: Sequence[CatalogueItem]) -> list[Fact]:
    used = {item.level for item in items}
    levels = (one for one in subject.framework.levels if one.key in used)
    sources = (source for item in items for source in item.sources)
    return [
        (str(_("Edition")), subject.title),
        (str(_("About")), said(subject.framework.about)),
        (str(_("About")), said(subject.edition.about)),
        files.certainty_fact(subject.edition.certainty),
        *((str(_("Caution")), text) for text in _cautions(subject)),
        *((said(one.title), said(one.about)) for one in levels),
        (
            str(_("Own wording")),
            str(
                _("Text held by a licence of the institution. It is shown to staff only and is in no export.")
            ),
        ),
        *files.source_facts([*subject.edition.sources, *sources]),
        *files.version_facts(subject.version, subject.names),
        *files.made_facts(),
    ]


def file_name(subject: Subject) -> str:
    return files.file_name(subject.title)
