"""What assessments do when what they are about is renamed, moves to another unit, or turns out to be another."""

import pytest

from app.core import audit, events
from app.core.db import db
from app.core.errors import DomainError
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Assessment, AssignmentState
from app.diligence.queries import assessments as queries
from app.diligence.queries import following
from app.identity.roles import Role
from app.register.events import Refiled
from app.register.models import Organisation
from app.register.services import merging
from tests.conftest import begins_with
from tests.factories import assessments as make
from tests.factories import engagements as make_engagement
from tests.factories import identity as people_made
from tests.factories import register as parties
from tests.factories.questionnaires import published

ground = begins_with(lambda at: published(at, "to24"))


@pytest.fixture
def made(engagement, ctx):
    return make.sent(ctx, engagement)


def test_name_and_unit_follow_the_engagement(app, made, engagement, ctx, at, root):
    unit, _person = make_engagement.branch(at, root)
    engagement.unit_id, engagement.sort_key = unit.id, "ん"
    audit.record(ctx, people_made.Made.FOR_TEST, engagement)
    events.publish(ctx, Refiled(engagement))
    db.session.commit()
    db.session.expire_all()
    again = db.session.get_one(Assessment, made.id)
    assert (again.sort_key, again.unit_id) == ("ん", unit.id)


def test_answers_follow_an_organisation_that_was_recorded_twice(app, made, engagement, ctx_of, at):
    loser = db.session.get_one(Organisation, engagement.vendor_id)
    winner = parties.organisation(at, "フィクサー（別表記）")
    db.session.commit()
    merging.merge_organisations(ctx_of(Role.VENDOR_MANAGER), loser, winner, taken=(), reason="法人番号が同じ")
    db.session.commit()
    vendor = queries.assignments_of(made)[1]
    assert vendor.organisation_id == winner.id


def test_two_who_are_asked_at_once_are_not_merged(app, made, engagement, ctx, ctx_of, at):
    loser = db.session.get_one(Organisation, engagement.vendor_id)
    winner = parties.organisation(at, "フィクサー（別表記）")
    db.session.flush()
    other = make.beside(queries.assignments_of(made)[1], winner.id)
    audit.record(ctx, Act.ASSIGNMENT_SET, other)
    db.session.commit()
    keeper = ctx_of(Role.VENDOR_MANAGER)
    with pytest.raises(DomainError) as caught:
        merging.merge_organisations(keeper, loser, winner, taken=(), reason="同じ")
    assert (caught.value.message, caught.value.params) == (following.BOTH_ASKED, {"number": made.number})
    db.session.rollback()
    other.state = AssignmentState.SUBMITTED
    audit.record(ctx, Act.ANSWERS_SUBMITTED, other)
    db.session.commit()
    merging.merge_organisations(keeper, loser, winner, taken=(), reason="同じ")
    db.session.commit()
    assert [one.organisation_id for one in queries.assignments_of(made)[1:]] == [winner.id, winner.id]
