"""What touches the items of an edition, by which its page marks and narrows them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property

from flask_babel import lazy_gettext as _l

from app.core.context import Context
from app.standards.content.catalogue import Catalogue
from app.standards.queries import items as queries
from app.standards.queries.items import Asked
from app.standards.rules import editions, links
from app.standards.rules.editions import Fate
from app.standards.rules.links import Link

OVER, RULED, WORDED, FOUND, CHANGED = "over", "matrix", "wording", "finding", "changed"
TOUCHES = {
    OVER: _l("Questions over the crosswalk"),
    RULED: _l("Matrix rows"),
    WORDED: _l("Own wording"),
    FOUND: _l("Open findings"),
    CHANGED: _l("Changed since the edition before"),
}
UNCHANGED = frozenset({Fate.SAME, Fate.UNKNOWN})


def editions_before(catalogue: Catalogue) -> dict[str, str]:
    """Edition → the one before it from which a crosswalk leads to it."""
    if "before" not in catalogue.kept:
        known = links.delivered(catalogue)
        nearest = {name: editions.earlier(known, name) for name in catalogue.editions}
        catalogue.kept["before"] = {name: found[0] for name, found in nearest.items() if found}
    before: dict[str, str] = catalogue.kept["before"]
    return before


class Touches:
    def __init__(
        self, ctx: Context, catalogue: Catalogue, name: str, asked: Mapping[str, list[Asked]]
    ) -> None:
        self.catalogue, self.name, self.asked = catalogue, name, asked
        self.worded = queries.worded(name)
        self.findings = queries.open_findings_in(ctx, catalogue, name)[name]
        self.ruled = queries.rows_by_item(catalogue)
        self.since = editions_before(catalogue).get(name)

    @cached_property
    def links(self) -> list[Link]:
        return links.standing(self.catalogue, queries.decisions())

    @cached_property
    def over(self) -> Collection[str]:
        return links.over(self.links, self.asked)

    def refs(self, kind: str) -> Collection[str] | None:
        """Whole references of the items that this touches; None where nothing is asked for."""
        if not kind:
            return None
        if kind in (OVER, RULED):
            return self.over if kind == OVER else self.ruled
        if kind == CHANGED:
            return self._changed()
        return {f"{self.name}/{local}" for local in (self.worded if kind == WORDED else self.findings)}

    def _changed(self) -> Collection[str]:
        if self.since is None:
            return ()
        changes = editions.compare(self.catalogue, self.links, self.since, self.name)
        return {item.ref for one in changes if one.fate not in UNCHANGED for item in one.after}
