"""Why a record was found whose present name does not say it: the name it had before."""

from collections.abc import Sequence
from uuid import UUID

from app.core import former
from app.core.context import Context
from app.core.db import db
from app.core.search import Hit
from app.core.text import fold_company


def former_names(ctx: Context, hits: Sequence[Hit], words: str) -> dict[UUID, str]:
    """Of records that were found: the earlier name that has one of the words, where the present one has not."""
    asked = [fold_company(word) for word in words.split()]
    if not hits or ctx.is_vendor:
        return {}
    names = former.names_of(db.session.connection(), {hit.record_id for hit in hits})
    found = {}
    for hit in hits:
        missing = [word for word in asked if word and word not in fold_company(hit.title)]
        for name in names.get(hit.record_id, ()):
            if any(word in fold_company(name) for word in missing):
                found[hit.record_id] = name
    return found
