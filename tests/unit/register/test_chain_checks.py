"""What is wrong with a chain, and where a consent stands: on chains made by hand."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import DomainError
from app.register.models import (
    Access,
    Category,
    ConsentKind,
    ConsentState,
    ForeignBasis,
    NoNumberReason,
    OrganisationKind,
    OutsourcingJudgement,
    PersonalDataBasis,
    ServiceModel,
    Stage,
    Substitutability,
)
from app.register.rules import consents
from app.register.rules.chain import Case, Judged, Link, Offer, Party, Use, put_together
from app.register.rules.chain_checks import CHECKS, MESSAGES, SEVERITIES, Check, checked
from app.register.rules.consents import Standing

DAY = date(2026, 4, 1)


def uuid(number):
    return UUID(int=number)


def party(number, name="", **given):
    facts = {
        "name": name or f"株式会社{number}号", "kind": OrganisationKind.COMPANY, "country": "JP",
        "corporate_number": None, "no_number_reason": NoNumberReason.NOT_YET_CHECKED, "no_number_note": "",
        "lei": None, "name_kana": "", "name_latin": "", "website": "", "invoice_number": None,
        "parent_id": None,
    }  # fmt: skip
    return Party(id=uuid(1000 + number), **{**facts, **given})


def offer(number, of=None, **given):
    facts = {"name": f"サービス{number}", "kind": "", "model": ServiceModel.SAAS, "is_placeholder": False,
             "ended_on": None}  # fmt: skip
    return Offer(
        id=uuid(number), organisation_id=uuid(1000 + (number if of is None else of)), **{**facts, **given}
    )


def link(upper, lower, **given):
    facts: dict[str, Any] = {
        "purpose": "", "countries": [], "regions": "", "substitutability": Substitutability.UNKNOWN,
        "from_on": None, "to_on": None, "noticed_on": None,
    }  # fmt: skip
    return Link(
        id=uuid(upper * 100 + lower + 5000),
        service_id=uuid(upper),
        base_service_id=uuid(lower),
        **{**facts, **given},
    )


def use(edge, **given):
    facts = {
        "is_unused": False, "countries": ["JP"], "regions": "", "data_classes": [], "access": Access.NONE,
        "consent_kind": ConsentKind.PRIOR, "exempt_reason": "", "state": ConsentState.GRANTED,
        "applied_on": DAY - timedelta(days=40), "objection_until_on": None,
        "decided_on": DAY - timedelta(days=30), "conditions": "", "expires_on": None,
    }  # fmt: skip
    return Use(id=uuid(9000), engagement_id=uuid(1), supply_id=edge.id, **{**facts, **given})


def case(**given):
    facts = {
        "number": "E-1", "title": "案件", "service_id": uuid(1), "vendor_id": uuid(1001), "unit_id": uuid(2),
        "owner_id": None, "category": Category.CLOUD, "stage": Stage.OPERATION,
        "outsourcing": OutsourcingJudgement.OUTSOURCING, "has_personal_data": False, "data_classes": [],
        "data_countries": [], "data_regions": "",
        "started_on": None, "ends_on": None,
    }  # fmt: skip
    return Case(id=uuid(1), **{**facts, **given})


def chain(links, uses=(), on=DAY, judgements=(), offers=None, parties=None, **facts):
    numbers = {1} | {end.int for one in links for end in (one.service_id, one.base_service_id)}
    known = offers or {uuid(n): offer(n) for n in numbers}
    people = parties or {uuid(1000 + n): party(n) for n in numbers}
    bare = put_together(uuid(1), links, known, people, {one.supply_id: one for one in uses}, on)
    own = case(**facts)
    return replace(
        bare, case=own, vendor=people.get(own.vendor_id),
        judgements={one.organisation_id: one for one in judgements},
    )  # fmt: skip


def found(made):
    return {result.check for result in checked(made)}


EDGE = link(1, 2)


def test_every_check_has_words_and_a_weight():
    assert set(MESSAGES) == set(SEVERITIES) == set(Check)
    assert len(CHECKS) == len({check.__name__ for check in CHECKS})


def test_a_chain_in_order_has_nothing_to_mend():
    assert found(chain([EDGE], [use(EDGE)])) == set()


@pytest.mark.parametrize(
    ("given", "standing", "check"),
    [
        (None, Standing.MISSING, Check.CONSENT_MISSING),
        ({"state": ConsentState.NOT_APPLIED}, Standing.MISSING, Check.CONSENT_MISSING),
        ({"state": ConsentState.APPLIED, "decided_on": None}, Standing.WAITING, Check.CONSENT_WAITING),
        ({"state": ConsentState.EXAMINED, "decided_on": None}, Standing.WAITING, Check.CONSENT_WAITING),
        ({"state": ConsentState.REFUSED}, Standing.REFUSED, Check.CONSENT_REFUSED),
        ({"state": ConsentState.WITHDRAWN}, Standing.WITHDRAWN, Check.CONSENT_WITHDRAWN),
        ({"expires_on": DAY - timedelta(days=1)}, Standing.EXPIRED, Check.CONSENT_EXPIRED),
        ({"expires_on": DAY}, Standing.GIVEN_SOON_OVER, None),
        ({"expires_on": DAY + timedelta(days=91)}, Standing.GIVEN, None),
        ({"decided_on": DAY + timedelta(days=1)}, Standing.WAITING, Check.CONSENT_WAITING),
        ({"consent_kind": ConsentKind.EXEMPT, "exempt_reason": "警備"}, Standing.EXEMPT, None),
        ({"consent_kind": ConsentKind.BLANKET}, Standing.GIVEN, None),
        ({"is_unused": True, "state": ConsentState.REFUSED}, Standing.UNUSED, None),
        # A consent that still holds while a new application is being dealt with.
        ({"state": ConsentState.APPLIED, "expires_on": DAY + timedelta(days=5)}, Standing.GIVEN_SOON_OVER, None),
        ({"state": ConsentState.APPLIED, "expires_on": DAY - timedelta(days=5)}, Standing.WAITING,
         Check.CONSENT_WAITING),
    ],
)  # fmt: skip
def test_where_a_consent_stands_and_what_the_check_says(given, standing, check):
    made = chain([EDGE], [] if given is None else [use(EDGE, **given)])
    assert consents.standing_of(made, EDGE) == standing
    assert found(made) - {Check.COUNTRY_UNKNOWN} == ({check} if check else set())


@pytest.mark.parametrize(
    ("until", "standing"), [(0, Standing.OBJECTION_OPEN), (-1, Standing.GIVEN), (3, Standing.OBJECTION_OPEN)]
)
def test_after_a_notice_silence_is_consent_once_the_time_is_over(until, standing):
    notice = use(
        EDGE, consent_kind=ConsentKind.NOTICE, state=ConsentState.APPLIED, decided_on=None,
        objection_until_on=DAY + timedelta(days=until),
    )  # fmt: skip
    made = chain([EDGE], [notice])
    assert consents.standing_of(made, EDGE) == standing
    is_given = standing == Standing.GIVEN
    assert consents.consented_on(notice) == DAY + timedelta(days=until + 1)
    assert (Check.OBJECTION_OPEN in found(made)) != is_given


@pytest.mark.parametrize(
    "facts",
    [
        {"outsourcing": OutsourcingJudgement.NOT_OUTSOURCING},
        {"outsourcing": OutsourcingJudgement.NOT_JUDGED, "category": Category.PURCHASE},
        {"stage": Stage.ENDED},
        {"stage": Stage.DROPPED},
    ],
)
def test_consent_is_not_due_for_every_engagement(facts):
    made = chain([EDGE], **facts)
    assert consents.standing_of(made, EDGE) == Standing.NOT_DUE
    assert not found(made) & {Check.CONSENT_MISSING, Check.NOT_JUDGED}


def test_where_nobody_has_judged_the_engagement_that_is_what_is_said():
    made = chain([EDGE], outsourcing=OutsourcingJudgement.NOT_JUDGED)
    assert Check.NOT_JUDGED in found(made)
    assert Check.CONSENT_MISSING not in found(made)
    assert consents.standing_of(made, EDGE) == Standing.UNJUDGED


def test_consent_is_due_between_sister_companies_and_not_within_one():
    sister = {uuid(1001): party(1), uuid(1002): party(2, parent_id=uuid(1001))}
    assert Check.CONSENT_MISSING in found(chain([EDGE], parties=sister))
    own = {uuid(1): offer(1), uuid(2): offer(2, of=1)}
    assert Check.CONSENT_MISSING not in found(chain([EDGE], offers=own, parties={uuid(1001): party(1)}))


def test_consent_is_due_at_every_level_and_only_for_what_is_used():
    second = link(2, 3)
    made = chain([EDGE, second], [use(EDGE)])
    assert consents.standing_of(made, second) == Standing.MISSING
    made = chain([EDGE, second], [use(EDGE, is_unused=True)])
    assert consents.standing_of(made, second) == Standing.UNUSED
    assert found(made) == set()


@pytest.mark.parametrize(
    ("to_on", "ends_on", "is_told"),
    [
        (DAY + timedelta(days=9), DAY + timedelta(days=10), True),
        (DAY + timedelta(days=10), DAY + timedelta(days=10), False),
        (DAY + timedelta(days=9), None, True),
        (None, DAY, False),
    ],
)
def test_an_edge_that_ends_before_its_engagement(to_on, ends_on, is_told):
    edge = link(1, 2, to_on=to_on)
    assert (Check.SUPPLY_ENDS in found(chain([edge], [use(edge)], ends_on=ends_on))) == is_told


def test_personal_data_abroad_needs_a_basis_for_that_organisation():
    abroad = use(EDGE, countries=["JP", "US"])
    assert Check.ABROAD_WITHOUT_BASIS in found(chain([EDGE], [abroad], has_personal_data=True))
    assert Check.ABROAD_WITHOUT_BASIS not in found(chain([EDGE], [abroad], has_personal_data=False))
    assert Check.ABROAD_WITHOUT_BASIS not in found(chain([EDGE], [use(EDGE)], has_personal_data=True))

    def judged(number, basis):
        return Judged(uuid(1), uuid(1000 + number), PersonalDataBasis.ENTRUSTED, basis)

    for number, basis, is_told in (
        (2, ForeignBasis.CONSENT, False),
        (2, None, True),
        (1, ForeignBasis.CONSENT, True),
    ):
        made = chain([EDGE], [abroad], has_personal_data=True, judgements=[judged(number, basis)])
        assert (Check.ABROAD_WITHOUT_BASIS in found(made)) == is_told
    direct = chain([EDGE], [use(EDGE)], has_personal_data=True, data_countries=["SG"])
    (result,) = [one for one in checked(direct) if one.check == Check.ABROAD_WITHOUT_BASIS]
    assert (result.subject_id, result.params["countries"]) == (uuid(1001), "SG")


def test_a_country_nobody_has_recorded():
    assert Check.COUNTRY_UNKNOWN in found(chain([EDGE], [use(EDGE, countries=[])]))
    assert Check.COUNTRY_UNKNOWN in found(chain([EDGE]))


@pytest.mark.parametrize(
    ("first", "second", "is_told"),
    [
        ({"name": "株式会社ＡＢＣ"}, {"name": "（株）ABC"}, True),
        ({"name": "AWS"}, {"name": "Amazon Web Services, Inc."}, True),
        ({"corporate_number": "4011001098993"}, {"corporate_number": "4011001098993"}, True),
        ({"name": "株式会社甲"}, {"name": "株式会社乙"}, False),
    ],
)
def test_the_same_organisation_recorded_twice(first, second, is_told):
    parties = {uuid(1001): party(1, **first), uuid(1002): party(2, **second)}
    assert (Check.RECORDED_TWICE in found(chain([EDGE], [use(EDGE)], parties=parties))) == is_told


def test_circles_loops_and_placeholders():
    edges = [EDGE, link(2, 1), link(2, 2)]
    made = chain(edges, [use(edge) for edge in edges])
    assert found(made) == {Check.CIRCLE, Check.SELF_LOOP}
    general = {uuid(1): offer(1), uuid(2): offer(2, is_placeholder=True)}
    assert found(chain([EDGE], [use(EDGE)], offers=general)) == {Check.PLACEHOLDER}


def test_a_contract_party_that_is_not_the_provider_is_noted():
    parties = {uuid(1001): party(1), uuid(1002): party(2), uuid(1009): party(9)}
    made = chain([EDGE], [use(EDGE)], parties=parties, vendor_id=uuid(1009))
    assert found(made) == {Check.OTHER_VENDOR}
    assert made.other_vendor == parties[uuid(1009)]


def test_the_gravest_comes_first():
    third = link(2, 3)
    severities = [result.severity for result in checked(chain([EDGE, third], [use(EDGE, countries=[])]))]
    assert severities == sorted(severities, key=list(type(severities[0])).index)
    assert len(set(severities)) > 1


def test_an_edge_merged_into_another_does_not_hold():
    assert not chain([replace(EDGE, merged_into_id=uuid(7))]).links


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)), max_size=14, unique=True), st.data())
def test_the_closure_is_what_can_be_reached_by_edges_in_use(pairs, data):
    links = [link(upper, lower) for upper, lower in pairs]
    drawn = data.draw(st.lists(st.sampled_from(range(len(links))), unique=True)) if links else []
    unused = [links[at] for at in drawn]
    made = chain(links, [use(edge, is_unused=True) for edge in unused])

    def reached(edges):
        known, grown = {uuid(1)}, True
        while grown:
            more = {edge.base_service_id for edge in edges if edge.service_id in known} - known
            known, grown = known | more, bool(more)
        return known

    ids = {edge.id for edge in unused}
    assert {stop.offer.id for stop in made.counted} == reached([edge for edge in links if edge.id not in ids])
    assert set(made.stops) == reached(links)
    assert all(stop.ways for stop in made.stops.values())


@pytest.mark.parametrize("state", list(ConsentState))
def test_only_the_moves_of_the_table_are_made(state):
    for to in ConsentState:
        if to in consents.MOVES[state]:
            consents.check_move(state, to)
        else:
            with pytest.raises(DomainError):
                consents.check_move(state, to)
