"""Reads of user controls as duties of engagements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import aliased

from app.assurance.models import AssuranceReport, BridgeLetter, ControlDuty, ReportSubservice, UserControl
from app.assurance.permissions import AssurancePermission as P
from app.assurance.rules.coverage import Span
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import NotFound
from app.identity.models import User
from app.register.models import Engagement
from app.register.queries import engagements
from app.work import queries as work

ONE_GO = 5_000  # taken over in one transaction; the job comes back for the rest


class Control(NamedTuple):
    """What a report expects of its users, of many reports at once and without a record behind it."""

    id: UUID
    report_id: UUID
    ref: str
    text: str


CONTROL = [getattr(UserControl, name) for name in Control._fields]


class Placed(NamedTuple):
    """A duty with the control it is of."""

    duty: ControlDuty
    control: UserControl | Control


def get_duty(ctx: Context, engagement: Engagement, duty_id: UUID) -> Placed:
    query = _placed().where(ControlDuty.engagement_id == engagement.id, ControlDuty.id == duty_id)
    found = db.session.execute(query).one_or_none()
    if found is None:
        raise NotFound
    return Placed(*found)


def seen_duty(ctx: Context, duty_id: UUID) -> tuple[Placed, Engagement]:
    """Of an engagement that the person may see."""
    found = db.session.execute(_placed().where(ControlDuty.id == duty_id)).one_or_none()
    if found is None:
        raise NotFound
    placed = Placed(*found)
    return placed, engagements.get_engagement(ctx, placed.duty.engagement_id)


def _placed() -> Any:
    return select(ControlDuty, UserControl).join(UserControl, UserControl.id == ControlDuty.control_id)


@dataclass(frozen=True)
class Asked:
    """What reports ask: every control, the duties there are of them, and who has or settled those, by one statement."""

    controls: Sequence[Control]
    placed: Sequence[Placed]
    names: Mapping[UUID, str]


def of_engagement(engagement: Engagement, report_ids: Iterable[UUID]) -> Asked:
    """A report holds at most some hundred controls, each once for an engagement."""
    wanted = set(report_ids)
    if not wanted:
        return Asked((), (), {})
    owner, settler = aliased(User), aliased(User)
    mine = ControlDuty.engagement_id == engagement.id
    query = (
        select(*CONTROL, ControlDuty, owner.name, settler.name)
        .outerjoin(ControlDuty, and_(ControlDuty.control_id == UserControl.id, mine))
        .outerjoin(owner, owner.id == ControlDuty.owner_id)
        .outerjoin(settler, settler.id == ControlDuty.settled_by_id)
        .where(UserControl.report_id.in_(wanted))
        .order_by(UserControl.position, UserControl.id, ControlDuty.id)
    )
    controls, placed, names = dict[UUID, Control](), list[Placed](), dict[UUID, str]()
    for *said, duty, owned_by, settled_by in db.session.execute(query):
        control = Control(*said)
        controls[control.id] = control
        if duty is not None:
            placed.append(Placed(duty, control))
            known = ((duty.owner_id, owned_by), (duty.settled_by_id, settled_by))
            names |= {user_id: name for user_id, name in known if user_id and name}
    return Asked(tuple(controls.values()), placed, names)


@dataclass(frozen=True)
class Beside:
    """By report: the days that its bridge letters speak of, and on whom it says the audited rely."""

    letters: Mapping[UUID, Sequence[Span]]
    subservices: Mapping[UUID, Sequence[ReportSubservice]]


def beside(report_ids: Iterable[UUID]) -> Beside:
    """Few of either for any report, so that both come by one statement, each with each."""
    query = (
        select(AssuranceReport.id, BridgeLetter, ReportSubservice)
        .outerjoin(BridgeLetter, BridgeLetter.report_id == AssuranceReport.id)
        .outerjoin(ReportSubservice, ReportSubservice.report_id == AssuranceReport.id)
        .where(AssuranceReport.id.in_(set(report_ids)))
        .order_by(BridgeLetter.from_on, BridgeLetter.id, ReportSubservice.id)
    )
    letters, named = dict[UUID, dict[UUID, Span]](), dict[UUID, dict[UUID, ReportSubservice]]()
    for report_id, letter, subservice in db.session.execute(query):
        if letter is not None:
            letters.setdefault(report_id, {})[letter.id] = Span(letter.from_on, letter.to_on)
        if subservice is not None:
            named.setdefault(report_id, {})[subservice.id] = subservice
    return Beside(
        {key: list(one.values()) for key, one in letters.items()},
        {key: list(one.values()) for key, one in named.items()},
    )


def may_take(ctx: Context, engagement: Engagement) -> list[User]:
    """Who settles user controls of that unit: the duty goes to one of them, or to all."""
    return work.people_with(P.DUTY_EDIT, engagement.unit_id, day_of(ctx.at))


# --- from one period to the next ----------------------------------------------------------------


class Carry(NamedTuple):
    """`control` of the newer report asks for the same as that of `duty`, by its number."""

    duty: ControlDuty
    control: UserControl


def to_carry(report: AssuranceReport) -> list[Carry]:
    """What engagements had of the report before and do not have of this one yet."""
    if report.previous_id is None:
        return []
    rows = db.session.execute(
        to_carry_of(report, ControlDuty, UserControl).order_by(ControlDuty.id).limit(ONE_GO)
    )
    return [Carry(*row) for row in rows]


def to_carry_of(report: AssuranceReport, *wanted: Any) -> Select[Any]:
    """The rows behind `to_carry`, for who only counts them."""
    before, there = aliased(UserControl), aliased(ControlDuty)
    is_there = select(there.id).where(
        there.control_id == UserControl.id, there.engagement_id == ControlDuty.engagement_id
    )
    return (
        select(*wanted)
        .select_from(ControlDuty)
        .join(before, before.id == ControlDuty.control_id)
        .join(UserControl, and_(UserControl.ref == before.ref, UserControl.report_id == report.id))
        .where(ControlDuty.report_id == report.previous_id, ~is_there.exists())
    )


def renewed_with_duties() -> Sequence[AssuranceReport]:
    """Reports whose report before has duties."""
    had = select(ControlDuty.report_id)
    query = select(AssuranceReport).where(
        AssuranceReport.previous_id.in_(had), AssuranceReport.withdrawn_at.is_(None)
    )
    return db.session.scalars(query.order_by(AssuranceReport.id)).all()


def former_text(control: UserControl | Control, report: AssuranceReport) -> str:
    """The wording of the same number in the report before."""
    if report.previous_id is None:
        return ""
    query = select(UserControl.text).where(
        UserControl.report_id == report.previous_id, UserControl.ref == control.ref
    )
    return db.session.scalar(query) or ""
