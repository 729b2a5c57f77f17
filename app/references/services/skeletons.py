"""A reference recorded from a skeleton: its head, papers and what is stated to items, as a draft to go on with."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from app.core.context import Context
from app.references.delivered import Skeleton
from app.references.models import Acts, ReferenceVersion
from app.references.rules.facts import RecordFacts, ReferenceFacts
from app.references.services import keeping, writing
from app.standards.content.vocabulary import Duty
from app.standards.queries import contents

if TYPE_CHECKING:
    from app.standards.content.catalogue import Catalogue
    from app.standards.content.matrices import Row

PROVIDER, CUSTOMER = "provider", "institution"
ACTS = {Duty.YES: Acts.YES, Duty.NO: Acts.NO}


def start(
    ctx: Context,
    skeleton: Skeleton,
    service_id: UUID,
    *,
    owner_id: UUID | None = None,
    is_shared: bool = False,
) -> ReferenceVersion:
    """The draft of the reference that it makes."""
    facts = ReferenceFacts(
        title=skeleton.title, service_id=service_id, edition=skeleton.edition, layout=skeleton.layout,
        is_shared=is_shared, disclosure=skeleton.disclosure, terms=skeleton.terms, source=skeleton.source,
        owner_id=owner_id,
    )  # fmt: skip
    draft = writing.begin(ctx, keeping.add_reference(ctx, facts))
    writing.edit_version(ctx, draft, skeleton.head, seen=draft.version)
    if skeleton.papers:
        writing.set_papers(ctx, draft, skeleton.papers)
    records = skeleton.records or _of_matrix(contents.catalogue(), skeleton.matrix)
    if records:
        writing.set_records(ctx, draft, records)
    return draft


def _of_matrix(catalogue: Catalogue, key: str) -> dict[str, RecordFacts]:
    """Who acts, item by item, where the matrix says so without a condition; rows that say neither are left out."""
    matrix = next((one for (of, _version), one in catalogue.matrices.items() if of == key), None)
    found: dict[str, RecordFacts] = {}
    for row in matrix.rows if matrix is not None else ():
        said = _of_row(row)
        for item in catalogue.items_of_row(matrix, row) if matrix is not None and said is not None else ():
            found[item.local] = said  # type: ignore[assignment]
    return found


def _of_row(row: Row) -> RecordFacts | None:
    duties = {duty.actor: ACTS.get(duty.does) for duty in row.duties if duty.when is None}
    theirs, ours = duties.get(PROVIDER), duties.get(CUSTOMER)
    if theirs is None and ours is None:
        return None
    return RecordFacts(
        provider_acts=theirs, customer_acts=ours, confirmed=row.note.ja if row.note is not None else ""
    )
