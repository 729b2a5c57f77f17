"""Information systems as the log knew them at a past instant (model.md §5)."""

from app.core.context import Context
from app.core.past import Past
from app.register.models import InformationSystem
from app.register.past.contacts import has_all
from app.register.queries import systems as queries
from app.register.queries.systems import Row, Wanted
from app.register.rules.organisations import has_ended


def past_of(ctx: Context, wanted: Wanted) -> Past[InformationSystem]:
    return Past(
        InformationSystem,
        Row,
        same=queries.listed(ctx, wanted),
        visible=queries.visible_to(ctx),
        is_wanted=lambda found: is_wanted(found, wanted),
    )


def is_wanted(found: InformationSystem, wanted: Wanted) -> bool:
    """The conditions of `queries.listed`, on a record that no index knows."""
    until, ends = wanted.support_until, found.support_ends_on
    texts = [found.name, found.name_kana, found.ledger_number, *found.asset_numbers]
    return (
        (wanted.grade is None or found.grade == wanted.grade)
        and (wanted.unit_id is None or found.unit_id == wanted.unit_id)
        and (until is None or (ends is not None and ends <= until))
        and (wanted.has_ended is None or wanted.has_ended == has_ended(found.ended_on, wanted.on))
        and has_all(texts, wanted.words)
    )
