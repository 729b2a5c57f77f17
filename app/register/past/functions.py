"""Business functions as the log knew them at a past instant (model.md §5)."""

from app.core.context import Context
from app.core.past import Past
from app.register.models import BusinessFunction
from app.register.past.contacts import has_all
from app.register.queries import functions as queries
from app.register.queries.functions import Row, Wanted
from app.register.rules.organisations import has_ended


def past_of(ctx: Context, wanted: Wanted) -> Past[BusinessFunction]:
    return Past(
        BusinessFunction,
        Row,
        same=queries.listed(ctx, wanted),
        visible=queries.visible_to(ctx),
        is_wanted=lambda found: is_wanted(found, wanted),
    )


def is_wanted(found: BusinessFunction, wanted: Wanted) -> bool:
    """The conditions of `queries.listed`, on a record that no index knows."""
    return (
        (wanted.is_important is None or found.is_important == wanted.is_important)
        and (wanted.unit_id is None or found.unit_id == wanted.unit_id)
        and (wanted.has_ended is None or wanted.has_ended == has_ended(found.ended_on, wanted.on))
        and has_all([found.name, found.name_kana], wanted.words)
    )
