"""S2: what belongs to vendor B does not exist for vendor A, nor unit Y's work for the staff of unit X."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import false, or_, select

from app.core.db import db
from app.core.model import Model
from app.register.models import Organisation
from app.register.queries import organisations as organisation_queries
from app.work import queries as work_queries
from app.work.models import Finding
from tests.security.conftest import IS_FULL
from tests.security.forms import filled, offered_to
from tests.security.walk import TABLES, Actor, Answer, Route, Walker, missing, names_a_row, normalised, routes
from tests.security.world import HEAD, TAIL, Side

FILES = ("static", "bootstrap.static")
APP = Path(__file__).parents[2] / "app"
# Rows with a unit that all staff may see, each with the reason.
NOT_BY_UNIT = {
    "role_grant": "who holds what is open to all staff",
    "search_entry": "derived; the search page is walked below",
    "business_function": "the institution's own list of what it does, open to all staff",
    "information_system": "the institution's own list of its systems, open to all staff",
}
# A part of an engagement, or a sample that hangs on one, is scoped by the engagement's unit.
BY_ENGAGEMENT = {"document", "document_file"}
IN_CODE = re.compile(r"""args\.(?:get|getlist)\(\s*["'](\w+)""")
IN_PAGE = re.compile(r"""[?&;](\w+)=|<(?:select|input)[^>]* name="(\w+)\"""")
WORDS = ("q", "text")


def by_unit() -> set[str]:
    """Tables whose rows are scoped by unit: found by the column, so that a new one is covered."""
    scoped = {"unit_id", "engagement_id"}
    tables = {table.name for table in Model.metadata.sorted_tables if scoped & set(table.columns.keys())}
    return (tables | BY_ENGAGEMENT) - set(NOT_BY_UNIT)


def arguments(route: Route, tables: set[str] | None) -> list[str]:
    return [name for name in sorted(names_a_row(route)) if tables is None or _table(name) in tables]


def _table(argument: str) -> str:
    stem = argument.removesuffix("_id")
    return TABLES.get(stem, stem)


def told_apart(
    walker: Walker, actor: Actor, chosen: Iterable[Route], tables: set[str] | None = None
) -> list[str]:
    """Routes that answer otherwise to a stranger's id than to one that nobody has."""
    wrong = []
    for route in chosen:
        for name in arguments(route, tables):
            theirs, nobodys = _row(walker.world.other, route, name), missing()
            first, touched = _try(walker, actor, route, {name: theirs})
            second, _ = _try(walker, actor, route, {name: nobodys})
            same = normalised(first.text).replace(str(theirs), "") == normalised(second.text).replace(
                str(nobodys), ""
            )
            if first.status != second.status or first.status == 200 or not same or touched:
                wrong.append(
                    f"{first} for a stranger's {name}, {second.status} for nobody's; changed: {touched}"
                )
    return wrong


def _try(walker: Walker, actor: Actor, route: Route, ids: dict[str, Any]) -> tuple[Answer, list[str]]:
    """The answer, and whether the row that the address names was touched."""
    with walker.undone():
        answer = walker.send(actor, route, walker.path(route, **ids))
        if answer.status >= 400 or not route.is_unsafe:
            return answer, []
        changed = walker.changes()
        return answer, [str(change) for change in changed if set(change.key) & set(ids.values())]


def _row(side: Side, route: Route, name: str) -> Any:
    from tests.security.walk import argument

    return argument(route, name, side)


# The person's own rows are theirs by their id, whatever id stands in the address.
def test_another_vendors_row_is_as_if_it_were_not_there(walker: Walker) -> None:
    actor = walker.actors["mine vendor"]
    wrong = told_apart(walker, actor, routes(walker.app))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", ["mine officer", "mine approver"])
def test_another_units_work_is_as_if_it_were_not_there(walker: Walker, name: str) -> None:
    chosen = [route for route in routes(walker.app) if arguments(route, by_unit())]
    assert chosen
    wrong = told_apart(walker, walker.actors[name], chosen, by_unit())
    assert not wrong, "\n".join(wrong)


@cache
def in_code() -> set[str]:
    """Every name that some view reads from an address."""
    return {name for path in APP.rglob("*.py") for name in IN_CODE.findall(path.read_text(encoding="utf-8"))}


def in_page(text: str) -> set[str]:
    """Names that the page itself puts into an address."""
    return {name for pair in IN_PAGE.findall(text) for name in pair if name} & (in_code() | set(WORDS))


def answers_with_parameters(walker: Walker, actor: Actor, *, thorough: bool) -> Iterator[tuple[str, str]]:
    """Address and text of every page that the person may read, plain and asked for a stranger's things."""
    other = walker.world.other
    known = in_code() - {"csrf_token", "next"}
    for route in routes(walker.app):
        if route.method != "GET" or not walker.allowed(route, [actor]) or route.endpoint in FILES:
            continue
        for side in (walker.world.mine, other):
            path = walker.path(route, side)
            text = walker.try_(actor, route, path).text
            yield path, text
            for name in sorted(known if thorough else known & in_page(text)):
                for query in _asking(name, other):
                    yield f"{path}?{query}", walker.try_(actor, route, f"{path}?{query}").text


def _asking(name: str, other: Side) -> list[str]:
    """The name with a stranger's things: one after the other, or in a small run all in one address."""
    if name in WORDS:
        return [f"{name}={HEAD}"]
    ids = [f"{name}={other.organisation.id}", f"{name}={other.unit.id}"]
    if IS_FULL:
        return ids
    return ["&".join(reversed(ids) if "unit" in name else ids)]


AROUND = re.compile(f"(?:{'|'.join(TAIL.values())}).{{0,40}}")


@cache
def heard(walker: Walker, actor: Actor) -> list[tuple[str, str]]:
    """Each page with what it says around anybody's tail: walked through once, listened to by several tests."""
    answers = answers_with_parameters(walker, actor, thorough=IS_FULL)
    return [(path, "\n".join(AROUND.findall(text))) for path, text in answers]


def test_no_page_export_or_picker_lets_out_another_vendors_words(walker: Walker) -> None:
    asked = 0
    for path, text in answers_with_parameters(walker, walker.actors["mine vendor"], thorough=True):
        asked += 1
        assert TAIL["other"] not in text, path
    assert asked > 20


def test_the_canary_of_ones_own_sings(walker: Walker) -> None:
    assert [path for path, told in heard(walker, walker.actors["mine vendor"]) if TAIL["mine"] in told]


@pytest.mark.parametrize("name", ["mine officer", "mine approver"])
def test_no_page_export_or_picker_lets_out_another_units_work(walker: Walker, name: str) -> None:
    # With what follows it: a round of assessments is the whole institution's, and begins with the same word.
    words = [f"{TAIL['other']} {table} " for table in by_unit()]
    for path, told in heard(walker, walker.actors[name]):
        assert not [word for word in words if word in told], path


def written_into(walker: Walker, actor: Actor) -> list[str]:
    """Forms that put something into the stranger's unit or organisation when its id is sent."""
    wrong = []
    other = walker.world.other
    tables = by_unit()
    for offers in offered_to(walker, actor).values():
        for offer in offers[:3]:
            fields = filled(walker, offer)
            for name in [n for n in fields if n.endswith("_id")]:
                theirs = other.rows.get(_table(name), other.officer).id
                with walker.undone():
                    answer = walker.send(actor, offer.route, offer.action, {**fields, name: [str(theirs)]})
                    changed = walker.changes()
                wrong += [
                    f"{answer}: {change} through {name}"
                    for change in changed
                    if change.table in tables and other.unit.id in change.after.values()
                ]
    return wrong


@pytest.mark.parametrize("name", ["mine officer", "mine approver"])
def test_no_form_writes_into_another_unit(walker: Walker, name: str) -> None:
    wrong = written_into(walker, walker.actors[name])
    assert not wrong, "\n".join(wrong)


def test_a_scope_of_vendors_taken_out_is_noticed(walker: Walker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(organisation_queries, "visible_to", lambda _ctx: select(Organisation))
    told = told_apart(walker, walker.actors["mine vendor"], routes(walker.app), {"organisation"})
    # On PostgreSQL row security is the second wall: the vendor still sees nothing of the other (S4).
    assert bool(told) == db.is_sqlite


def test_a_scope_of_units_taken_out_is_noticed(walker: Walker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work_queries, "visible_findings", lambda _ctx: select(Finding).where(or_(~false())))
    chosen = [route for route in routes(walker.app) if "finding_id" in route.arguments]
    assert told_apart(walker, walker.actors["mine officer"], chosen, {"finding"})
