"""What the page of an item shows, gathered for its template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask import request, url_for
from flask_babel import gettext as _

from app.core.context import Context
from app.identity import queries as identity
from app.standards.content.catalogue import Catalogue, CatalogueItem
from app.standards.content.vocabulary import Duty
from app.standards.permissions import StandardsPermission as P
from app.standards.queries import browsing, gap_findings
from app.standards.queries import items as queries
from app.standards.queries.items import Asked, Current, Ruled
from app.standards.rules import editions
from app.standards.rules import links as rules
from app.standards.rules.links import Link
from app.standards.views import bp
from app.standards.views.telling import said
from app.work.permissions import WorkPermission

DUTIES = ("does", "accountable", "proof")
RULED_SHOWN = 10
ALL = "all"


def edition_name(catalogue: Catalogue, name: str) -> str:
    """The framework with its edition, in words."""
    framework, _slash, key = name.partition("/")
    found = catalogue.frameworks.get(framework)
    titles = [one.title for one in found.editions if one.key == key] if found else []
    # A decision may speak of an edition that is no longer delivered.
    return f"{said(found.title)} {said(titles[0])}" if found and titles else name


def item_title(item: CatalogueItem) -> str:
    return f"{item.local} {said(item.title)}".strip()


@bp.app_template_global("question_url")
def question_url(asked: Asked) -> str:
    return url_for("standards.question", key=asked.questionnaire.key, id=asked.question.id)


@dataclass(frozen=True)
class Tied:
    """A link seen from one of its ends; `name` is the edition at the other, `said` that nothing is there."""

    link: Link
    other: CatalogueItem | None
    edition: str
    name: str
    is_after: bool
    said: str


def alone_said(catalogue: Catalogue, item: CatalogueItem, edition: str, *, is_newer: bool) -> str:
    """What a decision on it states."""
    name = edition_name(catalogue, edition)
    if is_newer:
        return str(_("Nothing follows %(ref)s in %(edition)s (gone)", ref=item.local, edition=name))
    return str(_("%(ref)s is not yet in %(edition)s (new)", ref=item.local, edition=name))


def sheet(ctx: Context, current: Current, catalogue: Catalogue, item: CatalogueItem) -> dict[str, Any]:
    points = [one for one in catalogue.items.values() if one.parent == item.ref]
    touching = _touching(current, catalogue, item, points)
    return {
        "item": item,
        "points": points,
        "title": item_title(item),
        **_placed(catalogue, item),
        **_neighbours(catalogue, item),
        **touching,
        "followers": gap_findings.followers(ctx, {one["matrix"].key for one in touching["ruled"]}),
        "wording": queries.wording_of(item),
        **_found(ctx, catalogue, item, [one["about"].ref for one in touching["ruled"]]),
        **_rights(ctx),
    }


def _placed(catalogue: Catalogue, item: CatalogueItem) -> dict[str, Any]:
    """Where in its edition it stands."""
    framework, edition = queries.edition_of(catalogue, *item.edition.split("/"))
    return {
        "framework": framework,
        "edition": edition,
        "groups": _groups(catalogue, item),
        "level": next((one for one in framework.levels if one.key == item.level), None),
        "parent": catalogue.items.get(item.parent) if item.parent else None,
    }


def _found(ctx: Context, catalogue: Catalogue, item: CatalogueItem, ruled: Sequence[str]) -> dict[str, Any]:
    """Findings on it, and those on the gaps of matrices in the rows that are shown: `ruled` are their items, this
    one or its counterparts."""
    row_id = queries.row_id_of(item)
    by_item = gap_findings.open_by_item(ctx, catalogue)
    of_gaps = {one.finding.id: one for ref in (item.ref, *ruled) for one in by_item.get(ref, ())}
    return {
        "row_id": row_id,
        "findings": queries.findings_on(ctx, row_id),
        "gap_findings": list(of_gaps.values()),
    }


def _rights(ctx: Context) -> dict[str, bool]:
    return {"may_edit": ctx.may(P.STANDARD_EDIT), "may_raise": ctx.may(WorkPermission.FINDING_RAISE)}


def _touching(
    current: Current, catalogue: Catalogue, item: CatalogueItem, points: Sequence[CatalogueItem]
) -> dict[str, Any]:
    """Crosswalks, and over them the questions and rows that speak of the item or of its counterparts."""
    links = rules.standing(catalogue, queries.decisions())
    ties = _ties(catalogue, links, item)
    others = [catalogue.items[ref] for ref in rules.counterparts(links, item.ref) if ref in catalogue.items]
    by_item = queries.questions_by_item(current)
    asked = _asked(by_item, [item, *points])
    elsewhere = _elsewhere(by_item, others, asked)
    return {
        "asked": asked,
        "asked_elsewhere": elsewhere,
        **_across(catalogue, by_item, rules.across(links, item.ref), [*asked, *elsewhere]),
        **_ruled(catalogue, [item, *others]),
        **_alone(catalogue, links, item, ties),
        "crosswalks": _crosswalks(ties),
        "names_of_editions": {name: edition_name(catalogue, name) for name in catalogue.editions},
        "names": _deciders(ties),
    }


def _crosswalks(ties: Sequence[Tied]) -> list[Any]:
    """Those that name it, each once."""
    found = {one.key: one for tie in ties if (one := tie.link.crosswalk) is not None}
    return list(found.values())


def _deciders(ties: Sequence[Tied]) -> dict[UUID, str]:
    found = {tie.link.decision.decided_by_id for tie in ties if tie.link.decision}
    return identity.names_of({one for one in found if one})


def _groups(catalogue: Catalogue, item: CatalogueItem) -> list[str]:
    """Titles on the way down to it."""
    titles = {
        way: group.title for group, way in browsing.walk(browsing.written(catalogue, item.edition).groups)
    }
    return [said(titles[item.groups[:depth]]) for depth in range(1, len(item.groups) + 1)]


def _neighbours(catalogue: Catalogue, item: CatalogueItem) -> dict[str, CatalogueItem | None]:
    items = catalogue.items_of(item.edition)
    at = items.index(item)
    return {
        "before": items[at - 1] if at else None,
        "after": items[at + 1] if at + 1 < len(items) else None,
    }


def _asked(
    by_item: Mapping[str, Sequence[Asked]], items: Sequence[CatalogueItem]
) -> list[tuple[Asked, list[CatalogueItem]]]:
    """Each question once, with those of the points that it touches."""
    found: dict[str, tuple[Asked, list[CatalogueItem]]] = {}
    for item in items:
        for asked in by_item.get(item.ref, ()):
            listed = found.setdefault(asked.question.id, (asked, []))[1]
            if item.parent and item is not items[0]:
                listed.append(item)
    return list(found.values())


def _elsewhere(
    by_item: Mapping[str, Sequence[Asked]], others: Sequence[CatalogueItem], asked: Sequence[Any]
) -> list[tuple[Asked, list[CatalogueItem]]]:
    """Questions on the counterparts in other editions that do not ask about this item itself."""
    known = {one.question.id for one, _points in asked}
    found: dict[str, tuple[Asked, list[CatalogueItem]]] = {}
    for other in others:
        for one in by_item.get(other.ref, ()):
            if one.question.id not in known:
                found.setdefault(one.question.id, (one, []))[1].append(other)
    return list(found.values())


def _across(
    catalogue: Catalogue,
    by_item: Mapping[str, Sequence[Asked]],
    ties: Sequence[tuple[str, StrEnum]],
    asked: Sequence[Any],
) -> dict[str, Any]:
    """Questions on what stands for it in other frameworks, and how sure that is."""
    others = [catalogue.items[ref] for ref, _certainty in ties if ref in catalogue.items]
    return {"asked_across": _elsewhere(by_item, others, asked), "sure_of": dict(ties)}


def _ruled(catalogue: Catalogue, items: Sequence[CatalogueItem]) -> dict[str, Any]:
    """Rows of matrices for each of them; a point goes with its item. Many services have a matrix: the first of
    them are shown, and all when asked for."""
    by_item = queries.rows_by_item(catalogue)
    rows = [(one, item) for item in items for one in by_item.get(item.parent or item.ref, ())]
    shown = rows if request.args.get("matrices") == ALL else rows[:RULED_SHOWN]
    return {"ruled": [_duties(catalogue, *one) for one in shown], "ruled_count": len(rows)}


def _duties(catalogue: Catalogue, ruled: Ruled, item: CatalogueItem) -> dict[str, Any]:
    """A row of a matrix: for each actor what is said of it; an actor whom the row leaves out is not settled."""
    by_actor = {duty.actor: duty for duty in ruled.row.duties}
    actors = [(actor, by_actor.get(actor.key)) for actor in ruled.matrix.actors]
    return {
        "matrix": ruled.matrix,
        "row": ruled.row,
        "about": item,
        "edition": edition_name(catalogue, item.edition),
        "actors": [
            (said(actor.title), [getattr(duty, name) if duty else Duty.UNKNOWN for name in DUTIES])
            for actor, duty in actors
        ],
    }


def _ties(catalogue: Catalogue, links: Sequence[Link], item: CatalogueItem) -> list[Tied]:
    """First where it comes from, then where it goes."""
    came, goes = rules.links_of(links, item.ref)
    return [_tied(catalogue, item, one, one.before, False) for one in came] + [
        _tied(catalogue, item, one, one.after, True) for one in goes
    ]


def _alone(
    catalogue: Catalogue, links: Sequence[Link], item: CatalogueItem, ties: Sequence[Tied]
) -> dict[str, Any]:
    """The ties; of which editions it may be said that they hold no counterpart, and of which nobody says so yet."""
    older, newer = editions.around(links, item.edition)
    told = {tie.name for tie in ties if tie.link.is_alone}
    return {
        "ties": ties,
        "may_be_alone_in": {*older, *newer},
        "alone": [
            (name, alone_said(catalogue, item, name, is_newer=name in newer))
            for name in (*older, *newer)
            if name not in told
        ],
    }


def _tied(catalogue: Catalogue, item: CatalogueItem, link: Link, ref: str | None, is_after: bool) -> Tied:
    other = catalogue.items.get(ref) if ref else None
    name = link.after_edition if is_after else link.before_edition
    said_alone = "" if other or not name else alone_said(catalogue, item, name, is_newer=is_after)
    return Tied(link, other, edition_name(catalogue, name) if name else "", name, is_after, said_alone)
