"""The parts of a row about an engagement that are judged each for itself."""

from collections.abc import Mapping
from dataclasses import fields as fields_of
from typing import Any

from app.exchange import plain
from app.exchange.kinds.columns import given
from app.register import readings
from app.register.models import OutsourcingJudgement
from app.register.rules.engagements import EngagementFacts
from app.register.services.importing.engagements import OutsourcingFacts
from app.register.services.judging import HALVES, PartyFacts

REFERENCES = ("service_id", "vendor_id", "unit_id", "owner_id")
FACTS = tuple(field.name for field in fields_of(EngagementFacts) if field.name not in REFERENCES)
OUTSOURCING = ("outsourcing", "outsourcing_reason", "outsourcing_on")
PARTY = tuple(field.name for field in fields_of(PartyFacts))
BY = {"outsourcing_by": "outsourcing_reason", **{f"{half}_by": f"{half}_reason" for half in HALVES}}
ENDING = ("ended_on", "end_reason")


def sign(values: dict[str, Any]) -> None:
    """Who judged stands behind the reason."""
    for by, reason in BY.items():
        name = values.pop(by, None)
        note = readings.JUDGED_BY.format(name=name)
        if name and note not in (values.get(reason) or ""):
            values[reason] = f"{values.get(reason) or ''}{note}"


def outsourcing_of(values: Mapping[str, Any]) -> OutsourcingFacts:
    return OutsourcingFacts(
        outsourcing=values.get("outsourcing") or OutsourcingJudgement.NOT_JUDGED,
        reason=values.get("outsourcing_reason") or "",
        judged_on=values.get("outsourcing_on"),
    )


def party_of(values: Mapping[str, Any]) -> PartyFacts:
    return PartyFacts(**given(values, PARTY))


def said(value: Any) -> Any:
    found = plain.of_value(value)
    return None if plain.is_empty(found) else found
