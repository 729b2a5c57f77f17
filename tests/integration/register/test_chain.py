"""The chain below an engagement, now and as the log knew it; and read upwards."""

from datetime import date, timedelta

import pytest

from app.core import audit
from app.core.asat import Moment
from app.core.dates import day_of
from app.core.db import db
from app.identity.roles import Role
from app.register.models import ConsentState, Organisation, Service, Stage
from app.register.queries.chain import chain_of, chains_of, plain, service_chain
from app.register.queries.dependents import upward_of
from app.register.rules.chain import Case
from tests.conftest import context_of
from tests.factories import chain as make
from tests.factories import identity, register
from tests.factories.identity import Made
from tests.there import there


@pytest.fixture
def now(at):
    return Moment(None, day_of(at))


@pytest.fixture
def ctx(ctx_of):
    return ctx_of(Role.VENDOR_MANAGER)


def names(chain):
    return {(stop.party.name, stop.level) for stop in chain.counted}


@pytest.fixture
def real(at, root):
    """FIXER on Microsoft, and Microsoft directly: the chain that the product began with."""
    bank = make.service(at, "株式会社FIXER", "cloud.config for Financial Services")
    azure = make.service(at, "Microsoft Corporation", "Azure")
    edge = make.supply(at, bank, azure)
    return make.engagement(at, root, bank), make.engagement(at, root, azure), edge, azure


def test_one_service_stands_under_its_prime_and_directly_under_us(ctx, now, real):
    through, direct, _edge, azure = real
    assert names(chain_of(ctx, through, now)) == {("株式会社FIXER", 1), ("Microsoft Corporation", 2)}
    assert names(chain_of(ctx, direct, now)) == {("Microsoft Corporation", 1)}
    upward = upward_of(ctx, organisation_of(azure), now)
    assert {(d.case.id, d.level) for d in upward.found} == {(direct.id, 1), (through.id, 2)}


def organisation_of(service):
    return db.session.get_one(Organisation, service.organisation_id)


def test_the_level_is_the_shortest_way_and_all_ways_are_listed(ctx, now, at, root):
    top, middle, low = (make.service(at, f"株式会社{n}") for n in ("上", "中", "下"))
    make.line(at, top, middle, low)
    make.supply(at, top, low)
    chain = there(chain_of(ctx, make.engagement(at, root, top), now))
    assert chain.stops[low.id].level == 2
    assert chain.stops[low.id].ways == ((top.id, low.id), (top.id, middle.id, low.id))


def test_circles_and_self_loops_end_and_are_told(ctx, now, at, root):
    a, b, c = (make.service(at, f"株式会社{n}") for n in ("甲", "乙", "丙"))
    make.line(at, a, b, c, a)
    make.supply(at, b, b)
    chain = there(chain_of(ctx, make.engagement(at, root, a), now))
    assert len(chain.stops) == 3
    assert {frozenset(circle) for circle in chain.circles} == {
        frozenset({a.id, b.id, c.id}),
        frozenset({b.id}),
    }


def test_a_chain_of_fifty_levels_costs_no_more_statements_than_one_of_two(ctx, now, at, root, count_queries):
    services = [make.service(at, f"株式会社{n:02d}段") for n in range(50)]
    make.line(at, *services)
    deep = make.engagement(at, root, services[0])
    shallow = make.engagement(at, root, services[-2])
    chain_of(ctx, deep, now)
    counts = []
    for engagement in (deep, shallow):
        count_queries.sent.clear()
        chain = there(chain_of(ctx, engagement, now))
        counts.append(len(count_queries))
    assert counts[0] == counts[1] <= 6
    assert there(chain_of(ctx, deep, now)).deepest == 50
    assert chain.deepest == 2


def test_edges_hold_on_both_their_days(ctx, at, root):
    top, low = make.service(at, "株式会社上"), make.service(at, "株式会社下")
    make.supply(at, top, low, from_on=date(2026, 4, 1), to_on=date(2026, 9, 30))
    engagement = make.engagement(at, root, top)
    depths = [
        there(chain_of(ctx, engagement, Moment(None, day))).deepest
        for day in (date(2026, 3, 31), date(2026, 4, 1), date(2026, 9, 30), date(2026, 10, 1))
    ]
    assert depths == [1, 2, 2, 1]


def test_an_unused_edge_is_drawn_and_what_lies_behind_it_is_not_counted(ctx, now, at, root):
    top, middle, low, other = (make.service(at, f"株式会社{n}") for n in ("上", "中", "下", "他"))
    first, _second = make.line(at, top, middle, low)
    make.line(at, top, other)
    engagement = make.engagement(at, root, top)
    make.use(at, engagement, first, is_unused=True)
    chain = there(chain_of(ctx, engagement, now))
    assert names(chain) == {("株式会社上", 1), ("株式会社他", 2)}
    assert set(chain.stops) == {top.id, middle.id, low.id, other.id}
    make.supply(at, other, low)
    assert ("株式会社下", 3) in names(chain_of(ctx, engagement, now))


def test_an_edge_recorded_twice_counts_once(ctx, now, at, root):
    top, low, same = (
        make.service(at, "株式会社上"),
        make.service(at, "株式会社下"),
        make.service(at, "株式会社同"),
    )
    kept, merged = make.supply(at, top, low), make.supply(at, top, same)
    merged.merged_into_id = kept.id
    audit.record(identity.context(at), Made.FOR_TEST, merged)
    db.session.commit()
    assert names(chain_of(ctx, make.engagement(at, root, top), now)) == {("株式会社上", 1), ("株式会社下", 2)}


