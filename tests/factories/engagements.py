"""Engagements through their own services, as if somebody had entered them before the test."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from app.core import audit
from app.core.context import Context
from app.core.db import db
from app.identity.models import Unit, User
from app.identity.roles import Role
from app.register.models import Category, Engagement, EngagementReader, Service, Stage
from app.register.rules.engagements import EngagementFacts, EngagementLinks
from app.register.services import engagements as services
from tests.conftest import context_of
from tests.factories import chain
from tests.factories.identity import Made, context, grant, unit, user


def facts(
    unit_of: Unit, service: Service, title: str = "融資審査システムの利用", **given: Any
) -> EngagementFacts:
    return EngagementFacts(
        **{
            "title": title,
            "service_id": service.id,
            "unit_id": unit_of.id,
            "category": Category.CLOUD,
            **given,
        }
    )


def engagement(
    at: datetime,
    unit_of: Unit,
    service: Service | None = None,
    *,
    ctx: Context | None = None,
    links: EngagementLinks | None = None,
    stage: Stage = Stage.PLANNING,
    **given: Any,
) -> Engagement:
    """Committed, so that the log knows it."""
    service = service or chain.service(at, given.pop("party", "株式会社みどり計算"))
    made = services.add_engagement(
        ctx or context(at), facts(unit_of, service, **given), links or EngagementLinks(), stage=stage
    )
    db.session.commit()
    return made


def edited(at: datetime, which: Engagement, *, ctx: Context | None = None, **changed: Any) -> Engagement:
    wanted = replace(services.facts_of(which), **changed)
    services.edit_engagement(ctx or context(at), which, wanted, version=which.version)
    db.session.commit()
    return which


def reader(at: datetime, which: Engagement, unit_of: Unit) -> None:
    made = EngagementReader(engagement_id=which.id, unit_id=unit_of.id)
    db.session.add(made)
    audit.record(context(at), Made.FOR_TEST, made)
    db.session.commit()


def branch(at: datetime, root: Unit, name: str = "桜町支店") -> tuple[Unit, User]:
    """A unit below the root, and an officer of that unit alone."""
    made = unit(at, f"9{sum(map(ord, name)) % 1000:03}", name, root)
    officer = user(at, f"officer.{made.code}@tsubame.example", f"{name}の担当")
    grant(at, officer, Role.OFFICER, made)
    db.session.commit()
    return made, officer


def ctx_of(person: User, at: datetime) -> Context:
    return context_of(person, at)
