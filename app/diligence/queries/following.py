"""What points at an organisation or a service that turns out to be another one, and follows it there."""

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.core.db import db
from app.core.errors import DomainError
from app.core.words import N_
from app.diligence.models import (
    Answer,
    Assessment,
    Assignment,
    DueRequest,
    Evidence,
    Message,
    SubcontractRequest,
)
from app.diligence.rules.states import DONE
from app.register.models import Organisation
from app.register.queries import merging

BOTH_ASKED = N_(
    "Both are still asked in assessment %(number)s. Wait for one of them to submit, or release one first."
)

for model in (Assessment, Assignment, Answer, Evidence, Message, DueRequest, SubcontractRequest):
    merging.follow(model, "organisation_id")
merging.follow_service(Assessment, "service_id")
merging.follow_service(Assignment, "service_id")
merging.follow_use(SubcontractRequest, "use_id")


def check_merge(loser: Organisation, winner: Organisation) -> None:
    """One assessment asks nobody twice at a time; two who have both answered stay two answers, of which the lower
    counts."""
    mine, theirs = aliased(Assignment), aliased(Assignment)
    query = (
        select(Assessment.number)
        .join(mine, mine.assessment_id == Assessment.id)
        .join(theirs, theirs.assessment_id == Assessment.id)
        .where(
            mine.organisation_id == loser.id, mine.state.not_in(DONE),
            theirs.organisation_id == winner.id, theirs.state.not_in(DONE),
        )
    )  # fmt: skip
    number = db.session.scalar(query.order_by(Assessment.number).limit(1))
    if number is not None:
        raise DomainError(BOTH_ASKED, number=number)


merging.CHECKS.append(check_merge)
