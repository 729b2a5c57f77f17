"""What the provider's pages show: its references, the items of a version, the way through them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import render_template, url_for
from flask_babel import gettext as _

from app.core.context import Context
from app.core.web import current_context
from app.references.models import ReferenceVersion, SecurityReference, VersionState
from app.references.queries import portal as queries
from app.references.queries import references
from app.references.queries.references import Short
from app.references.rules.faults import Fault
from app.references.sheets import records as columns
from app.references.sheets.versions import FaultLine, label_of

Titles = Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class ReferenceLine:
    title: str
    url: str
    edition: str
    newest: ReferenceVersion | None
    draft: ReferenceVersion | None
    is_withdrawn: bool


def reference_lines(ctx: Context) -> list[ReferenceLine]:
    found = queries.shared(ctx)
    versions: dict[UUID, list[ReferenceVersion]] = {}
    for one in queries.versions_of(ctx, [reference.id for reference in found]):
        versions.setdefault(one.reference_id, []).append(one)
    return [_line(one, versions.get(one.id, [])) for one in found]


def edition_of(reference: SecurityReference) -> str:
    """By its name as it was when the reference was written."""
    name = reference.edition_ja if current_context().language == "ja" else reference.edition_en
    return name or reference.edition


def _line(reference: SecurityReference, versions: list[ReferenceVersion]) -> ReferenceLine:
    return ReferenceLine(
        reference.title, url_for("references.portal_reference", reference_id=reference.id), edition_of(reference),
        references.in_force(versions), next((one for one in versions if one.state == VersionState.DRAFT), None),
        reference.withdrawn_at is not None,
    )  # fmt: skip


# --- items ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ItemLine:
    item: str
    title: str
    url: str
    record: Short | None


def is_open(version: ReferenceVersion) -> bool:
    """A draft of theirs."""
    return version.is_theirs and version.state == VersionState.DRAFT


def item_lines(
    reference: SecurityReference, version: ReferenceVersion, records: Mapping[str, Short], titles: Titles
) -> list[ItemLine]:
    """In a draft every item that can be written to; of what was published those that something is said to."""
    shown = dict.fromkeys([*titles, *records]) if is_open(version) else records
    return [
        ItemLine(item, _title(titles, item), _address(version, item), records.get(item)) for item in shown
    ]


def _title(titles: Titles, item: str) -> str:
    ja, en = titles.get(item, ("", ""))
    return ja if current_context().language == "ja" else en


def _address(version: ReferenceVersion, item: str) -> str:
    return url_for("references.portal_record", version_id=version.id, item=item)


@dataclass(frozen=True)
class Way:
    place: int
    count: int
    before: str
    after: str


def place_of(
    reference: SecurityReference, version: ReferenceVersion, item: str, titles: Titles
) -> dict[str, Any]:
    """What the page and the form of an item have alike."""
    order = list(titles) if item in titles else [item]
    at = order.index(item)
    after = order[at + 1] if at + 1 < len(order) else ""

    def address(other: str) -> str:
        return _address(version, other)

    return {
        "item": item, "item_title": _title(titles, item), "item_url": address, "edit_url": address,
        "way": Way(at + 1, len(order), order[at - 1] if at else "", after), "points": [],
    }  # fmt: skip


def record_page(
    reference: SecurityReference, version: ReferenceVersion, item: str, row: Any, place: dict[str, Any],
    parents: list[tuple[str, str]],
) -> str:  # fmt: skip
    papers = references.papers_of(version.id)
    return render_template(
        "references/portal_record.html", row=row, version=version, parents=parents, label=label_of(version),
        rows=columns.rows_of(row, reference.layout, papers) if row is not None else [], **place,
    )  # fmt: skip


def fault_lines(version: ReferenceVersion, found: Iterable[Fault]) -> list[FaultLine]:
    """Each leads to where it is set right."""
    head = url_for("references.portal_version_edit", version_id=version.id)
    return [
        FaultLine(str(_(one.message, **one.params)), _address(version, one.item) if one.item else head)
        for one in found
    ]
