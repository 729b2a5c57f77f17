"""Reads of what judgements rest on where an answer is refused: reports of the register, and whether they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, func, or_, select

from app.assurance import numbering
from app.assurance.models import SOC, AssuranceReport, ReportService
from app.assurance.queries import reports, standing
from app.assurance.rules.currency import Currency, Limits, currency_of, last_day, last_that_ended
from app.core import settings
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.diligence.models import (
    Answer,
    Assessment,
    AssessmentState,
    Assignment,
    Evidence,
    Judgement,
    Reliance,
    Stance,
    SubstituteKind,
)
from app.diligence.queries import assessments
from app.diligence.rules.refusing import CONFIRMING, Leaning, Refused
from app.register.models import Supply
from app.register.queries.chain import holding, reach_of
from app.register.rules.organisations import WEB

# What is not issued says nothing yet, either.
OVER = frozenset({Currency.NOT_ISSUED, Currency.LAPSED, Currency.WITHDRAWN})


@dataclass(frozen=True)
class Relied:
    """A report that a judgement names, as it stands on that day."""

    id: UUID
    name: str
    currency: Currency
    last_day: date | None

    @property
    def is_over(self) -> bool:
        return self.currency in OVER


def limits(on: date) -> Limits:
    return Limits(on, settings.get(numbering.SOON_DAYS), settings.get(numbering.SOC_MONTHS))


def relied_upon(judgements: Iterable[Judgement], on: date) -> dict[UUID, Relied]:
    """By report; no statement where none is named."""
    ids = {one.report_id for one in judgements if one.report_id is not None}
    if not ids:
        return {}
    rows = db.session.scalars(select(AssuranceReport).where(AssuranceReport.id.in_(ids)))
    return {one.id: _relied(one, limits(on)) for one in rows}


def _relied(row: AssuranceReport, within: Limits) -> Relied:
    return Relied(row.id, f"{row.number} {row.title}", currency_of(row, within), last_day(row, within))


def leaning_of(row: Judgement | None, relied: Mapping[UUID, Relied], answer: Answer | None = None) -> Leaning:
    """`answer`: what the judgement is about; a file that it named may have been withdrawn."""
    if row is None:
        return Leaning()
    if row.relies_on == Reliance.SUBSTITUTE:
        is_over = answer is not None and answer.is_stand_in_withdrawn
    else:
        found = relied.get(row.report_id) if row.report_id is not None else None
        is_over = found is not None and found.is_over
    return Leaning(row.verdict, row.relies_on, row.relied_until_on, is_over)


def offered(ctx: Context, assessment: Assessment, service_id: UUID | None) -> list[Relied]:
    """In one statement those about the services that the chain of `service_id` reaches; of an organisation those about
    itself. What still stands comes first."""
    on = day_of(ctx.at)
    query = reports.visible_to(ctx)
    if service_id is not None:
        reach = reach_of([service_id], Supply.service_id, Supply.base_service_id, holding(on))
        about = select(ReportService.report_id).where(ReportService.service_id.in_(select(reach.c.id)))
        query = query.where(AssuranceReport.id.in_(about))
    elif assessment.organisation_id is not None:
        query = query.where(AssuranceReport.organisation_id == assessment.organisation_id)
    else:
        return []
    rows = db.session.scalars(query.order_by(AssuranceReport.number.desc(), AssuranceReport.id))
    return sorted((_relied(one, limits(on)) for one in rows), key=lambda one: one.is_over)


# --- over many assessments -------------------------------------------------------------------------


def refused_by(ctx: Context, organisation_id: UUID) -> Refused:
    """Of one organisation in all assessments that this person may see and that were not withdrawn."""
    return _summed(ctx, Answer.organisation_id == organisation_id)


def refused_of_service(ctx: Context, service_id: UUID) -> Refused:
    """The same of what was asked about one service, whoever answered."""
    return _summed(ctx, Assignment.service_id == service_id)


def _summed(ctx: Context, condition: Any) -> Refused:
    row = db.session.execute(_counting(ctx, condition)).one()
    return Refused(int(row[0] or 0), int(row[1] or 0))


def refused_in(ctx: Context, assessment_ids: Iterable[UUID]) -> dict[UUID, Refused]:
    """By assessment, for a page of a list; one statement."""
    ids = list(assessment_ids)
    if not ids:
        return {}
    query = _counting(ctx, Answer.assessment_id.in_(ids)).add_columns(Answer.assessment_id)
    return {
        row[2]: Refused(int(row[0] or 0), int(row[1] or 0))
        for row in db.session.execute(query.group_by(Answer.assessment_id))
    }


def _names_what_stands_in() -> Any:
    """As `rules/wanting.py` says it of one answer."""
    kind = Answer.substitute_kind
    stands = select(Evidence.id).where(
        Evidence.id == Answer.substitute_file_id, Evidence.is_withdrawn.is_(False)
    )
    return or_(
        kind.is_(None),
        and_(kind == SubstituteKind.FILE, stands.exists()),
        and_(
            kind == SubstituteKind.ADDRESS, or_(*(Answer.substitute_address.startswith(one) for one in WEB))
        ),
        and_(kind == SubstituteKind.REPORT, Answer.substitute != ""),
    )


def _counting(ctx: Context, condition: Any) -> Any:
    """Refusals that say why; among them those whose judgement rests on something that still stands."""
    within, day = limits(day_of(ctx.at)), day_of(ctx.at)
    ended = last_that_ended(within, 0)
    is_soc = AssuranceReport.kind.in_(SOC)
    over = or_(
        AssuranceReport.withdrawn_at.is_not(None),
        ~standing.issued(AssuranceReport, day),
        and_(is_soc, AssuranceReport.ends_on <= ended.of_soc),
        and_(~is_soc, AssuranceReport.ends_on <= ended.of_others),
    )
    confirmed = and_(
        Judgement.relies_on.is_not(None), Judgement.verdict.in_(CONFIRMING),
        or_(Judgement.relied_until_on.is_(None), Judgement.relied_until_on >= day),
        or_(Judgement.report_id.is_(None), ~func.coalesce(over, False)),
    )  # fmt: skip
    seen = assessments.visible_to(ctx).with_only_columns(Assessment.id)
    same = and_(Judgement.assignment_id == Answer.assignment_id, Judgement.question == Answer.question)
    return (
        select(func.count(Answer.id), func.sum(case((confirmed, 1), else_=0)))
        .join(Assignment, Assignment.id == Answer.assignment_id)
        .join(Assessment, Assessment.id == Answer.assessment_id)
        .outerjoin(Judgement, same)
        .outerjoin(AssuranceReport, AssuranceReport.id == Judgement.report_id)
        .where(
            condition, Answer.stance == Stance.REFUSED, Answer.reason != "", _names_what_stands_in(),
            or_(Answer.carried_from_id.is_(None), Answer.is_attested_anew),
            Assessment.state != AssessmentState.WITHDRAWN, Assessment.id.in_(seen),
        )
    )  # fmt: skip
