"""Acts on contacts: each checks the rules, changes the record and explains the change."""

from dataclasses import fields
from datetime import date
from uuid import UUID

from app.core import audit
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, NotFound, StaleVersion
from app.core.text import sort_key
from app.core.words import N_
from app.register.events import RegisterAct as Act
from app.register.indexing import contacts as indexing
from app.register.models import Contact, ContactTestResult
from app.register.permissions import RegisterPermission as P
from app.register.queries import engagements, organisations
from app.register.rules import contacts as rules
from app.register.rules.contacts import ContactFacts

__all__ = ["add_contact", "check_right", "edit_contact", "indexing", "may_edit", "record_test"]

CHOOSE = N_("Choose one from the list.")
OTHER_VENDOR = N_("This engagement is with another organisation. Choose one of this organisation.")


def add_contact(ctx: Context, facts: ContactFacts) -> Contact:
    facts = rules.checked(facts)
    contact = Contact()
    _check_against_others(ctx, contact, facts)
    check_right(ctx, P.CONTACT_ADD, facts.engagement_id)
    _apply(contact, facts)
    db.session.add(contact)
    audit.record(ctx, Act.CONTACT_ADDED, contact)
    return contact


def edit_contact(ctx: Context, contact: Contact, facts: ContactFacts, *, version: int) -> Contact:
    """`version`: the one the person saw; if the record has moved on they see both before anything is saved."""
    if contact.version != version:
        raise StaleVersion(contact)
    facts = rules.checked(facts)
    check_right(ctx, P.CONTACT_EDIT, contact.engagement_id)
    _check_against_others(ctx, contact, facts)
    check_right(ctx, P.CONTACT_EDIT, facts.engagement_id)
    _apply(contact, facts)
    audit.record(ctx, Act.CONTACT_EDITED, contact)
    return contact


def record_test(
    ctx: Context,
    contact: Contact,
    *,
    tested_on: date,
    result: ContactTestResult,
    remark: str = "",
    version: int,
) -> Contact:
    """連絡訓練: somebody tried to reach the contact, and this is what came of it."""
    if contact.version != version:
        raise StaleVersion(contact)
    check_right(ctx, P.CONTACT_EDIT, contact.engagement_id)
    rules.check_test(tested_on, day_of(ctx.at), contact.last_tested_on)
    contact.last_tested_on, contact.test_result, contact.test_note = tested_on, result, remark
    audit.record(ctx, Act.CONTACT_TESTED, contact)
    return contact


def may_edit(ctx: Context, contact: Contact) -> bool:
    """What belongs to an engagement is edited by who may do so in its unit."""
    return ctx.may(P.CONTACT_EDIT, _unit_of(ctx, contact.engagement_id))


def check_right(ctx: Context, permission: str, engagement_id: UUID | None) -> None:
    """Jobs and commands at the server hold no rights; whoever starts them is trusted with all."""
    if ctx.actor_id is not None and not ctx.may(permission, _unit_of(ctx, engagement_id)):
        raise NotAllowed


def _unit_of(ctx: Context, engagement_id: UUID | None) -> UUID | None:
    return engagements.get_engagement(ctx, engagement_id).unit_id if engagement_id else None


def _apply(contact: Contact, facts: ContactFacts) -> None:
    for field in fields(facts):
        setattr(contact, field.name, getattr(facts, field.name))
    contact.sort_key = sort_key(facts.name_kana, "", facts.name)


def _check_against_others(ctx: Context, contact: Contact, facts: ContactFacts) -> None:
    """Both are read again by the scope of the actor: an id in a form is not to be trusted."""
    if facts.organisation_id is None:
        raise DomainError(CHOOSE, "organisation_id")
    try:
        organisations.get_organisation(ctx, facts.organisation_id)
    except NotFound:
        raise DomainError(CHOOSE, "organisation_id") from None
    if facts.engagement_id is None:
        return
    try:
        engagement = engagements.get_engagement(ctx, facts.engagement_id)
    except NotFound:
        raise DomainError(CHOOSE, "engagement_id") from None
    # An engagement that has changed its vendor since does not make the contact's other facts impossible to edit.
    is_kept = (contact.organisation_id, contact.engagement_id) == (facts.organisation_id, engagement.id)
    if engagement.vendor_id != facts.organisation_id and not is_kept:
        raise DomainError(OTHER_VENDOR, "engagement_id")
