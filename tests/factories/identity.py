"""People, units and grants, as if they had been there before the test."""

import time
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from flask_security import hash_password
from flask_security.proxies import _security
from passlib.totp import TOTP  # type: ignore[import-untyped]

from app.core import audit
from app.core.context import Context, system_context
from app.core.db import db
from app.core.ids import uuid7
from app.core.text import sort_key
from app.identity import credentials as credentials_of
from app.identity.models import Grant, GrantState, Unit, User
from app.identity.roles import Role
from app.register.models import NoNumberReason, Organisation, OrganisationKind

LONG_AGO = date(2020, 4, 1)


class Made(StrEnum):
    FOR_TEST = "test:record:made"


def context(at: datetime) -> Context:
    return system_context(at, "test")


def address(role: Role) -> str:
    return f"{role.value}@tsubame.example"


def unit(at: datetime, code: str, name: str, parent: Unit | None = None) -> Unit:
    made = Unit(
        code=code, name=name, name_kana="", parent_id=parent.id if parent else None, path="", sort_key=""
    )
    made.path = f"{parent.path if parent else '/'}{made.id}/"
    made.sort_key = sort_key("", "", name)
    db.session.add(made)
    audit.record(context(at), Made.FOR_TEST, made)
    return made


def user(at: datetime, email: str, name: str, *, organisation_id: UUID | None = None) -> User:
    made = User(
        email=email, name=name, sort_key=sort_key("", "", name), fs_uniquifier=uuid4().hex,
        organisation_id=organisation_id, tf_primary_method="authenticator",
    )  # fmt: skip
    db.session.add(made)
    audit.record(context(at), Made.FOR_TEST, made)
    return made


def grant(at: datetime, holder: User, role: Role, where: Unit) -> Grant:
    made = Grant(user_id=holder.id, role=role, unit_id=where.id, from_on=LONG_AGO, state=GrantState.ACTIVE)
    db.session.add(made)
    audit.record(context(at), Made.FOR_TEST, made)
    return made


PASSWORD = "青い river 七つの棚 kettle"


def credentials(at: datetime, holder: User, password: str = PASSWORD) -> "Phone":
    """A password and an authenticator app, as enrolment leaves them."""
    secret = _security.totp_factory.generate_totp_secret()
    holder.password = hash_password(_security.password_util.normalize(password))
    holder.tf_totp_secret, holder.tf_primary_method = secret, "authenticator"
    audit.record(context(at), Made.FOR_TEST, holder)
    db.session.commit()
    return Phone(_security.totp_factory.get_totp_b32_key(secret))


class Phone:
    """An authenticator app: knows the key, shows the code of now or of some steps later."""

    def __init__(self, key: str) -> None:
        self.totp = TOTP(key=key.replace(" ", ""), format="base32")

    def code(self, steps: int = 0) -> str:
        return str(self.totp.generate(time.time() + steps * 30).token)


def forget_code(holder: User) -> None:
    """As if half a minute had gone by since the last code."""
    state = credentials_of.state_of(holder)
    state.last_totp_step = None
    db.session.commit()


def vendor_organisation(at: datetime, name: str = "株式会社みなと印刷発送") -> Organisation:
    made = Organisation(
        id=uuid7(), name=name, sort_key=sort_key("", "", name), kind=OrganisationKind.COMPANY, country="JP",
        no_number_reason=NoNumberReason.NOT_YET_CHECKED,
    )  # fmt: skip
    db.session.add(made)
    audit.record(context(at), Made.FOR_TEST, made)
    return made


def bank(at: datetime) -> None:
    """A root unit and one person for each role."""
    root = unit(at, "000", "つばめ銀行")
    vendor = vendor_organisation(at)
    for role in Role:
        organisation_id = vendor.id if role == Role.VENDOR else None
        person = user(at, address(role), f"試験 {role.value}", organisation_id=organisation_id)
        grant(at, person, role, root)
