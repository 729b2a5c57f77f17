"""Organisations, as if somebody had entered them before the test."""

from datetime import datetime
from typing import Any

from app.core.db import db
from app.register.models import NoNumberReason, Organisation, OrganisationKind
from app.register.rules.organisations import OrganisationFacts
from app.register.services import organisations as services
from tests.factories.identity import context

# Numbers with right check digits, for tests that need several.
NUMBERS = ("4011001098993", "7000012050002", "2120901007402", "8700110005901", "5010001008846")


def facts(name: str = "株式会社みどり計算", **given: Any) -> OrganisationFacts:
    if not given.get("corporate_number"):
        given.setdefault("no_number_reason", NoNumberReason.NOT_YET_CHECKED)
    return OrganisationFacts(**{"name": name, "kind": OrganisationKind.COMPANY, **given})


def organisation(at: datetime, name: str = "株式会社みどり計算", **given: Any) -> Organisation:
    """Committed, so that the log knows it."""
    made = services.add_organisation(context(at), facts(name, **given), is_confirmed=True)
    db.session.commit()
    return made


def renamed(at: datetime, which: Organisation, name: str) -> Organisation:
    return edited(at, which, name=name)


def edited(at: datetime, which: Organisation, *, is_confirmed: bool = False, **changed: Any) -> Organisation:
    kept = {field: getattr(which, field) for field in facts().__dataclass_fields__}
    services.edit_organisation(
        context(at), which, OrganisationFacts(**{**kept, **changed}), version=which.version,
        is_confirmed=is_confirmed,
    )  # fmt: skip
    db.session.commit()
    return which


def code(at: datetime, of: Organisation, scheme: str, value: str) -> None:
    services.add_code(context(at), of, scheme=scheme, value=value)
    db.session.commit()
