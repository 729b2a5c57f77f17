"""The standards the institution measures itself and its third parties by: frameworks, editions, their items."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from app.core.authz import requires
from app.core.context import Context
from app.core.listing import LONGEST_QUERY, Chip
from app.core.web import current_context
from app.core.words import value_label
from app.standards.content.catalogue import Catalogue, CatalogueItem
from app.standards.content.vocabulary import Certainty
from app.standards.permissions import StandardsPermission as P
from app.standards.queries import browsing, contents
from app.standards.queries import items as queries
from app.standards.queries.browsing import WITH, WITHOUT, Wanted
from app.standards.queries.items import Current
from app.standards.rules import links
from app.standards.views import bp
from app.standards.views.telling import item_urls, said
from app.standards.views.touching import TOUCHES, Touches, editions_before
from app.standards.words.items import source_key

if TYPE_CHECKING:
    from app.standards.content.frameworks import Edition, Framework


# Of the exchange of files, which stands above standards.
LOAD = "exchange:import:run"


@bp.route("/standards")
@requires(P.STANDARD_VIEW)
def standards() -> str:
    current = contents.newest()
    catalogue = contents.catalogue(current)
    return render_template(
        "standards/index.html",
        frameworks=_most_held_first(catalogue),
        held={name: len(catalogue.items_of(name)) for name in catalogue.editions},
        **_asked(catalogue, current),
        source_key=source_key(),
        counts={key: _counted(one) for key, one in catalogue.frameworks.items()},
        since=editions_before(catalogue),
        crosswalks=list(catalogue.crosswalks.values()),
        level_titles={
            (framework.key, level.key): said(level.title)
            for framework in catalogue.frameworks.values()
            for level in framework.levels
        },
    )


def _asked(catalogue: Catalogue, current: Current) -> dict[str, dict[str, int]]:
    """Edition → how many of its items are asked about, and how many more are over the crosswalk."""
    asked = queries.questions_by_item(current)
    over = links.over(links.standing(catalogue, queries.decisions()), asked)
    return {
        key: {
            name: sum(1 for item in catalogue.items_of(name) if item.ref in refs)
            for name in catalogue.editions
        }
        for key, refs in (("asked", set(asked)), ("over", over))
    }


def _most_held_first(catalogue: Catalogue) -> list[Any]:
    held = Counter(item.ref.partition("/")[0] for item in catalogue.items.values())
    return sorted(catalogue.frameworks.values(), key=lambda one: -held[one.key])


def _counted(framework: Framework) -> dict[str, list[tuple[str, int]]]:
    """Edition → its counts, in the order in which the framework lists its classes."""
    listed = [*(level.key for level in framework.levels), *framework.prefixes]

    def in_order(edition: Edition) -> list[tuple[str, int]]:
        order = [*listed, *edition.counts]
        return sorted(edition.counts.items(), key=lambda counted: order.index(counted[0]))

    return {edition.key: in_order(edition) for edition in framework.editions}


@bp.route("/standards/<framework>/<edition>")
@requires(P.STANDARD_VIEW)
def edition(framework: str, edition: str) -> str:
    current = contents.newest()
    catalogue = contents.catalogue(current)
    found, shown = queries.edition_of(catalogue, framework, edition)
    name = f"{framework}/{edition}"
    asked = queries.questions_by_item(current)
    touch = Touches(current_context(), catalogue, name, asked)
    return render_template(
        "standards/edition.html",
        framework=found,
        edition=shown,
        name=name,
        content=catalogue.editions[name],
        since=touch.since,
        ruled=touch.ruled,
        over=touch.over,
        **_ours(current_context(), catalogue, touch),
        url_of=item_urls(name),
        **_listed(catalogue, found, touch),
    )


def _ours(ctx: Context, catalogue: Catalogue, touch: Touches) -> dict[str, Any]:
    """What the institution has on the items, and whether this person may bring wordings in."""
    return {
        "worded": touch.worded,
        "own": sum(item.local in touch.worded for item in catalogue.items_of(touch.name)),
        "may_load": ctx.may(P.STANDARD_EDIT) and ctx.may(LOAD),
        "findings": touch.findings,
    }


def _listed(catalogue: Catalogue, framework: Framework, touch: Touches) -> dict[str, Any]:
    """The groups with what is asked for, and what may be asked for."""
    name, asked = touch.name, touch.asked
    items, wanted = catalogue.items_of(name), _wanted()
    offered = _offered(framework, items)
    branches = browsing.branches(catalogue, name, wanted, asked, said, only=touch.refs(wanted.touch))
    return {
        "branches": branches,
        "count": sum(one.count for one in branches if one.depth == 1),
        "total": len(items),
        "asked": asked,
        "levels": dict(next(choices for key, _label, choices in offered if key == "level")),
        "offered": [one for one in offered if len(one[2]) > 1],
        "chips": _chips(wanted, name, offered),
        "is_narrowed": wanted.is_narrowed,
    }


def _offered(framework: Framework, items: Sequence[CatalogueItem]) -> list[Any]:
    """Filters with the choices that occur in the edition."""
    used = {item.level for item in items}
    return [
        (
            "level",
            _("Class of the item"),
            [(one.key, said(one.title)) for one in framework.levels if one.key in used],
        ),
        ("certainty", _("Certainty"), [(one.value, value_label(one)) for one in browsing.certainties(items)]),
        ("questions", _("Questions"), [(WITH, _("With questions")), (WITHOUT, _("Without questions"))]),
        ("touch", _("What touches it"), [(key, str(label)) for key, label in TOUCHES.items()]),
    ]


def _wanted() -> Wanted:
    """What the address asks for; what means nothing is passed over."""
    given = request.args
    certainty, questions, touch = (given.get(key, "") for key in ("certainty", "questions", "touch"))
    return Wanted(
        text=given.get("q", "").strip()[:LONGEST_QUERY],
        level=given.get("level", ""),
        certainty=certainty if certainty in set(Certainty) else "",
        questions=questions if questions in (WITH, WITHOUT) else "",
        touch=touch if touch in TOUCHES else "",
    )


def _chips(wanted: Wanted, name: str, offered: Sequence[Any]) -> list[Chip]:
    """One for each filter in use, with the address without it; the words stand in their box."""
    given: dict[str, Any] = {key: getattr(wanted, key) for key, _label, _choices in offered}
    framework, _slash, key = name.partition("/")
    found = []
    for one, label, choices in offered:
        if given[one]:
            rest: dict[str, Any] = {k: v for k, v in given.items() if v and k != one}
            url = url_for(
                "standards.edition", framework=framework, edition=key, q=wanted.text or None, **rest
            )
            value = dict(choices).get(given[one], given[one])
            found.append(Chip(_("%(filter)s: %(value)s", filter=label, value=value), url))
    return found
