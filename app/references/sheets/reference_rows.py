"""What the list shows of many references, looked up once for all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from app.core.context import Context
from app.core.dates import DateStyle, format_date
from app.core.words import value_label
from app.identity import queries as identity
from app.references.models import Conformity, ReferenceVersion
from app.references.queries import frames, listing
from app.references.queries import references as queries
from app.references.queries.listing import Standing
from app.references.queries.references import NOT_STATED
from app.references.sheets.frames import catalogue as held
from app.references.sheets.frames import edition_words
from app.references.sheets.versions import label_of, stated
from app.register.queries import organisations, services

NOTHING = Standing(None, False)


@dataclass(frozen=True)
class Names:
    services: Mapping[UUID, str]
    organisations: Mapping[UUID, str]
    owners: Mapping[UUID, str]
    editions: Mapping[str, str]
    totals: Mapping[str, int]
    standings: Mapping[UUID, Standing]
    counts: Mapping[UUID, Mapping[str, int]]
    checks: Mapping[UUID, int] = field(default_factory=dict)

    def standing(self, row: Any) -> Standing:
        return self.standings.get(row.id, NOTHING)

    def version(self, row: Any) -> str:
        current = self.standing(row).current
        return label_of(current) if current is not None else ""

    def count(self, row: Any, key: str) -> int | None:
        """None where no version counts yet."""
        current = self.standing(row).current
        return self.counts.get(current.id, {}).get(key, 0) if current is not None else None

    def conformity(self, row: Any) -> str:
        current = self.standing(row).current
        return stated(self.counts.get(current.id, {})) if current is not None else ""

    def covered(self, row: Any) -> str:
        count, total = self.count(row, "records"), self.totals.get(row.edition)
        if count is None:
            return ""
        return f"{count}/{total}" if total else str(count)


def names_for(ctx: Context, rows: Sequence[Any]) -> Names:
    catalogue = held()
    standings = listing.standings(ctx, [row.id for row in rows])
    current: list[ReferenceVersion] = [one.current for one in standings.values() if one.current is not None]
    return Names(
        services=services.names_of(ctx, (row.service_id for row in rows)),
        organisations=organisations.names_of(ctx, (row.organisation_id for row in rows)),
        owners=identity.names_of({row.owner_id for row in rows if row.owner_id}),
        editions=edition_words(),
        totals={edition: len(frames.frame_of(catalogue, edition).whole()) for edition in catalogue.editions},
        standings=standings,
        counts=queries.counts_of([one.id for one in current]),
        checks=listing.check_counts([row.id for row in rows]),
    )


def cell(ctx: Context, row: Any, key: str, names: Names) -> Any:
    """What stands in the exported file."""
    current = names.standing(row).current
    said: dict[str, Callable[[], Any]] = {
        "title": lambda: row.title,
        "service": lambda: names.services.get(row.service_id, ""),
        "provider": lambda: names.organisations.get(row.organisation_id, ""),
        "edition": lambda: names.editions.get(row.edition, row.edition),
        "version": lambda: names.version(row),
        "records": lambda: names.covered(row),
        "conformity": lambda: names.conformity(row),
        **{key: partial(names.count, row, key) for key in (*Conformity, NOT_STATED)},
        "checks": lambda: names.checks.get(row.id, 0),
        "owner": lambda: names.owners.get(row.owner_id, ""),
        "as_of": lambda: (
            format_date(current.as_of_on, DateStyle(ctx.date_style))
            if current is not None and current.as_of_on
            else ""
        ),
        "layout": lambda: value_label(row.layout),
        "shared": lambda: _("Yes") if row.is_shared else _("No"),
    }
    value = said[key]()
    return "" if value is None else value
