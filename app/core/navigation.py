"""The side bar: at most eight entries in the words of the work, each added by the package it leads to."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import g, request, url_for
from flask_babel import LazyString

from app.core.context import Context

MOST = 8


@dataclass(frozen=True)
class Place:
    """`blueprints` and `endpoints` are what counts as being there."""

    order: int
    label: LazyString
    endpoint: str
    icon: str
    permission: str = ""
    endpoints: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    label: str
    url: str
    icon: str
    is_current: bool


@dataclass(frozen=True)
class Tab:
    """What the tabs over a page show; `count` once it is known."""

    label: str
    url: str
    is_current: bool
    count: int = 0


@dataclass(frozen=True)
class Part:
    """A page that shares a row of tabs with others, of whichever package: `of` is the endpoint of the first of them."""

    of: str
    key: str
    order: int
    label: LazyString
    endpoint: str
    permission: str = ""


_places: dict[str, Place] = {}
_parts: dict[str, Part] = {}


def add_part(part: Part) -> None:
    _parts[part.endpoint] = part


def parts(ctx: Context, of: str, current: str, queries: Mapping[str, str] | None = None) -> list[Tab]:
    """The same row on each of its pages. `queries`: by key, what goes along in the address."""
    kept = queries or {}
    return [
        Tab(str(one.label), url_for(one.endpoint) + kept.get(one.key, ""), one.key == current)
        for one in sorted(_parts.values(), key=lambda one: one.order)
        if one.of == of and (not one.permission or ctx.may(one.permission))
    ]


def add(place: Place) -> None:
    _places[place.endpoint] = place


def places() -> list[Place]:
    return sorted(_places.values(), key=lambda place: place.order)


def belong_to(endpoint: str) -> None:
    """This page, which serves several places, was opened from that one."""
    g.belongs_to = endpoint


def items(ctx: Context) -> list[Item]:
    here = g.get("belongs_to") or request.endpoint or ""
    return [
        Item(str(p.label), url_for(p.endpoint), p.icon, _is_at(p, here))
        for p in places()
        if not p.permission or ctx.may(p.permission)
    ]


def _is_at(place: Place, here: str) -> bool:
    return here == place.endpoint or any(here.startswith(start) for start in place.endpoints)
