"""What was taken out of references side by side: a read, which is remembered all the same."""

from collections.abc import Iterable

from app.core import audit
from app.core.context import Context
from app.references.events import ReferencesAct as Act
from app.references.models import ReferenceVersion


def witness_comparison(ctx: Context, versions: Iterable[ReferenceVersion], *, name: str) -> None:
    """`name`: of the file. It stands in the history of each reference that it holds."""
    for version in versions:
        audit.witness(ctx, Act.WORKBOOK_TAKEN, version, reason=name)
