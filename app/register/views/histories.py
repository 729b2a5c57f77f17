"""The history page of a record: its lines, newest first, and where the older ones begin."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import request

from app.core import history
from app.core.audit import reading
from app.core.context import Context
from app.core.history import Names, Rule
from app.core.model import Entity
from app.core.web import current_context
from app.identity.queries import named as people_and_units
from app.register.models import EngagementTier, Screening
from app.register.permissions import RegisterPermission as P

SHOWN = 100
RESULT_FIELDS = frozenset({"result", "note"})
# Told factor by factor on the page of the tier; here it would be the raw snapshot.
SNAPSHOT = (EngagementTier.__tablename__, "factors")


def hidden_from(ctx: Context) -> Rule:
    """What a history leaves out: machinery, and what came of screenings for all but compliance (model.md §1)."""
    sees_results = ctx.may(P.SCREENING_RESULT_VIEW)

    def is_hidden(table: str, name: str) -> bool:
        is_result = table == Screening.__tablename__ and name in RESULT_FIELDS
        return (is_result and not sees_results) or history.is_machinery(table, name)

    return is_hidden


def is_no_news(table: str, name: str) -> bool:
    return (table, name) == SNAPSHOT or history.is_machinery(table, name)


def history_of(record: Entity, names: Names, hidden: Rule = is_no_news) -> dict[str, Any]:
    """`names`: of the records that its fields point at; people and units are known here."""
    before = request.args.get("before", "")
    entries = reading.entries_of(
        record, limit=SHOWN + 1, before_number=int(before) if _is_number(before) else None
    )
    shown = entries[:SHOWN]

    def known(ids: set[UUID]) -> Mapping[UUID, str]:
        return {**people_and_units(ids), **names(ids)}

    return {
        "lines": history.lines(current_context(), shown, known, hidden),
        "older": shown[-1].number if len(entries) > len(shown) else None,
    }


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18
