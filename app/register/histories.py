"""The history page of a record: its lines, newest first, and where the older ones begin."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import request, url_for

from app.core import asat, history
from app.core.audit import reading
from app.core.context import Context
from app.core.dates import JST
from app.core.history import Names, Rule
from app.core.listing import MOMENT
from app.core.model import Entity
from app.core.web import current_context
from app.identity.queries import named as people_and_units
from app.register.models import EngagementTier

SHOWN = 100
# Told factor by factor on the page of the tier; here it would be the raw snapshot.
SNAPSHOT = (EngagementTier.__tablename__, "factors")


def hidden_from(ctx: Context) -> Rule:
    """What a history leaves out: machinery, and fields that need a permission which the reader does not hold."""

    def is_hidden(table: str, name: str) -> bool:
        return history.is_beyond(ctx, table, name) or history.is_machinery(table, name)

    return is_hidden


def is_no_news(table: str, name: str) -> bool:
    return (table, name) == SNAPSHOT or history.is_machinery(table, name)


def history_of(record: Entity, names: Names, hidden: Rule = is_no_news) -> dict[str, Any]:
    """`names`: of the records that its fields point at; people and units are known here. What was recorded
    after the moment of the address is not told."""
    before, moment = request.args.get("before", ""), asat.read()
    entries = reading.entries_of(
        record, SHOWN + 1, int(before) if _is_number(before) else None, until=moment.instant
    )
    shown = entries[:SHOWN]

    def known(ids: set[UUID]) -> Mapping[UUID, str]:
        return {**people_and_units(ids), **names(ids)}

    return {
        "lines": history.lines(current_context(), shown, known, hidden),
        "moment": moment,
        "moment_values": {name: request.args[name] for name in MOMENT if request.args.get(name)},
        "then_url": _then_url,
        "older": shown[-1].number if len(entries) > len(shown) else None,
    }


def _then_url(at: datetime) -> str:
    """The record's own page as it was with this change; a second asked for is taken to its end."""
    endpoint = (request.endpoint or "").removesuffix("_history")
    as_at = at.astimezone(JST).strftime("%Y-%m-%d %H:%M:%S")
    return url_for(endpoint, **(request.view_args or {}), as_at=as_at)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18
