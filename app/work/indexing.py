"""By which words a finding is found. Approvals are not: who may read one depends on more than its unit."""

from app.core import search
from app.core.text import sort_key
from app.work.models import Finding


def describe(finding: Finding) -> search.Entry:
    return search.Entry(
        kind=Finding.__tablename__,
        title=finding.title,
        detail=f"No. {finding.number}",
        sort_key=sort_key("", "", finding.title),
        texts=[finding.title, str(finding.number), finding.source],
        unit_id=finding.unit_id,
    )


search.indexed(Finding, describe)
