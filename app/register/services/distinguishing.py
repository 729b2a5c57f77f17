"""別の取引先: a suspicion that two records are one organisation is dismissed, and taken up again."""

from app.core import audit
from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError
from app.core.words import N_
from app.register.events import RegisterAct as Act
from app.register.models import Organisation, OrganisationDistinction
from app.register.queries import distinctions as queries
from app.register.rules import likeness

REASON = N_("Say by what you know that the two are different organisations.")
SAME = N_("These two are one record. Choose another one.")
MERGED = N_("One of the two was merged into another organisation meanwhile. Open the list again.")


def tell_apart(
    ctx: Context, one: Organisation, other: Organisation, *, reason: str
) -> OrganisationDistinction:
    """Holds until one of the names, numbers or sites by which the two are known changes."""
    if one.id == other.id:
        raise DomainError(SAME)
    if one.merged_into_id is not None or other.merged_into_id is not None:
        raise DomainError(MERGED)
    if not reason:
        raise DomainError(REASON, "reason")
    both = {found.id: found for found in (one, other)}
    pair = likeness.pair_of(one.id, other.id)
    made = queries.between(pair)
    if made is None:
        made = OrganisationDistinction(first_id=pair[0], second_id=pair[1])
        db.session.add(made)
    made.known_by = likeness.known_by(*(likeness.keys_of_facts(both[found]) for found in pair))
    made.reason, made.decided_by_id, made.decided_at = reason, ctx.actor_id, ctx.at
    audit.record(ctx, Act.ORGANISATIONS_TOLD_APART, made)
    return made


def suspect_again(ctx: Context, distinction: OrganisationDistinction) -> None:
    db.session.delete(distinction)
    audit.record(ctx, Act.ORGANISATIONS_SUSPECTED_AGAIN, distinction)
