"""What is at fault in a version, looked up for its page and before it is published."""

from app.references.models import ReferenceVersion, SecurityReference
from app.references.queries import references as queries
from app.references.rules import faults
from app.references.rules.facts import paper_facts, record_facts, version_facts
from app.references.rules.faults import Fault


def faults_of(reference: SecurityReference, version: ReferenceVersion) -> list[Fault]:
    records = {item: record_facts(row) for item, row in queries.record_rows(version.id).items()}
    papers = [paper_facts(row) for row in queries.paper_rows(version.id)]
    return faults.find(version_facts(version), records, papers, queries.positions(reference.edition))
