"""What a draft has unchanged from the version before it, looked up for its page and before it is published."""

from collections.abc import Sequence
from typing import NamedTuple

from app.references.models import ReferenceVersion
from app.references.queries import comparing
from app.references.queries import references as queries
from app.references.rules import renewing
from app.references.rules.facts import version_facts
from app.references.rules.renewing import Same


class Repeated(NamedTuple):
    before: ReferenceVersion | None
    same: Sequence[Same]


def same_as_before(draft: ReferenceVersion) -> Repeated:
    before = queries.before(draft)
    if before is None:
        return Repeated(None, ())
    found = comparing.between(before, draft, ())
    others = (*(one for one in found.head if one.name not in renewing.NAMED), *found.records, *found.papers)
    return Repeated(before, renewing.same(version_facts(before), version_facts(draft), others))
