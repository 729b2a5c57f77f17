"""What the institution says of items: its own wording, and its own word on which item became which."""

from uuid import UUID, uuid5

from app.core import audit, search
from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError, StaleVersion
from app.core.words import N_
from app.standards.content.catalogue import CatalogueItem
from app.standards.events import StandardsAct as Act
from app.standards.models import ItemLink, ItemWording, LinkCertainty, StandardItem
from app.standards.queries import items as queries
from app.standards.rules.links import Ends, Verdict, against, ends_of

# The same pair keeps its id when a decision is withdrawn and made again, so that it keeps its history.
SPACE = UUID("5d3c8f43-2f0b-4f0f-9a55-6f0a3c1d7e90")
SAME_ITEM = N_("An item does not become itself. Choose another item.")
SAME_EDITION = N_("Both items are of one edition. A crosswalk leads from one edition to another.")
DECIDED_ALREADY = N_("This pair is decided already. Open it to change the decision.")
NOTE_MISSING = N_("Say why the pair is wrong.")
NOTE_MISSING_ALONE = N_("Say why this is wrong.")
NOTE_MISSING_CONFIRMED = N_("Say by what this was confirmed: the book, its page, or who told us.")
PAIR_STANDS = N_("We have said that %(before)s became %(after)s. Withdraw that decision first.")
ALONE_STANDS = N_("We have said that %(ref)s has no counterpart there. Withdraw that decision first.")
LONGEST, LONGEST_SOURCE = 20_000, 200


def wording_id(item: CatalogueItem) -> UUID:
    return uuid5(SPACE, item.ref)


def link_id(ends: Ends) -> UUID:
    return uuid5(SPACE, str(ends))


def set_wording(
    ctx: Context, item: CatalogueItem, *, text: str, source: str, version: int, reason: str = ""
) -> ItemWording:
    """`version`: of the wording that the person saw, 0 for none. `reason`: the file that it came from."""
    wording = queries.wording_of(item)
    if wording is not None and wording.version != version:
        raise StaleVersion(wording)
    if wording is None:
        wording = ItemWording(id=wording_id(item), edition=item.edition, ref=item.local)
        db.session.add(wording)
    wording.text, wording.source = text, source
    audit.record(ctx, Act.WORDING_SET, wording, reason=reason)
    _keep_found_by(wording)
    return wording


def remove_wording(ctx: Context, wording: ItemWording) -> None:
    db.session.delete(wording)
    audit.record(ctx, Act.WORDING_REMOVED, wording)
    _keep_found_by(wording)


def _keep_found_by(wording: ItemWording) -> None:
    """Its item is found by it, and no longer when it is gone."""
    db.session.flush()
    search.refresh(StandardItem, queries.rows_of(wording.edition, wording.ref))


def add_link(
    ctx: Context, before: CatalogueItem, after: CatalogueItem, verdict: Verdict, note: str
) -> ItemLink:
    """A pair that nobody delivered."""
    if before.ref == after.ref:
        raise DomainError(SAME_ITEM, "ref")
    if before.edition == after.edition:
        raise DomainError(SAME_EDITION, "edition")
    ends = ends_of(before, after)
    if queries.decision_on(ends) is not None:
        raise DomainError(DECIDED_ALREADY, "ref")
    return decide_link(ctx, ends, verdict, note, version=0)


def decide_link(ctx: Context, ends: Ends, verdict: Verdict, note: str, *, version: int) -> ItemLink:
    """On a pair, or on an item that stands alone. It stands over what is delivered until it is withdrawn."""
    _check(ends, verdict, note)
    link = queries.decision_on(ends)
    if link is not None and link.version != version:
        raise StaleVersion(link)
    if link is None:
        link = ItemLink(id=link_id(ends), **ends._asdict())
        db.session.add(link)
    link.is_rejected = verdict == Verdict.REJECTED
    link.certainty = LinkCertainty.UNKNOWN if link.is_rejected else LinkCertainty(verdict.value)
    link.note, link.decided_by_id, link.decided_at = note, ctx.actor_id, ctx.at
    audit.record(ctx, Act.ALONE_DECIDED if ends.is_alone else Act.LINK_DECIDED, link)
    return link


def _check(ends: Ends, verdict: Verdict, note: str) -> None:
    if verdict == Verdict.REJECTED:
        if not note.strip():
            raise DomainError(NOTE_MISSING_ALONE if ends.is_alone else NOTE_MISSING, "note")
        return
    other = against(ends, queries.decisions())
    if other is not None and ends.is_alone:
        raise DomainError(PAIR_STANDS, "verdict", before=other.from_ref, after=other.to_ref)
    if other is not None:
        raise DomainError(ALONE_STANDS, "verdict", ref=other.from_ref or other.to_ref)
    if verdict == Verdict.CONFIRMED and not note.strip():
        raise DomainError(NOTE_MISSING_CONFIRMED, "note")


def withdraw_link(ctx: Context, link: ItemLink) -> None:
    """What is delivered stands again; what was ours alone is gone."""
    db.session.delete(link)
    audit.record(ctx, Act.LINK_WITHDRAWN, link)
