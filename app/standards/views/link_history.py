"""The history of a decision on a crosswalk: each act in one line, by the pair and the verdict."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _

from app.core import history
from app.core.audit import reading
from app.core.history import Change
from app.core.web import current_context
from app.core.words import value_label
from app.identity import queries as identity
from app.standards.content.catalogue import Catalogue
from app.standards.models import ItemLink
from app.standards.rules.links import Ends, Verdict
from app.standards.views.item_showing import edition_name


def link_lines(catalogue: Catalogue, ends: Ends, link: ItemLink) -> list[history.Line]:
    """`link` may have been taken away meanwhile: its id outlives it."""
    entries = reading.entries_of(link)
    told = history.lines(current_context(), entries, identity.named)
    pair, held, found = _pair(catalogue, ends), _said({}), []
    state: dict[str, Any] = {}
    for entry, line in zip(reversed(entries), reversed(told), strict=True):
        state |= {name: change[1] if change else None for name, change in entry.changes.items()}
        before, held = held, _said(state)
        found.append(replace(line, changes=[Change(pair, before, held)]))
    return found[::-1]


def _pair(catalogue: Catalogue, ends: Ends) -> str:
    before = f"{edition_name(catalogue, ends.from_edition)} {ends.from_ref or '–'}"
    after = f"{edition_name(catalogue, ends.to_edition)} {ends.to_ref or '–'}"
    return f"{before} → {after}"


def _said(state: Mapping[str, Any]) -> str:
    """The verdict with its reason; nothing of a decision that was withdrawn."""
    if not state.get("certainty"):
        return ""
    verdict = Verdict.REJECTED if state.get("is_rejected") else Verdict(state["certainty"])
    note = state.get("note") or ""
    said = value_label(verdict)
    return str(_("%(verdict)s – %(note)s", verdict=said, note=note)) if note else said