# --- as at ---------------------------------------------------------------------------------


def before(moment_after):
    """The instant just before the newest event."""
    event = there(db.session.query(audit.AuditEvent).order_by(audit.AuditEvent.number.desc()).first())
    return Moment(event.at - timedelta(microseconds=1), moment_after.on)


def test_as_at_before_an_edge_was_added_it_is_not_there(ctx, now, at, root):
    top, low = make.service(at, "株式会社上"), make.service(at, "株式会社下")
    engagement = make.engagement(at, root, top)
    make.supply(at, top, low)
    assert there(chain_of(ctx, engagement, now)).deepest == 2
    assert there(chain_of(ctx, engagement, before(now))).deepest == 1


def test_as_at_an_edge_leads_where_it_led_then(ctx, now, at, root):
    top, old, new, deeper = (make.service(at, f"株式会社{n}") for n in ("上", "旧", "新", "奥"))
    edge = make.supply(at, top, old)
    make.supply(at, old, deeper)
    engagement = make.engagement(at, root, top)
    edge.base_service_id = new.id
    audit.record(identity.context(at), Made.FOR_TEST, edge)
    db.session.commit()
    assert names(chain_of(ctx, engagement, now)) == {("株式会社上", 1), ("株式会社新", 2)}
    assert names(chain_of(ctx, engagement, before(now))) == {
        ("株式会社上", 1), ("株式会社旧", 2), ("株式会社奥", 3),
    }  # fmt: skip
    upward = upward_of(ctx, organisation_of(deeper), before(now))
    assert [d.level for d in upward.found] == [3]
    assert not upward_of(ctx, organisation_of(deeper), now).found


def test_as_at_names_uses_and_consents_are_those_of_then(ctx, now, at, root):
    top, low = make.service(at, "株式会社上"), make.service(at, "株式会社下")
    edge = make.supply(at, top, low)
    engagement = make.engagement(at, root, top)
    make.granted(at, engagement, edge)
    register.renamed(at, organisation_of(low), "株式会社改名後")
    then = there(chain_of(ctx, engagement, before(now)))
    assert {stop.party.name for stop in then.counted} == {"株式会社上", "株式会社下"}
    assert then.uses[edge.id].state == ConsentState.GRANTED
    whole = chain_of(ctx, engagement, Moment(at - timedelta(days=1), now.on))
    assert whole is None


# --- many, upwards, scope ------------------------------------------------------------------


def test_many_chains_read_together_are_the_same_as_each_alone(ctx, now, at, root, real):
    through, direct, edge, _azure = real
    make.use(at, through, edge, is_unused=True)
    cases = [plain(Case, through), plain(Case, direct)]
    together = {there(chain.case).id: names(chain) for chain in chains_of(cases, now.on)}
    assert together == {e.id: names(chain_of(ctx, e, now)) for e in (through, direct)}


def test_a_service_has_its_chain_without_any_engagement(ctx, now, real):
    _through, _direct, edge, azure = real
    top = db.session.get_one(Service, edge.service_id)
    assert names(service_chain(ctx, top, now)) == {("株式会社FIXER", 1), ("Microsoft Corporation", 2)}
    assert names(service_chain(ctx, azure, now)) == {("Microsoft Corporation", 1)}


def test_upwards_an_engagement_that_does_not_use_the_edge_does_not_depend(ctx, now, at, real):
    through, direct, edge, azure = real
    make.use(at, through, edge, is_unused=True)
    assert [d.case.id for d in upward_of(ctx, organisation_of(azure), now).found] == [direct.id]


def test_upwards_ended_engagements_are_left_out(ctx, now, at, root, real):
    _through, _direct, _edge, azure = real
    make.engagement(at, root, azure, stage=Stage.ENDED)
    assert len(upward_of(ctx, organisation_of(azure), now).found) == 2


def test_upwards_engagements_of_other_units_are_counted_and_not_named(now, at, root, real, people):
    _through, _direct, _edge, azure = real
    other = identity.unit(at, "777", "別部", root)
    own = make.engagement(at, other, azure)
    clerk = identity.user(at, "clerk@tsubame.example", "別部の担当")
    identity.grant(at, clerk, Role.OFFICER, other)
    db.session.commit()
    upward = upward_of(context_of(clerk, at), organisation_of(azure), now)
    assert [d.case.id for d in upward.found] == [own.id]
    assert upward.hidden == 2


def test_upwards_with_the_whole_group(ctx, now, at, root, real):
    _through, _direct, _edge, azure = real
    child = register.organisation(at, "日本マイクロソフト株式会社", parent_id=azure.organisation_id)
    support = make.service(at, child, "保守")
    own = make.engagement(at, root, support)
    parent = organisation_of(azure)
    assert own.id not in {d.case.id for d in upward_of(ctx, parent, now).found}
    assert own.id in {d.case.id for d in upward_of(ctx, parent, now, with_group=True).found}
    assert len(upward_of(ctx, child, now, with_group=True).found) == 3


def test_a_contract_party_that_provides_nothing_itself_is_found(ctx, now, at, root, real):
    _through, _direct, _edge, azure = real
    reseller = register.organisation(at, "株式会社販売代理")
    engagement = make.engagement(at, root, azure, vendor_id=reseller.id)
    assert [(d.case.id, d.ways) for d in upward_of(ctx, reseller, now).found] == [(engagement.id, ())]
    assert there(there(chain_of(ctx, engagement, now)).other_vendor).name == "株式会社販売代理"
