"""References follow their service to another provider, and their person in charge to the next one."""

from typing import Any

from sqlalchemy import ColumnElement, select

from app.core import audit, search
from app.core.context import Context
from app.core.db import db
from app.identity.events import HandedOver
from app.references.events import ReferencesAct as Act
from app.references.models import (
    ReferencePaper,
    ReferenceRecord,
    ReferenceVersion,
    SecurityReference,
    SelfCheck,
)
from app.references.queries import following, frames  # noqa: F401 - the first says what follows a merge
from app.register.events import Refiled
from app.register.models import Organisation, Service
from app.standards.events import EditionsPublished

NAMED_BY = {Service: SecurityReference.service_id, Organisation: SecurityReference.organisation_id}
PARTS = (ReferenceVersion, ReferenceRecord, ReferencePaper)


def follow(ctx: Context, event: Refiled) -> None:
    """The provider is copied from the service: its people must not go on seeing what is another's. Found by the
    names of both; self-checks by that of their engagement, and where it is."""
    column = NAMED_BY.get(type(event.record))
    if column is None:
        _tell_checks_again(SelfCheck.engagement_id == event.record.id)
        return
    if isinstance(event.record, Service):
        _follow_provider(ctx, event.record)
    rows = db.session.scalars(select(SecurityReference).where(column == event.record.id)).all()
    search.refresh(SecurityReference, rows)


def tell_checks_again(reference: SecurityReference) -> None:
    """They are found by its title, too."""
    _tell_checks_again(SelfCheck.reference_id == reference.id)


def _tell_checks_again(condition: ColumnElement[bool]) -> None:
    rows = db.session.scalars(select(SelfCheck).where(condition).order_by(SelfCheck.id)).all()
    search.refresh(SelfCheck, rows)


def _follow_provider(ctx: Context, service: Service) -> None:
    query = select(SecurityReference).where(
        SecurityReference.service_id == service.id,
        SecurityReference.organisation_id != service.organisation_id,
    )
    for reference in db.session.scalars(query.order_by(SecurityReference.id)).all():
        _move(ctx, reference, service)


def _move(ctx: Context, reference: SecurityReference, service: Service) -> None:
    rows: list[Any] = [reference]
    for model in PARTS:
        rows += db.session.scalars(
            select(model).where(model.reference_id == reference.id).order_by(model.id)
        ).all()
    for row in rows:
        row.organisation_id = service.organisation_id
    audit.record(ctx, Act.REFERENCE_EDITED, *rows)


def rename_editions(_ctx: Context, event: EditionsPublished) -> None:
    """Listens to EditionsPublished: who cannot read the catalogue calls an edition as those do who can."""
    for reference in db.session.scalars(select(SecurityReference).order_by(SecurityReference.id)):
        if reference.edition in event.catalogue.editions:
            names = frames.edition_names(event.catalogue, reference.edition)
            reference.edition_ja, reference.edition_en = names


def hand_over(ctx: Context, happening: HandedOver) -> None:
    """Listens to HandedOver; says how many were moved."""
    query = select(SecurityReference).where(SecurityReference.owner_id == happening.from_user_id)
    owned = db.session.scalars(query.order_by(SecurityReference.id)).all()
    for reference in owned:
        reference.owner_id = happening.to_user_id
    audit.record(ctx, Act.REFERENCE_EDITED, *owned)
    name = SecurityReference.__tablename__
    happening.moved[name] = happening.moved.get(name, 0) + len(owned)
