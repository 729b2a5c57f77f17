"""Checks of accounts, for `flask doctor`."""

from datetime import timedelta

from sqlalchemy import func, select

from app.core.dates import day_of
from app.core.doctor.examining import Examined, Finding, NotApplicable, check, grave, warning
from app.core.words import N_
from app.identity.models import Grant, GrantState, SignInState, User
from app.identity.roles import Role
from app.identity.rules import UNUSED_DAYS


@check("administrators", N_("At least two people are administrators."))
def administrators(seen: Examined) -> Finding | None:
    day = day_of(seen.at)
    query = (
        select(func.count(User.id.distinct()))
        .join(Grant, Grant.user_id == User.id)
        .where(User.active, Grant.role == Role.ADMINISTRATOR, Grant.state == GrantState.ACTIVE)
        .where(Grant.from_on <= day, Grant.until_on.is_(None) | (Grant.until_on >= day))
    )
    count = seen.rows(query)[0][0]
    if count >= 2:
        return None
    return warning(
        N_("%(count)s people are administrators: what needs two of them cannot be done."),
        N_("Make another with `flask admin create`, or give the role to somebody."),
        count=count,
    )


@check("unused_accounts", N_("Every active account is in use."))
def unused_accounts(seen: Examined) -> Finding | None:
    since = seen.at - timedelta(days=UNUSED_DAYS)
    query = (
        select(func.count(User.id))
        .join(SignInState, SignInState.user_id == User.id)
        .where(User.active, func.coalesce(SignInState.last_seen_at, SignInState.last_sign_in_at) < since)
    )
    count = seen.rows(query)[0][0]
    if not count:
        return None
    return warning(
        N_("%(count)s active accounts were not used for %(days)s days."),
        N_("Deactivate those that are not needed any more."),
        count=count,
        days=UNUSED_DAYS,
    )


@check("demonstration_people", N_("No invented people of the demonstration have accounts."))
def demonstration_people(seen: Examined) -> Finding | None:
    if not seen.config.is_production:
        raise NotApplicable
    if not seen.rows(select(func.count(User.id)).where(User.is_demonstration))[0][0]:
        return None
    return grave(
        N_("The invented people of the demonstration have accounts in this database."),
        N_("Begin production with an empty data folder and database and `flask admin create`."),
    )
