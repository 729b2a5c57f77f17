"""Who is asked hears of it: people outside by mail in their language, our own people by tasks and notices."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.core import addresses, notices, outbox, settings
from app.core.dates import DateStyle, format_date, format_datetime
from app.core.db import db
from app.core.translating import in_language
from app.core.words import N_
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import answers
from app.identity.models import User
from app.register.models import Organisation
from app.work import queries as work
from app.work.services import tasks

if TYPE_CHECKING:
    from app.core.context import Context
    from app.diligence.models import Assignment

ANSWER_TASK = N_("Answer “%(title)s”")
APPROVE_TASK = N_("Approve the answers to “%(title)s”")
GREETING = N_("%(name)s,")
ABOUT = N_("It is about: %(about)s")
ASKER = N_("Whom to ask: %(asker)s")
FIRST_LINK = N_(
    "%(institution)s asks such questions in Sekisho, and has made an account for you. Open this link to choose a "
    "password. It works once, until %(until)s, and is for you alone:"
)
LINK_SENT = N_(
    "If you have not chosen a password yet, first use the personal link that an earlier mail brought you. It works "
    "once, until %(until)s."
)
LINK_DOUBT = N_("If you did not expect this mail, ask %(institution)s before you open the link.")
AFTERWARDS = N_("After that, open this page:")
OPEN_PAGE = N_("Open this page:")
SIGN_IN = N_("Sign in to Sekisho and open it from your first page.")
SOURCE = "assignment"


@dataclass(frozen=True)
class Reader:
    """Who a mail goes to; `user_id` is None for somebody without an account."""

    address: str
    name: str
    language: str = "ja"
    date_style: str = "iso"
    user_id: UUID | None = None


@dataclass(frozen=True)
class Entry:
    """How somebody who has never signed in gets in; `url` is empty where an earlier mail brought the link."""

    url: str
    until: datetime


def reader_of(user: User) -> Reader:
    return Reader(user.email, user.name, user.language, user.date_style, user.id)


def leads(part: Assignment) -> Reader | None:
    """Who leads the answering: their account, or the name and address of the contact."""
    user = db.session.get(User, part.lead_id) if part.lead_id else None
    if user is not None and user.active:
        return reader_of(user)
    if not part.contact_email:
        return None
    return Reader(part.contact_email, part.contact_name, language_of(part.organisation_id))


def language_of(organisation_id: UUID | None) -> str:
    """The first guess for somebody outside, who changes it in their profile."""
    found = db.session.get(Organisation, organisation_id) if organisation_id else None
    return "ja" if found is None or found.country == "JP" else "en"


def mail(
    ctx: Context,
    reader: Reader,
    subject: str,
    *lines: str,
    link: str | None = None,
    quoted: str = "",
    part: Assignment | None = None,
    entry: Entry | None = None,
    **params: Any,
) -> None:
    """`lines`: msgids, a paragraph each; days among `params` are written as the reader likes. `quoted`: what somebody
    wrote. `link`: of the page, empty where it is not known; None where there is no page for them. `part`: the
    request that it is about, with whom to ask. `entry`: for who has never signed in."""
    with in_language(reader.language) as translate:
        said = {name: _shown(value, reader) for name, value in params.items()}
        said["institution"] = _institution()
        if part is not None:
            said["title"] = answers.title_in(part, reader.language)
        told = [translate(GREETING, name=reader.name)] if reader.name else []
        told += [translate(line, **said) for line in lines]
        told += [*particulars(part, translate)] if part is not None else []
        told += [quoted] if quoted else []
        told += [*_entering(entry, reader, translate)] if entry is not None else []
        if link is not None:
            opening = AFTERWARDS if entry is not None else OPEN_PAGE
            told.append(f"{translate(opening)}\n{link}" if link else translate(SIGN_IN))
        outbox.send(
            ctx, user_id=reader.user_id, address=reader.address, subject=translate(subject, **said),
            body="\n\n".join(told) + "\n",
        )  # fmt: skip


def particulars(part: Assignment, translate: Callable[..., str]) -> Iterator[str]:
    """What is asked about, and whom of ours to ask."""
    if part.about:
        yield translate(ABOUT, about=part.about)
    if part.asker:
        yield translate(ASKER, asker=part.asker)


def _entering(entry: Entry, reader: Reader, translate: Callable[..., str]) -> Iterator[str]:
    until = _shown(entry.until, reader)
    if not entry.url:
        yield translate(LINK_SENT, until=until)
        return
    yield f"{translate(FIRST_LINK, until=until, institution=_institution())}\n{entry.url}"
    yield translate(LINK_DOUBT, institution=_institution())


def _institution() -> str:
    return str(settings.get("institution.name"))


def _shown(value: Any, reader: Reader) -> str:
    style = DateStyle(reader.date_style)
    if isinstance(value, datetime):
        return format_datetime(value, style)
    return format_date(value, style) if isinstance(value, date) else str(value)


def page_of(part: Assignment, endpoint: str = "diligence.request_submit") -> str:
    return addresses.of_page(endpoint, assignment_id=part.id)


def tell_person(
    ctx: Context,
    part: Assignment,
    user_id: UUID | None,
    subject: str,
    *lines: str,
    quoted: str = "",
    page: str = "diligence.request_submit",
    **params: Any,
) -> None:
    """One person of the respondent: a mail, and for our own people the same as a notice. `page`: where it leads."""
    user = db.session.get(User, user_id) if user_id else None
    if user is None or not user.active:
        return
    if part.unit_id is not None:
        said = {name: str(value) for name, value in params.items()}
        notices.post(ctx, user.id, lines[0], part, institution=_institution(), **said)
    mail(ctx, reader_of(user), subject, *lines, link=page_of(part, page), quoted=quoted, part=part, **params)


def open_answer_task(ctx: Context, part: Assignment) -> None:
    """Our own units find it among what waits for them; a vendor's request stands in the portal."""
    if part.unit_id is None:
        return
    tasks.open_task(
        ctx, source_type=SOURCE, source_id=part.id, message=ANSWER_TASK, params={"title": part.title},
        owner_id=part.lead_id, permission="" if part.lead_id else P.ANSWER_UNIT, unit_id=part.unit_id,
        due_on=part.due_on,
    )  # fmt: skip


def close_answer_tasks(ctx: Context, part: Assignment) -> None:
    """What asked for the answers or for their approval; an inquiry waits on."""
    for task in work.open_tasks_of(SOURCE, part.id):
        if task.message in (ANSWER_TASK, APPROVE_TASK):
            tasks.complete_task(ctx, task)
