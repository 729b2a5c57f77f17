"""What becomes of two records of one organisation."""

from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import DomainError
from app.register.models import Access, ConsentState
from app.register.rules import merging as rules


@dataclass
class Edge:
    service_id: UUID
    base_service_id: UUID
    id: UUID = field(default_factory=uuid4)


NODES = [UUID(int=number) for number in range(8)]


@given(
    st.sets(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)), max_size=40),
    st.dictionaries(st.sampled_from(NODES[:4]), st.sampled_from(NODES[4:]), max_size=4),
)
def test_edges_move_or_fold_and_none_is_lost(pairs, joined):
    edges = [Edge(*pair) for pair in sorted(pairs)]
    plan = rules.plan_edges(edges, joined)
    touched = {e.id for e in edges if e.service_id in joined or e.base_service_id in joined}
    moved, folded = {e.id for e, *_ in plan.moved}, {e.id for e, _ in plan.folded}
    assert moved | folded == touched
    assert not moved & folded
    after = {e.id: (e.service_id, e.base_service_id) for e in edges if e.id not in touched}
    after |= {e.id: (service, base) for e, service, base in plan.moved}
    assert len(set(after.values())) == len(after)
    wanted = {(joined.get(a, a), joined.get(b, b)) for a, b in pairs}
    assert set(after.values()) == wanted
    assert all(stays.id in after for _, stays in plan.folded)
    looped = {
        e.id for e, service, base in plan.moved if service == base and e.service_id != e.base_service_id
    }
    assert plan.loops == len(looped)


def use(**given):
    values = dict.fromkeys(rules.CONSENT) | {
        "state": ConsentState.NOT_APPLIED, "is_unused": False, "data_classes": [], "access": Access.UNKNOWN,
        "regions": "", "conditions": "", "note": "", "countries": [],
    }  # fmt: skip
    return SimpleNamespace(**{**values, **given})


def test_the_application_that_went_further_stands():
    kept = use(countries=["JP"], data_classes=["personal"], note="当方")
    other = use(
        state=ConsentState.GRANTED, decided_on=date(2026, 4, 1), countries=["US"], conditions="国内に限る"
    )
    filled = rules.use_filled(kept, other)
    assert filled["state"] == ConsentState.GRANTED
    assert filled["decided_on"] == date(2026, 4, 1)
    assert filled["countries"] == ["JP", "US"]
    assert filled["data_classes"] == ["personal"]
    assert filled["conditions"] == "国内に限る"
    back = rules.use_filled(other, kept)
    assert "state" not in back
    assert back["note"] == "当方"


def test_the_later_judgement_stands():
    blank = {name: None for names in rules.JUDGED for name in names}
    kept = SimpleNamespace(**{**blank, "personal_data": "none", "personal_data_on": date(2026, 1, 1)})
    later = SimpleNamespace(**{**blank, "personal_data": "entrusted", "personal_data_on": date(2026, 2, 1)})
    assert rules.judgement_filled(kept, later)["personal_data"] == "entrusted"
    assert rules.judgement_filled(later, kept) == {}
    assert rules.judgement_filled(SimpleNamespace(**blank), kept)["personal_data"] == "none"


def party(**given):
    values = {name: None for names in rules.CHOSEN for name in names} | {
        "id": uuid4(), "merged_into_id": None, "corporate_number": None, "lei": None, "no_number_reason": "other",
        "no_number_note": "", "name": "甲", "kind": "company",
    }  # fmt: skip
    return SimpleNamespace(**{**values, **given})


NAMES = ("name", "address", "corporate_number", "lei", "no_number_reason", "no_number_note", "parent_id")


def test_what_is_there_is_proposed_over_what_is_not():
    (choice,) = rules.choices(party(address="東京都"), party())
    assert (choice.key, choice.takes_loser) == ("address", True)
    assert rules.choices(party(), party(address="東京都")) == []


def test_the_number_that_exists_stays_and_needs_no_reason():
    facts = rules.facts_after(party(corporate_number="4011001098993"), party(), (), NAMES)
    assert facts["corporate_number"] == "4011001098993"
    assert facts["no_number_reason"] is None


def test_a_parent_that_turned_out_to_be_the_same_is_skipped():
    above = uuid4()
    loser = party(parent_id=above)
    winner = party(parent_id=loser.id)
    assert rules.facts_after(loser, winner, (), NAMES)["parent_id"] == above


@pytest.mark.parametrize(
    ("one", "other", "message"),
    [
        ({"corporate_number": "1"}, {"corporate_number": "2"}, rules.TWO_NUMBERS),
        ({"lei": "A"}, {"lei": "B"}, rules.TWO_LEIS),
        ({"kind": "individual"}, {}, rules.TWO_KINDS),
        ({"merged_into_id": uuid4()}, {}, rules.ALREADY),
    ],
)
def test_two_that_cannot_be_one_are_refused(one, other, message):
    with pytest.raises(DomainError) as refused:
        rules.check_two(party(**one), party(**other))
    assert refused.value.message == message
