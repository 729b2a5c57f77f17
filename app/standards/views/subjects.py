"""How findings name and open an item of a standard."""

from uuid import UUID

from app.core.context import Context
from app.core.errors import NotFound
from app.standards.permissions import StandardsPermission as P
from app.standards.queries import contents
from app.standards.queries import items as queries
from app.standards.views.item_showing import edition_name, item_title
from app.work import subjects
from app.work.subjects import Found


def _item(ctx: Context, item_id: UUID) -> Found:
    """An item that its edition no longer has keeps its number."""
    if not ctx.may(P.STANDARD_VIEW):
        raise NotFound
    row = queries.get_row(item_id)
    catalogue = contents.catalogue()
    item = catalogue.items.get(f"{row.edition}/{row.ref}")
    title = f"{edition_name(catalogue, row.edition)} {item_title(item) if item else row.ref}"
    return Found(title, "standards.item_by_id", {"item_id": item_id})


subjects.register(queries.KIND, _item)
