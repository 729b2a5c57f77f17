"""What the page shows before two organisations become one: each fact that differs, and all that moves."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask_babel import format_decimal
from flask_babel import lazy_gettext as _l

from app.core import words
from app.core.context import Context
from app.core.dates import DateStyle, format_date
from app.register.lists.organisations import country_name
from app.register.models import Engagement, Organisation
from app.register.queries import organisations
from app.register.queries.merging import Plan
from app.register.rules import merging as rules

TABLE = Organisation.__tablename__
FOLLOWING = {
    ("engagement", "vendor_id"): _l("Engagements whose contract party it is"),
    ("contact", "organisation_id"): _l("Contacts"),
    ("organisation_code", "organisation_id"): _l("Codes"),
    ("screening", "organisation_id"): _l("Screenings"),
    ("organisation", "parent_id"): _l("Companies below"),
    ("organisation", "merged_into_id"): _l("Organisations merged into it before"),
    ("unit", "organisation_id"): _l("Units of ours that are this company"),
    ("user", "organisation_id"): _l("People of the company with an account"),
}


@dataclass(frozen=True)
class ShownChoice:
    key: str
    label: str
    winner: str
    loser: str
    takes_loser: bool


def shown_choices(
    ctx: Context, loser: Organisation, winner: Organisation, taken: Collection[str]
) -> list[ShownChoice]:
    names = organisations.names_of(ctx, [loser.parent_id, winner.parent_id])
    return [
        ShownChoice(
            choice.key,
            words.field_label(TABLE, choice.key),
            _told(ctx, choice, winner, names),
            _told(ctx, choice, loser, names),
            choice.key in taken,
        )
        for choice in rules.choices(loser, winner)
    ]


def _told(ctx: Context, choice: rules.Choice, record: Organisation, names: dict[UUID, str]) -> str:
    told = (_value(ctx, name, getattr(record, name), names) for name in choice.fields)
    return " / ".join(filter(None, told))


def _value(ctx: Context, name: str, value: Any, names: dict[UUID, str]) -> str:
    if value is None or value == "":
        return ""
    if name == "country":
        return country_name(value)
    if isinstance(value, UUID):
        return names.get(value, "")
    if isinstance(value, date):
        return format_date(value, DateStyle(ctx.date_style))
    if isinstance(value, int):
        return str(format_decimal(value))
    return words.value_label(value) if isinstance(value, StrEnum) else str(value)


@dataclass(frozen=True)
class Move:
    label: Any
    count: int
    note: Any = ""


def moves_of(plan: Plan) -> list[Move]:
    """Every kind of link that there is, with how many; what folds into another is told apart."""
    following = [
        Move(str(FOLLOWING.get(key) or words.table_label(key[0])), len(rows))
        for key, rows in plan.following.items()
    ]
    found = [
        Move(_l("Services that follow"), len(plan.services) - len(plan.joined)),
        Move(
            _l("Services that are joined with one of the same name"),
            len(plan.joined),
            _l("Their pages lead to the service that stays."),
        ),
        Move(
            _l("Engagements that use a joined service"),
            sum(isinstance(row, Engagement) for _name, row in plan.users_of_joined),
        ),
        Move(_l("Supplies that follow"), len(plan.edges.moved)),
        Move(
            _l("Supplies recorded on both sides, which become one"),
            len(plan.edges.folded),
            _l("What only one of them says is kept, and so are all uses and consents."),
        ),
        Move(_l("Supplies that will begin and end at one service"), plan.edges.loops),
        Move(_l("Uses and consents that follow"), len(plan.uses_moved)),
        Move(
            _l("Uses and consents recorded on both sides, which become one"),
            len(plan.uses_folded),
            _l("The application that went further stands; the other remains in the history."),
        ),
        *following,
        Move(_l("Judgements of the party that follow"), len(plan.judgements_moved)),
        Move(
            _l("Judgements recorded on both sides, which become one"),
            len(plan.judgements_folded),
            _l("The later one stands; the other remains in the history."),
        ),
    ]
    return [move for move in found if move.count]
