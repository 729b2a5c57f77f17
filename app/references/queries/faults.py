"""What is at fault in a version, looked up for its page and before it is published."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from app.references.models import ReferencePaper, ReferenceVersion, SecurityReference
from app.references.queries import references as queries
from app.references.rules import faults
from app.references.rules.facts import RecordFacts, paper_facts, record_facts, version_facts
from app.references.rules.faults import Fault


class LookedOver(NamedTuple):
    """What is at fault, and what it was found in."""

    faults: Sequence[Fault]
    records: Mapping[str, RecordFacts]
    papers: Sequence[ReferencePaper]


def look_over(reference: SecurityReference, version: ReferenceVersion, today: date) -> LookedOver:
    records = {item: record_facts(row) for item, row in queries.record_rows(version.id).items()}
    papers = queries.papers_of(version.id)
    items = queries.positions(reference.edition)
    found = faults.find(version_facts(version), records, [paper_facts(row) for row in papers], items, today)
    return LookedOver(found, records, papers)
