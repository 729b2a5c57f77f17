"""What hangs directly on an organisation, by one statement: its page shows much, and must stay quick."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, cast, literal, select, union_all

from app.core.context import Context
from app.core.db import db
from app.identity.models import User
from app.register.models import Organisation, OrganisationCode, Screening, ScreeningResult
from app.register.permissions import RegisterPermission as P
from app.register.queries.organisations import GROUP_SHOWN, SCREENINGS_SHOWN, ScreenedOn, visible_to

KINDS = PARENT, CHILD, MERGED, CODE, SCREENING = "parent", "child", "merged", "code", "screening"
TEXTS = 4


class Relative(NamedTuple):
    id: UUID
    name: str


class Code(NamedTuple):
    id: UUID
    scheme: str
    value: str


@dataclass(frozen=True)
class Kin:
    parent_name: str
    # One more than are shown says that there are more.
    children: list[Relative]
    merged: list[Relative]
    codes: list[Code]
    screenings: list[ScreenedOn]


def kin_of(ctx: Context, organisation: Organisation) -> Kin:
    is_here = Organisation.merged_into_id.is_(None)
    asked = [
        _relatives(ctx, PARENT, Organisation.id == organisation.parent_id),
        _relatives(ctx, CHILD, (Organisation.parent_id == organisation.id) & is_here, GROUP_SHOWN + 1),
        _relatives(ctx, MERGED, Organisation.merged_into_id == organisation.id),
        _codes(organisation),
    ]
    if not ctx.is_vendor:
        asked.append(_screenings(ctx, organisation))
    rows = [tuple(row) for row in db.session.execute(union_all(*(select(part.subquery()) for part in asked)))]
    found = {kind: sorted((row[1:] for row in rows if row[0] == kind), key=_order) for kind in KINDS}
    return Kin(
        found[PARENT][0][1] if found[PARENT] else "",
        [Relative(*row[:2]) for row in found[CHILD]],
        [Relative(*row[:2]) for row in found[MERGED]],
        [Code(row[0], row[2], row[1]) for row in found[CODE]],
        [_screened(row) for row in reversed(found[SCREENING])],
    )


def _order(row: Any) -> tuple[str, str, UUID]:
    """By the second text, which is a sort key, whose code it is or a day; a union has no order of its own."""
    return (row[2], row[1], row[0])


def _part(kind: str, row_id: Any, *texts: Any) -> list[Any]:
    """The parts of a union have the same columns; each text that is missing is empty."""
    filled = [*texts, *(literal("") for _ in range(TEXTS - len(texts)))]
    return [literal(kind).label("kind"), row_id.label("id")] + [
        cast(text, String).label(f"text_{at}") for at, text in enumerate(filled)
    ]


def _codes(organisation: Organisation) -> Select[Any]:
    columns = _part(CODE, OrganisationCode.id, OrganisationCode.value, OrganisationCode.scheme)
    return select(*columns).where(OrganisationCode.organisation_id == organisation.id)


def _screenings(ctx: Context, organisation: Organisation) -> Select[Any]:
    """What came of each leaves the database for compliance only."""
    secret = (Screening.result, Screening.note) if ctx.may(P.SCREENING_RESULT_VIEW) else ()
    columns = _part(SCREENING, Screening.id, User.name, Screening.checked_on, *secret)
    return (
        select(*columns)
        .outerjoin(User, User.id == Screening.checked_by_id)
        .where(Screening.organisation_id == organisation.id)
        .order_by(Screening.checked_on.desc(), Screening.id.desc())
        .limit(SCREENINGS_SHOWN)
    )


def _screened(row: Any) -> ScreenedOn:
    result = ScreeningResult(row[3]) if row[3] else None
    return ScreenedOn(row[0], date.fromisoformat(row[2]), row[1] or "", result, row[4])


def _relatives(ctx: Context, kind: str, where: ColumnElement[bool], limit: int | None = None) -> Select[Any]:
    query: Any = visible_to(ctx).with_only_columns(
        *_part(kind, Organisation.id, Organisation.name, Organisation.sort_key)
    )
    found: Select[Any] = query.where(where).order_by(Organisation.sort_key, Organisation.id).limit(limit)
    return found
