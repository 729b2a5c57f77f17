"""What an assessment that is begun tells its respondents of itself, and how they were asked last time."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select

from app.core import settings
from app.core.db import db
from app.diligence.models import Assignment, Channel
from app.identity import queries as identity
from app.identity.models import Grant, GrantState, User
from app.register.models import Engagement, Organisation, Service


class About(Protocol):
    """Of a subject: the ids of what it is about; none of them where it is the institution."""

    @property
    def organisation_id(self) -> UUID | None: ...

    @property
    def service_id(self) -> UUID | None: ...

    @property
    def engagement_id(self) -> UUID | None: ...


def abouts(subjects: Iterable[About]) -> dict[UUID | None, str]:
    """By the id of the subject: the service, of an engagement the one that it uses, or the organisation. What our
    side calls an engagement is nobody's business outside."""
    rows = list(subjects)
    used = select(Engagement.id, Service.name).join(Service, Service.id == Engagement.service_id)
    return {
        None: str(settings.get("institution.name")),
        **_named(used, Engagement.id, [one.engagement_id for one in rows]),
        **_named(select(Service.id, Service.name), Service.id, [one.service_id for one in rows]),
        **_named(
            select(Organisation.id, Organisation.name), Organisation.id, [one.organisation_id for one in rows]
        ),
    }


def _named(query: Any, column: Any, ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    return {row[0]: row[1] for row in db.session.execute(query.where(column.in_(wanted)))}


def askers(wanted: Collection[tuple[UUID, UUID | None]]) -> dict[tuple[UUID, UUID | None], str]:
    """By unit and person in charge: whom of ours a respondent asks, with the mail address. Who has no role in that
    very unit is named by their own title, so that nobody outside takes them for one of its people."""
    units = identity.unit_names({unit for unit, _owner in wanted})
    people = select(User.id, User.name, User.title, User.email)
    owners = {owner for _unit, owner in wanted if owner is not None}
    found = {row.id: row for row in db.session.execute(people.where(User.id.in_(owners)))} if owners else {}
    inside = _inside(owners)
    return {
        (unit, owner): " ".join(
            filter(
                None,
                [
                    _place(units.get(unit, ""), found.get(owner), (owner, unit) in inside),
                    _person(found.get(owner)),
                ],
            )
        )
        for unit, owner in wanted
    }


def _inside(owners: Collection[UUID]) -> set[tuple[UUID | None, UUID]]:
    """Person and unit of every role that is held."""
    if not owners:
        return set()
    query = select(Grant.user_id, Grant.unit_id).where(
        Grant.user_id.in_(owners), Grant.state == GrantState.ACTIVE
    )
    return {(row.user_id, row.unit_id) for row in db.session.execute(query)}


def _place(unit: str, person: Any, is_inside: bool) -> str:
    return unit if person is None or is_inside else person.title


def _person(row: Any) -> str:
    return f"{row.name} ({row.email})" if row is not None else ""


@dataclass(frozen=True)
class Before:
    """How a respondent was asked last time. `lead`: account, name and address; None where nobody is left there."""

    lead: tuple[UUID | None, str, str] | None
    channel: Channel
    needs_approval: bool
    message: str


def before(previous_ids: Iterable[UUID | None]) -> dict[tuple[UUID, UUID], Before]:
    """By the assessment and by organisation or unit; of several requests of one the latest holds."""
    ids = {one for one in previous_ids if one is not None}
    if not ids:
        return {}
    query = select(Assignment).where(Assignment.assessment_id.in_(ids), Assignment.sent_at.is_not(None))
    rows = list(db.session.scalars(query.order_by(Assignment.sent_at, Assignment.id)))
    there = _there({one.lead_id for one in rows if one.lead_id})
    return {
        (one.assessment_id, one.organisation_id or one.unit_id): _before(one, there)  # type: ignore[misc]
        for one in rows
    }


def _there(ids: Collection[UUID]) -> dict[UUID, UUID | None]:
    """Accounts that are still in use, with their organisations."""
    if not ids:
        return {}
    query = select(User.id, User.organisation_id).where(User.id.in_(ids), User.active)
    return {row.id: row.organisation_id for row in db.session.execute(query)}


def _before(part: Assignment, there: dict[UUID, UUID | None]) -> Before:
    stays = part.lead_id is not None and there.get(part.lead_id) == part.organisation_id
    lead = None
    if part.organisation_id is not None:
        by_mail = bool(part.contact_email) and (part.channel == Channel.MAIL or part.lead_id is None)
        if stays or by_mail:
            lead = (part.lead_id if stays else None, part.contact_name, part.contact_email)
    return Before(lead, part.channel, part.needs_approval, part.message)
