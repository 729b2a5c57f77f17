"""What the institution says of items: its own wording, and its own word on which item became which."""

from uuid import UUID, uuid5

from app.core import audit
from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError, StaleVersion
from app.core.words import N_
from app.standards.content.catalogue import CatalogueItem
from app.standards.events import StandardsAct as Act
from app.standards.models import ItemLink, ItemWording, LinkCertainty
from app.standards.queries import items as queries
from app.standards.rules.editions import Verdict

# The same pair keeps its id when a decision is withdrawn and made again, so that it keeps its history.
SPACE = UUID("5d3c8f43-2f0b-4f0f-9a55-6f0a3c1d7e90")
SAME_ITEM = N_("An item does not become itself. Choose another item.")
SAME_EDITION = N_("Both items are of one edition. A crosswalk leads from one edition to another.")
DECIDED_ALREADY = N_("This pair is decided already. Open it to change the decision.")
NOTE_MISSING = N_("Say why the pair is wrong.")


def wording_id(item: CatalogueItem) -> UUID:
    return uuid5(SPACE, item.ref)


def link_id(before: CatalogueItem, after: CatalogueItem) -> UUID:
    return uuid5(SPACE, f"{before.ref} {after.ref}")


def set_wording(ctx: Context, item: CatalogueItem, *, text: str, source: str, version: int) -> ItemWording:
    """`version`: of the wording that the person saw, 0 for none."""
    wording = queries.wording_of(item)
    if wording is not None and wording.version != version:
        raise StaleVersion(wording)
    if wording is None:
        wording = ItemWording(id=wording_id(item), edition=item.edition, ref=item.local)
        db.session.add(wording)
    wording.text, wording.source = text, source
    audit.record(ctx, Act.WORDING_SET, wording)
    return wording


def remove_wording(ctx: Context, wording: ItemWording) -> None:
    db.session.delete(wording)
    audit.record(ctx, Act.WORDING_REMOVED, wording)


def add_link(
    ctx: Context, before: CatalogueItem, after: CatalogueItem, verdict: Verdict, note: str
) -> ItemLink:
    """A pair that nobody delivered."""
    if before.ref == after.ref:
        raise DomainError(SAME_ITEM, "ref")
    if before.edition == after.edition:
        raise DomainError(SAME_EDITION, "edition")
    if queries.decision_on(before, after) is not None:
        raise DomainError(DECIDED_ALREADY, "ref")
    return decide_link(ctx, before, after, verdict, note, version=0)


def decide_link(
    ctx: Context, before: CatalogueItem, after: CatalogueItem, verdict: Verdict, note: str, *, version: int
) -> ItemLink:
    """It stands over what is delivered until it is withdrawn."""
    if verdict == Verdict.REJECTED and not note.strip():
        raise DomainError(NOTE_MISSING, "note")
    link = queries.decision_on(before, after)
    if link is not None and link.version != version:
        raise StaleVersion(link)
    if link is None:
        link = ItemLink(
            id=link_id(before, after), from_edition=before.edition, from_ref=before.local,
            to_edition=after.edition, to_ref=after.local,
        )  # fmt: skip
        db.session.add(link)
    link.is_rejected = verdict == Verdict.REJECTED
    link.certainty = LinkCertainty.UNKNOWN if link.is_rejected else LinkCertainty(verdict.value)
    link.note, link.decided_by_id, link.decided_at = note, ctx.actor_id, ctx.at
    audit.record(ctx, Act.LINK_DECIDED, link)
    return link


def withdraw_link(ctx: Context, link: ItemLink) -> None:
    """What is delivered stands again; a pair of ours alone is gone."""
    db.session.delete(link)
    audit.record(ctx, Act.LINK_WITHDRAWN, link)
