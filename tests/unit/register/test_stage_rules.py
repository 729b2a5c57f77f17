"""The table of moves and gates."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.core.errors import DomainError
from app.register.models import ForeignBasis, OutsourcingJudgement, PersonalDataBasis, Stage
from app.register.rules import stages
from app.register.rules.stages import CheckFacts, Evidence, Found, Gate, Item, Need, Way

TODAY = date(2026, 11, 20)
SINCE = date(2026, 5, 20)
BARE = Evidence(today=TODAY, screened_since=SINCE)
GATES = stages.gates_of(stages.DEFAULT_GATES)


def met(item: Item, evidence: Evidence) -> Found:
    return stages.requirements(Gate({item.value: Need.MUST}), evidence)[0].found


COMPUTED: list[tuple[Item, dict[str, Any], dict[str, Any]]] = [
    (Item.OUTSOURCING_JUDGED, {}, {"outsourcing": OutsourcingJudgement.NOT_OUTSOURCING}),
    (Item.PERSONAL_DATA_JUDGED, {"has_personal_data": None}, {"has_personal_data": False}),
    (Item.PERSONAL_DATA_JUDGED, {"has_personal_data": True},
     {"has_personal_data": True, "vendor_personal_data": PersonalDataBasis.CLOUD_EXCEPTION}),
    (Item.FOREIGN_JUDGED, {"has_personal_data": True, "is_abroad": True},
     {"has_personal_data": True, "is_abroad": True, "vendor_foreign": ForeignBasis.CONSENT}),
    (Item.FOREIGN_JUDGED, {"has_personal_data": None, "is_abroad": True}, {"is_abroad": False}),
    (Item.TIER_COMPUTED, {}, {"tier": "strict"}),
    (Item.SCREENED, {"cleared_on": date(2026, 5, 19)}, {"cleared_on": date(2026, 5, 20)}),
    (Item.DECIDED, {}, {"decided_on": TODAY}),
    (Item.CONTRACT_SIGNED, {}, {"contract_signed_on": TODAY}),
    (Item.SIGNED_AFTER_DECISION, {"decided_on": TODAY}, {"decided_on": TODAY, "contract_signed_on": TODAY}),
    (Item.CONTACTS, {}, {"contacts": 1}),
    (Item.CONSENTS, {"open_consents": 1}, {}),
    (Item.LEDGER_COMPLETE, {"missing_fields": ["purpose"]}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("item", "without", "there"), COMPUTED)
def test_each_item_is_missing_without_and_met_with_what_it_asks_for(
    item: Item, without: dict[str, Any], there: dict[str, Any]
) -> None:
    assert met(item, replace(BARE, **without)) == Found.MISSING
    assert met(item, replace(BARE, **there)) == Found.MET


def test_every_item_is_covered_by_the_table_or_is_a_check() -> None:
    assert {row[0] for row in COMPUTED} | stages.CHECKS == set(Item)
    assert set(stages.MIRRORED) <= stages.CHECKS


@pytest.mark.parametrize("item", sorted(stages.CHECKS))
def test_a_check_is_met_by_a_day_or_by_not_applying(item: Item) -> None:
    assert met(item, BARE) == Found.MISSING
    for check in (CheckFacts(TODAY), CheckFacts(None, is_not_applicable=True)):
        assert met(item, replace(BARE, checks={item.value: check})) == Found.MET


def test_a_contract_signed_before_the_decision_needs_a_reason_and_blocks_nothing() -> None:
    early = replace(BARE, decided_on=TODAY, contract_signed_on=date(2026, 11, 19))
    found = stages.requirements(Gate({Item.SIGNED_AFTER_DECISION.value: Need.MUST}), early)
    assert found[0].found == Found.AFTER_THE_FACT
    assert not found[0].blocks
    assert stages.is_after_the_fact(found)
    assert stages.needs_reason(Way.FORWARD, found, Stage.READINESS)
    assert not stages.needs_reason(Way.FORWARD, [], Stage.READINESS)


def test_what_is_only_shown_never_blocks() -> None:
    gate = Gate({Item.DECIDED.value: Need.ADVISE, Item.TIER_COMPUTED.value: Need.MUST})
    blocking = [one.item for one in stages.requirements(gate, BARE) if one.blocks]
    assert blocking == [Item.TIER_COMPUTED]


def test_the_gates_as_delivered_ask_for_what_the_model_says() -> None:
    def musts(come: Stage, to: Stage) -> set[str]:
        return {item for item, need in GATES[come, to].items.items() if need == Need.MUST}

    assert musts(Stage.SELECTION, Stage.DECISION) == {
        Item.OUTSOURCING_JUDGED, Item.PERSONAL_DATA_JUDGED, Item.TIER_COMPUTED, Item.VENDOR_ASSESSED, Item.COMPARED,
        Item.SCREENED, Item.SYSTEM_OPINION,
    }  # fmt: skip
    assert musts(Stage.DECISION, Stage.CONTRACT) == {Item.DECIDED}
    assert Item.SIGNED_AFTER_DECISION in musts(Stage.CONTRACT, Stage.READINESS)
    assert musts(Stage.EXIT_PREPARATION, Stage.ENDED) == {
        Item.ACCESS_CUT, Item.DATA_RETURNED, Item.ERASURE_PROVED, Item.LEDGER_UPDATED,
    }  # fmt: skip
    assert set(GATES) == set(stages.FORWARD_MOVES)
    stages.check_gates(stages.gates_as_json(GATES))


def test_no_stage_can_be_jumped_over_and_every_stage_can_be_left() -> None:
    for come, moves in stages.MOVES.items():
        forward = [to for to, way in moves.items() if way == Way.FORWARD]
        assert len(forward) <= 1
        assert moves
        if come in stages.MAIN_WAY and forward:
            way = stages.MAIN_WAY
            assert forward == [way[way.index(come) + 1]]
    with pytest.raises(DomainError):
        stages.way_of(Stage.PLANNING, Stage.OPERATION)


def test_an_engagement_at_work_can_be_neither_dropped_nor_cancelled() -> None:
    for come in (Stage.OPERATION, Stage.EXIT_PREPARATION, Stage.ENDED):
        assert not {Stage.DROPPED, Stage.CANCELLED} & set(stages.MOVES[come])
    for come in stages.CLOSED:
        assert set(stages.MOVES[come].values()) == {Way.REOPEN}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("x", stages.GATES_SHAPE),
        ([{"from": "planning", "to": "ended", "items": {}, "is_two_person": False}], stages.MOVE_UNKNOWN),
        ([{"from": "planning", "to": "selection", "items": {"x": "must"}, "is_two_person": False}],
         stages.ITEM_UNKNOWN),
        ([{"from": "planning", "to": "selection", "items": {"decided": "maybe"}, "is_two_person": False}],
         stages.ITEM_UNKNOWN),
        ([{"from": "planning", "to": "selection", "items": {}, "is_two_person": 1}], stages.GATES_SHAPE),
    ],
)  # fmt: skip
def test_an_unsound_table_of_gates_is_refused_by_name(value: Any, message: str) -> None:
    with pytest.raises(DomainError) as refused:
        stages.check_gates(value)
    assert refused.value.message == message


def test_checks_of_our_own_may_stand_in_a_gate_once_they_are_defined() -> None:
    gate = [
        {
            "from": "planning",
            "to": "selection",
            "items": {"own:budget": "must"},
            "is_two_person": True,
        }
    ]
    with pytest.raises(DomainError):
        stages.check_gates(gate)
    stages.check_gates(gate, {"budget"})
    own = stages.gates_of(gate)[Stage.PLANNING, Stage.SELECTION]
    assert own.is_two_person
    assert stages.requirements(own, BARE)[0].blocks
