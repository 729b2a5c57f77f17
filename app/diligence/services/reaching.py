"""A respondent outside is reached: an account where they answer in Sekisho, and a mail in any case."""

from __future__ import annotations

from app.core import addresses, audit
from app.core.context import Context
from app.core.db import db
from app.core.words import N_
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Assignment, Channel
from app.diligence.services import telling
from app.diligence.services.telling import Entry
from app.identity.models import User
from app.identity.rules import LINK_VALID
from app.identity.services import people, vendors

SUBJECT = N_("Sekisho: %(institution)s asks you to answer “%(title)s”")
WAIT_HERE = N_(
    "%(institution)s asks you to answer “%(title)s”: %(count)s questions wait for you, due %(due)s."
)
QUESTIONS = "diligence.request_questions"
INVITED_SUBJECT = N_("Sekisho: your link for answering %(institution)s")
INVITED = N_("%(name)s invites you to answer the questions that %(institution)s asks your organisation.")
ASKED_TO_LEAD = N_("You were named to lead the answering of “%(title)s”, due %(due)s.")


def tell_sent(ctx: Context, part: Assignment) -> None:
    """Our own units find it among what waits for them; a vendor gets a mail, and an account where it needs one.
    A workbook goes out by a job of its own, as making one takes its time."""
    if part.unit_id is not None:
        telling.open_answer_task(ctx, part)
    elif part.channel == Channel.HERE:
        _in_sekisho(ctx, part)


def _in_sekisho(ctx: Context, part: Assignment) -> None:
    user = account_of(ctx, part)
    if user is None:
        return
    telling.mail(
        ctx, telling.reader_of(user), SUBJECT, WAIT_HERE, link=telling.page_of(part, QUESTIONS), part=part,
        entry=_entry(ctx, user), count=part.asked_count, due=part.due_on, quoted=part.message,
    )  # fmt: skip


def account_of(ctx: Context, part: Assignment) -> User | None:
    """Of who leads; made from the contact where there is none. None: nobody was named."""
    if part.lead_id is not None:
        return db.session.get(User, part.lead_id)
    if not part.contact_email or part.organisation_id is None:
        return None
    user, _is_new = vendors.welcome_vendor_person(
        ctx, organisation_id=part.organisation_id, email=part.contact_email, name=part.contact_name,
        language=telling.language_of(part.organisation_id),
    )  # fmt: skip
    part.lead_id = user.id
    audit.record(ctx, Act.ASSIGNMENT_SET, part)
    return user


def _entry(ctx: Context, user: User) -> Entry | None:
    """The mail that asks brings the link along, so that nobody has to guess which of two mails comes first. While
    one is out, no other is made: the link of each mail before would stop working."""
    if not _needs_link(user):
        return None
    until = vendors.link_holds_until(ctx, user)
    if until is not None:
        return Entry("", until)
    token = people.issue_link(ctx, user)
    return Entry(addresses.of_page("identity.enrol", token=token), ctx.at + LINK_VALID)


def _needs_link(user: User) -> bool:
    """Where nobody knows the address of Sekisho, as on the command line, a mail without it would help nobody: an
    administrator sends the link from the person's page."""
    return not (vendors.is_enrolled(user) or user.is_demonstration) and addresses.are_known()


def invite(ctx: Context, user: User) -> None:
    """The one-time link alone, for a colleague who has never used one. The link before stops working."""
    if not _needs_link(user):
        return
    token = people.issue_link(ctx, user)
    telling.mail(
        ctx, telling.reader_of(user), INVITED_SUBJECT, INVITED, entry=Entry(
            addresses.of_page("identity.enrol", token=token), ctx.at + LINK_VALID
        ), name=ctx.actor_name,
    )  # fmt: skip


def tell_lead(ctx: Context, part: Assignment) -> None:
    """委任: another person leads from now on."""
    if part.unit_id is not None:
        telling.close_answer_tasks(ctx, part)
        telling.open_answer_task(ctx, part)
        return
    user = account_of(ctx, part) if part.channel == Channel.HERE else None
    if user is None:
        return
    telling.mail(
        ctx, telling.reader_of(user), SUBJECT, ASKED_TO_LEAD, link=telling.page_of(part, QUESTIONS), part=part,
        entry=_entry(ctx, user), due=part.due_on, quoted=part.message,
    )  # fmt: skip
