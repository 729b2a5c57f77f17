"""Reads of identity. Staff see all staff; a vendor's person sees their colleagues of one organisation."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from app.core.context import Context
from app.core.db import db
from app.core.errors import NotFound
from app.identity import rules
from app.identity.models import (
    Grant,
    GrantState,
    HandOver,
    HandOverState,
    SignInState,
    StandIn,
    Unit,
    UnitSuccession,
    User,
    WebSession,
)
from app.identity.roles import PRIVILEGED, Role


def visible_users(ctx: Context) -> Select[User]:
    query = select(User)
    if ctx.is_vendor:
        query = query.where(User.organisation_id == ctx.organisation_id)
    return query


def get_user(ctx: Context, user_id: UUID) -> User:
    user = db.session.scalars(visible_users(ctx).where(User.id == user_id)).one_or_none()
    if user is None:
        raise NotFound
    return user


def get_self(ctx: Context) -> User:
    """The person who is acting."""
    user = db.session.get(User, ctx.actor_id) if ctx.actor_id else None
    if user is None:
        raise NotFound
    return user


def find_user_by_email(email: str) -> User | None:
    return db.session.scalars(
        select(User).where(func.lower(User.email) == email.strip().lower())
    ).one_or_none()


def list_users(
    ctx: Context,
    *,
    text: str = "",
    active: bool | None = True,
    role: Role | None = None,
    day: date | None = None,
    is_staff: bool = False,
    limit: int = 1000,
    offset: int = 0,
) -> Sequence[User]:
    """`is_staff`: nobody of a vendor."""
    query = _filtered(ctx, text, active, role, day)
    if is_staff:
        query = query.where(User.organisation_id.is_(None))
    return db.session.scalars(query.order_by(User.sort_key, User.id).limit(limit).offset(offset)).all()


def count_users(
    ctx: Context,
    *,
    text: str = "",
    active: bool | None = True,
    role: Role | None = None,
    day: date | None = None,
) -> int:
    """Exact up to 1,000; one more says that there are more."""
    cut = _filtered(ctx, text, active, role, day).with_only_columns(User.id).limit(1001).subquery()
    return db.session.scalar(select(func.count()).select_from(cut)) or 0


def _filtered(
    ctx: Context, text: str, active: bool | None, role: Role | None, day: date | None
) -> Select[User]:
    query = visible_users(ctx)
    if active is not None:
        query = query.where(User.active == active)
    if text:
        wanted = (User.name, User.name_kana, User.email, User.title)
        query = query.where(or_(*(column.icontains(text, autoescape=True) for column in wanted)))
    if role is not None and day is not None:
        query = query.where(User.id.in_(select(Grant.user_id).where(Grant.role == role, in_force(day))))
    return query


def in_force(day: date) -> ColumnElement[bool]:
    """Grants that hold on a day."""
    ends = Grant.until_on.is_(None) | (Grant.until_on >= day)
    return and_(Grant.state == GrantState.ACTIVE, Grant.from_on <= day, ends)


def demonstration_personas() -> list[User]:
    query = select(User).where(User.is_demonstration, User.active).order_by(User.sort_key, User.id)
    return list(db.session.scalars(query))


def get_demonstration_persona(user_id: UUID) -> User:
    query = select(User).where(User.id == user_id, User.is_demonstration, User.active)
    user = db.session.scalars(query).one_or_none()
    if user is None:
        raise NotFound
    return user


def names_of(user_ids: set[UUID]) -> dict[UUID, str]:
    """Names to show beside ids, for the audit log and lists; access was judged on the row that shows them."""
    if not user_ids:
        return {}
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(user_ids)))
    return {row.id: row.name for row in rows}


def named(ids: set[UUID]) -> dict[UUID, str]:
    """People and units behind the ids, by one query; access was judged on what shows them."""
    if not ids:
        return {}
    people = select(User.id, User.name).where(User.id.in_(ids))
    rows = db.session.execute(people.union_all(select(Unit.id, Unit.name).where(Unit.id.in_(ids))))
    return {row.id: row.name for row in rows}


def holders_of(role: Role, day: date) -> list[User]:
    """Active people who hold a role today, in order of name."""
    # No DISTINCT over people: PostgreSQL cannot compare the JSON among their columns.
    holders = select(Grant.user_id).where(Grant.role == role, in_force(day))
    query = select(User).where(User.active, User.id.in_(holders))
    return list(db.session.scalars(query.order_by(User.sort_key, User.id)))


def privileged_holders(day: date) -> list[User]:
    return [user for role in sorted(PRIVILEGED) for user in holders_of(role, day)]


def grants_of(user_id: UUID) -> list[Grant]:
    query = select(Grant).where(Grant.user_id == user_id).order_by(Grant.from_on.desc(), Grant.id)
    return list(db.session.scalars(query))


def grants_in_force(user_ids: Sequence[UUID], day: date) -> dict[UUID, list[Grant]]:
    """Roles held on a day, by person, for lists."""
    found: dict[UUID, list[Grant]] = defaultdict(list)
    query = select(Grant).where(Grant.user_id.in_(user_ids), in_force(day)).order_by(Grant.role, Grant.id)
    for grant in db.session.scalars(query):
        found[grant.user_id].append(grant)
    return found


def grants_in_unit(ctx: Context, unit_id: UUID, day: date) -> list[tuple[Grant, User]]:
    """Who holds what directly in a unit, in order of name."""
    if ctx.is_vendor:
        return []
    query = (
        select(Grant, User)
        .join(User, User.id == Grant.user_id)
        .where(Grant.unit_id == unit_id, in_force(day), User.active)
        .order_by(User.sort_key, User.id, Grant.role)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def lent_grants(day: date) -> list[tuple[StandIn, Grant]]:
    """What deputies hold on a day through a 代行."""
    query = (
        select(StandIn, Grant)
        .join(Grant, Grant.user_id == StandIn.user_id)
        .where(StandIn.state == GrantState.ACTIVE, StandIn.from_on <= day, StandIn.until_on >= day)
        .where(in_force(day))
        .order_by(StandIn.deputy_id, Grant.role, Grant.id)
    )
    rows = db.session.execute(query)
    return [(row[0], row[1]) for row in rows if rules.may_be_stood_in(row[1].role)]


def get_grant(ctx: Context, grant_id: UUID) -> Grant:
    grant = db.session.get(Grant, grant_id)
    if grant is None:
        raise NotFound
    get_user(ctx, grant.user_id)
    return grant


def active_grants() -> list[Grant]:
    query = (
        select(Grant).where(Grant.state == GrantState.ACTIVE).order_by(Grant.user_id, Grant.role, Grant.id)
    )
    return list(db.session.scalars(query))


def held_by(user_id: UUID, day: date) -> tuple[list[rules.Held], date | None]:
    """Roles in force for a person, lent ones included, and the day on which that changes."""
    stand_ins = list(
        db.session.scalars(
            select(StandIn).where(StandIn.deputy_id == user_id, StandIn.state == GrantState.ACTIVE)
        )
    )
    lent_by = {s.user_id for s in stand_ins if rules.holds_on(s.from_on, s.until_on, day)}
    grants = list(
        db.session.scalars(
            select(Grant).where(Grant.user_id.in_({user_id, *lent_by}), Grant.state == GrantState.ACTIVE)
        )
    )
    held = [
        rules.Held(g.role, g.unit_id)
        for g in grants
        if rules.holds_on(g.from_on, g.until_on, day)
        and (g.user_id == user_id or rules.may_be_stood_in(g.role))
    ]
    periods: list[tuple[date, date | None]] = [(g.from_on, g.until_on) for g in grants]
    periods += [(s.from_on, s.until_on) for s in stand_ins]
    return held, rules.next_change(periods, day)


def unit_paths() -> dict[UUID, str]:
    return {row.id: row.path for row in db.session.execute(select(Unit.id, Unit.path))}


def get_unit(ctx: Context, unit_id: UUID) -> Unit:
    unit = None if ctx.is_vendor else db.session.get(Unit, unit_id)
    if unit is None:
        raise NotFound
    return unit


def root_unit() -> Unit | None:
    return db.session.scalars(select(Unit).where(Unit.parent_id.is_(None)).order_by(Unit.code)).first()


def list_units(ctx: Context) -> list[Unit]:
    """The whole tree, parents before children; units are tens."""
    if ctx.is_vendor:
        return []
    units = list(db.session.scalars(select(Unit).order_by(Unit.sort_key, Unit.id)))
    children: dict[UUID | None, list[Unit]] = {}
    for unit in units:
        children.setdefault(unit.parent_id, []).append(unit)
    ordered: list[Unit] = []
    waiting = list(reversed(children.get(None, [])))
    while waiting:
        unit = waiting.pop()
        ordered.append(unit)
        waiting.extend(reversed(children.get(unit.id, [])))
    return ordered


def unit_names(unit_ids: set[UUID]) -> dict[UUID, str]:
    if not unit_ids:
        return {}
    rows = db.session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(unit_ids)))
    return {row.id: row.name for row in rows}


def successions_of(unit_id: UUID) -> list[UnitSuccession]:
    query = select(UnitSuccession).where(
        (UnitSuccession.old_id == unit_id) | (UnitSuccession.new_id == unit_id)
    )
    return list(db.session.scalars(query.order_by(UnitSuccession.on, UnitSuccession.id)))


def stand_ins_of(user_id: UUID) -> list[StandIn]:
    query = select(StandIn).where((StandIn.user_id == user_id) | (StandIn.deputy_id == user_id))
    return list(db.session.scalars(query.order_by(StandIn.from_on.desc(), StandIn.id)))


def list_stand_ins(ctx: Context, *, everybody: bool) -> list[StandIn]:
    if ctx.is_vendor or ctx.actor_id is None:
        return []
    if not everybody:
        return stand_ins_of(ctx.actor_id)
    return list(db.session.scalars(select(StandIn).order_by(StandIn.from_on.desc(), StandIn.id).limit(500)))


def get_stand_in(ctx: Context, stand_in_id: UUID) -> StandIn:
    stand_in = db.session.get(StandIn, stand_in_id)
    if stand_in is None or ctx.is_vendor:
        raise NotFound
    return stand_in


def hand_overs(*, state: HandOverState | None = None, due_by: date | None = None) -> list[HandOver]:
    query = select(HandOver)
    if state is not None:
        query = query.where(HandOver.state == state)
    if due_by is not None:
        query = query.where(HandOver.on <= due_by)
    return list(db.session.scalars(query.order_by(HandOver.on.desc(), HandOver.id).limit(500)))


def get_hand_over(ctx: Context, hand_over_id: UUID) -> HandOver:
    hand_over = db.session.get(HandOver, hand_over_id)
    if hand_over is None or ctx.is_vendor:
        raise NotFound
    return hand_over


def sign_in_states() -> dict[UUID, SignInState]:
    return {state.user_id: state for state in db.session.scalars(select(SignInState))}


def sign_in_state(user_id: UUID) -> SignInState | None:
    return db.session.scalars(select(SignInState).where(SignInState.user_id == user_id)).one_or_none()


def sessions_of(user_id: UUID, *, seen_after: datetime, begun_after: datetime) -> list[WebSession]:
    """Browsers that are still signed in."""
    query = select(WebSession).where(
        WebSession.user_id == user_id, WebSession.seen_at >= seen_after, WebSession.created_at >= begun_after
    )
    return list(db.session.scalars(query.order_by(WebSession.seen_at.desc(), WebSession.id)))
