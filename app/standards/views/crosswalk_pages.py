"""A crosswalk by itself: which item of one edition stands for which of another, with our word on each pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from app.core.authz import requires
from app.core.csvout import csv_answer
from app.core.errors import NotFound
from app.core.listing import Chip
from app.core.web import current_context
from app.core.words import value_label
from app.identity import queries as identity
from app.standards.content.catalogue import Catalogue, CatalogueItem
from app.standards.content.vocabulary import Certainty
from app.standards.permissions import StandardsPermission as P
from app.standards.queries import contents
from app.standards.queries import items as queries
from app.standards.rules import editions, links
from app.standards.rules.links import Link
from app.standards.views import bp
from app.standards.views.item_showing import edition_name
from app.standards.views.telling import said

if TYPE_CHECKING:
    from app.standards.content.frameworks import Crosswalk

WITH, WITHOUT = "with", "without"
CROSSWALK = "/standards/crosswalks/<key>"


@dataclass(frozen=True)
class Row:
    """`decide_url` is empty where no page takes a decision."""

    link: Link
    before: CatalogueItem | None
    after: CatalogueItem | None
    decide_url: str

    @property
    def end(self) -> str:
        """What stands in the place of an item that is not there."""
        if self.link.certainty == Certainty.UNKNOWN:
            return str(_("Not known"))
        return str(_("New in this edition") if self.link.before is None else _("Nothing follows it"))


@bp.route(CROSSWALK)
@requires(P.STANDARD_VIEW)
def crosswalk(key: str) -> str:
    catalogue, found, rows = _found(key)
    shown = _narrowed(rows)
    return render_template(
        "standards/crosswalk.html",
        crosswalk=found,
        rows=shown,
        total=len(rows),
        names={name: edition_name(catalogue, name) for name in (found.before, found.after)},
        people=_deciders(shown),
        changes_url=changes_url(catalogue, found),
        may_edit=current_context().may(P.STANDARD_EDIT),
        **_offered(key, rows),
    )


@bp.route(f"{CROSSWALK}/export")
@requires(P.STANDARD_VIEW)
def crosswalk_export(key: str) -> Response:
    """What the page shows, as CSV."""
    _catalogue, found, rows = _found(key)
    head = [
        _("Earlier item"), _("Earlier label"), _("Item"), _("Label"), _("Certainty"), _("Note"),
        _("Our word"), _("Why we say so"), _("Crosswalk decided at"), _("Sources"),
    ]  # fmt: skip
    return csv_answer(said(found.title), head, [_cells(row) for row in _narrowed(rows)])


def _found(key: str) -> tuple[Catalogue, Crosswalk, list[Row]]:
    catalogue = contents.catalogue()
    found = catalogue.crosswalks.get(key)
    if found is None:
        raise NotFound
    ends = (found.before, found.after)
    standing = links.standing(catalogue, queries.decisions())
    around = editions.around(standing, found.before)[1]
    listed = [one for one in standing if (one.before_edition, one.after_edition) == ends]
    return catalogue, found, [_row(catalogue, one, found.after in around) for one in listed]


def _row(catalogue: Catalogue, link: Link, is_reported: bool) -> Row:
    before, after = (catalogue.items.get(ref or "") for ref in (link.before, link.after))
    return Row(link, before, after, _decide_url(link, before, after, is_reported))


def _decide_url(
    link: Link, before: CatalogueItem | None, after: CatalogueItem | None, is_reported: bool
) -> str:
    """That an item stands alone is said only between editions that a report compares."""
    here = before or after
    if here is None:
        return ""
    framework, edition, ref = here.ref.split("/", 2)
    place: dict[str, Any] = {"framework": framework, "edition": edition, "ref": ref}
    if before and after:
        return url_for("standards.item_link", before=before.ref, after=after.ref, **place)
    if not (link.is_alone and is_reported):
        return ""
    other = link.after_edition if before else link.before_edition
    return url_for("standards.item_link_none", other=other, **place)


def _narrowed(rows: Sequence[Row]) -> list[Row]:
    """What the address asks for; what means nothing is passed over."""
    certainty, decided = request.args.get("certainty", ""), request.args.get("decided", "")
    return [
        row
        for row in rows
        if (certainty not in set(Certainty) or row.link.certainty == certainty)
        and (decided not in (WITH, WITHOUT) or (row.link.decision is not None) == (decided == WITH))
    ]


def _offered(key: str, rows: Sequence[Row]) -> dict[str, Any]:
    """Filters with the choices that occur, and a chip for each in use."""
    used = {row.link.certainty.value for row in rows}
    filters: list[tuple[str, str, list[tuple[str, str]]]] = [
        ("certainty", _("Certainty"), [(one.value, value_label(one)) for one in Certainty if one in used]),
        ("decided", _("Our word"), [(WITH, _("Decided by us")), (WITHOUT, _("Not decided by us"))]),
    ]
    given = {name: request.args.get(name, "") for name, _label, _choices in filters}
    chips = []
    for name, label, choices in filters:
        if given[name] in dict(choices):
            rest: dict[str, Any] = {one: value for one, value in given.items() if value and one != name}
            said_of_it = _("%(filter)s: %(value)s", filter=label, value=dict(choices)[given[name]])
            chips.append(Chip(said_of_it, url_for("standards.crosswalk", key=key, **rest)))
    return {"filters_offered": filters, "chips": chips, "given": {k: v for k, v in given.items() if v}}


def _deciders(rows: Sequence[Row]) -> Mapping[Any, str]:
    found = {row.link.decision.decided_by_id for row in rows if row.link.decision}
    return identity.names_of({one for one in found if one})


def _cells(row: Row) -> list[Any]:
    link, decision = row.link, row.link.decision
    pair = link.pair
    return [
        row.before.local if row.before else row.end, _label(row.before),
        row.after.local if row.after else row.end, _label(row.after),
        value_label(pair.certainty) if pair else "", said(pair.note) if pair else "",
        value_label(links.verdict_of(decision)) if decision else "",
        decision.note if decision else "", decision.decided_at if decision else "",
        _(", ").join(" ".join(filter(None, (one.origin, one.cite))) for one in pair.sources) if pair else "",
    ]  # fmt: skip


def _label(item: CatalogueItem | None) -> str:
    return said(item.title) if item and item.title else ""


def changes_url(catalogue: Catalogue, found: Crosswalk) -> str:
    """The report from one edition to the next; between two frameworks there is none."""
    if found.before not in editions.earlier(links.delivered(catalogue), found.after):
        return ""
    framework, _slash, edition = found.after.partition("/")
    since = found.before.partition("/")[2]
    return url_for("standards.changes", framework=framework, edition=edition, since=since)
