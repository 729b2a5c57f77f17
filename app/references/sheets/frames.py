"""Editions and items in words."""

from __future__ import annotations

from typing import Any

from flask import g

from app.core.web import current_context
from app.references.queries import frames
from app.references.queries.frames import Frame, Framed
from app.standards.sheets.matrix_marks import said


def title_of(one: Framed | None) -> str:
    if one is None or one.title is None:
        return ""
    if isinstance(one.title, dict):
        return str(one.title.get(current_context().language) or "")
    return said(one.title)


def group_of(one: Framed) -> str:
    return " › ".join(said(title) for title in one.groups)


def catalogue() -> Any:
    """Asked for once in a request."""
    if "reference_catalogue" not in g:
        g.reference_catalogue = frames.current()
    return g.reference_catalogue


def frame_of(edition: str) -> Frame:
    return frames.frame_of(catalogue(), edition)


def edition_words() -> dict[str, str]:
    """Edition → its framework and its name, put together once for a page."""
    if "edition_words" not in g:
        titles = frames.edition_titles(catalogue())
        g.edition_words = {key: " ".join(said(one) for one in pair) for key, pair in titles.items()}
    return dict(g.edition_words)
