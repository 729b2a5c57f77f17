"""What the checks found is kept up: after acts, by the log, and every night. And a list as large as real ones."""

import random
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import audit
from app.core.asat import Moment
from app.core.dates import day_of
from app.core.db import db
from app.identity.roles import Role
from app.register.models import ChainCheck, Organisation, OutsourcingJudgement, Stage, Supply
from app.register.queries import checking as queries
from app.register.queries import consents as consent_queries
from app.register.queries.chain import chain_of
from app.register.rules import chain_checks
from app.register.rules.chain_checks import Check
from app.register.rules.consents import UseFacts
from app.register.services import checking, consents
from tests.factories import chain as make
from tests.factories import identity
from tests.factories.identity import Made
from tests.there import there


@pytest.fixture
def made(at, root):
    top, low = make.service(at, "株式会社上"), make.service(at, "株式会社下")
    edge = make.supply(at, top, low)
    return make.engagement(at, root, top), edge, low


def kept(engagement):
    query = select(ChainCheck.check).where(ChainCheck.engagement_id == engagement.id)
    return set(db.session.scalars(query))


def changed(at, record, **facts):
    for name, value in facts.items():
        setattr(record, name, value)
    audit.record(identity.context(at), Made.FOR_TEST, record)
    db.session.commit()


def test_an_act_on_the_engagement_checks_it_at_once(made, ctx_of):
    engagement, edge, _low = made
    consents.record_use(ctx_of(Role.OFFICER), engagement, edge.id, UseFacts())
    assert kept(engagement) == {Check.CONSENT_MISSING, Check.COUNTRY_UNKNOWN}
    recorded = there(consent_queries.use_of(engagement.id, edge.id))
    consents.record_use(
        ctx_of(Role.OFFICER), engagement, edge.id, UseFacts(countries=["JP"]), version=recorded.version
    )
    assert kept(engagement) == {Check.CONSENT_MISSING}


def test_what_is_over_has_nothing_to_mend(made, at):
    engagement, *_ = made
    checking.refresh(identity.context(at), [engagement.id])
    assert kept(engagement)
    changed(at, engagement, stage=Stage.ENDED)
    checking.refresh(identity.context(at), [engagement.id])
    assert not kept(engagement)


def test_the_log_says_which_chains_changed(made, at, root):
    engagement, edge, low = made
    other = make.engagement(at, root, make.service(at, "株式会社無関係"))
    far = make.service(at, "株式会社奥")
    make.supply(at, low, far)
    today = day_of(at)

    def since(act):
        number = queries.newest_event()
        act()
        assert queries.has_changed_since(number)
        return queries.changed_since(number, today)

    assert since(lambda: changed(at, engagement, outsourcing=OutsourcingJudgement.NOT_JUDGED)) == [
        engagement.id
    ]
    assert since(lambda: changed(at, edge, purpose="変更")) == [engagement.id]
    assert since(lambda: changed(at, far, name="別名")) == [engagement.id]
    party = db.session.get_one(Organisation, far.organisation_id)
    assert since(lambda: changed(at, party, name="株式会社改名")) == [engagement.id]
    assert since(lambda: changed(at, other, title="別件")) == [other.id]
    assert since(lambda: make.use(at, engagement, edge)) == [engagement.id]
    number = queries.newest_event()
    identity.unit(at, "778", "無関係の部")
    db.session.commit()
    assert not queries.has_changed_since(number)


def test_counts_are_of_the_units_that_one_has(made, at, ctx_of):
    engagement, *_ = made
    checking.refresh(identity.context(at), [engagement.id])
    assert queries.grave_count(ctx_of(Role.OFFICER)) == 1
    assert queries.counts_for(ctx_of(Role.ADMINISTRATOR)) == {}


# --- as large as a real list ---------------------------------------------------------------

SPELLINGS = ("AWS", "Amazon Web Services", "Amazon Web Services, Inc.", "Amazon Web Services (AWS)",
             "AMAZON WEB SERVICES", "Amazon Web Services Inc", "Amazon Web Services, Inc. (AWS)")  # fmt: skip


def test_a_list_of_771_edges_with_a_circle_and_seven_spellings(at, root, ctx_of, count_queries):
    chance = random.Random(771)
    names = [*SPELLINGS, *(f"Vendor {number:03d} Ltd." for number in range(220))]
    services = [make.service(at, name, "（全般）", is_placeholder=True) for name in names]
    pairs = {(0, 50), (50, 120), (120, 0), *((7, number) for number in range(7))}
    while len(pairs) < 771:
        pairs.add((chance.randrange(7, 227), chance.randrange(227)))
    for upper, lower in sorted(pairs):
        db.session.add(
            Supply(service_id=services[upper].id, base_service_id=services[lower].id, countries=[])
        )
    for edge in list(db.session.new):
        audit.record(identity.context(at), Made.FOR_TEST, edge)
    db.session.commit()
    engagement = make.engagement(at, root, services[7])
    ctx = ctx_of(Role.VENDOR_MANAGER)
    count_queries.sent.clear()
    chain = there(chain_of(ctx, engagement, Moment(None, day_of(at))))
    assert len(count_queries) <= 6
    assert not chain.is_cut
    assert len(chain.counted) > 200
    assert chain.circles
    twice = [result for result in chain_checks.checked(chain) if result.check == Check.RECORDED_TWICE]
    told = {name for result in twice for name in result.params["names"].split(" / ")}
    assert set(SPELLINGS) <= told


def test_the_chain_of_the_past_is_read_by_few_statements_too(made, at, ctx_of, count_queries):
    engagement, edge, _low = made
    changed(at, edge, purpose="変更")
    ctx, then = ctx_of(Role.VENDOR_MANAGER), Moment(at + timedelta(days=1), day_of(at))
    count_queries.sent.clear()
    assert there(chain_of(ctx, engagement, then)).deepest == 2
    assert len(count_queries) <= 12
