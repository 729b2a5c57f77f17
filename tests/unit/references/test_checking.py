"""自己点検: an item conforms only where both halves do, and by no reference outside its premises."""

from datetime import date

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from app.references.models import Acts, Conformity, OwnState, VersionState
from app.references.rules import checking as rules
from app.references.rules.checking import Ground, Own, Premises, Result, Said, Theirs, Use
from app.register.models import ServiceModel as M

ON = date(2026, 11, 20)
CAN = Said("統1", Conformity.CONFORMABLE, needed="手順を定める")
IF = Said("統1", Conformity.CONDITIONAL, conformity_note="専用線でつなぐ場合")
OUT = Said("統1", Conformity.OUT_OF_SCOPE)
DONE = Own(OwnState.DONE, "規程第3条")

SAID = st.none() | st.builds(
    Said, st.just("統1"), st.none() | st.sampled_from(Conformity), st.none() | st.sampled_from(Acts),
    st.none() | st.sampled_from(Acts), st.sampled_from(["", "手順"]), st.sampled_from(["", "説明"]),
)  # fmt: skip
OWN = st.none() | st.builds(
    Own,
    st.none() | st.sampled_from(OwnState),
    st.sampled_from(["", "規程第3条"]),
    st.booleans(),
    st.booleans(),
)


@drawn(SAID, OWN, st.booleans())
def test_an_item_never_conforms_unless_both_halves_do(said, own, outside):
    if rules.result(said, own, outside=outside) != Result.CONFORMS:
        return
    theirs = rules.theirs(said)
    assert not outside
    assert theirs != Theirs.OPEN
    state = own.state if own else None
    is_ours_done = state in (OwnState.DONE, OwnState.NOT_NEEDED) and own.measure
    assert is_ours_done or (theirs == Theirs.ALONE and state is None)
    assert own is None or not own.is_to_confirm
    is_conditional = said is not None and said.conformity == Conformity.CONDITIONAL
    assert not is_conditional or (own is not None and own.is_condition_met and own.measure)


@drawn(SAID, OWN)
def test_nothing_but_outside_is_said_outside_the_premises(said, own):
    assert rules.result(said, own, outside=True) == Result.OUTSIDE


@pytest.mark.parametrize(
    ("said", "theirs"),
    [
        (None, Theirs.OPEN),
        (Said("統1"), Theirs.OPEN),
        (CAN, Theirs.HOLDS),
        (OUT, Theirs.OURS_ALONE),
        (Said("統1", None, Acts.YES, Acts.YES), Theirs.OPEN),
        (Said("統1", None, Acts.YES, Acts.YES, information="SLAがある"), Theirs.RESPONDED),
        (Said("統1", None, Acts.YES, Acts.NO, information="SLAがある"), Theirs.ALONE),
        (Said("統1", None, Acts.YES, Acts.NO, needed="確認する", information="SLAがある"), Theirs.RESPONDED),
        (Said("統1", None, Acts.NO, Acts.YES), Theirs.OURS_ALONE),
        (Said("統1", None, Acts.NO, Acts.NO), Theirs.OPEN),
        (Said("統1", Conformity.CONFORMABLE, Acts.YES, Acts.NO), Theirs.ALONE),
        (Said("統1", Conformity.CONFORMABLE, Acts.YES, Acts.YES, information="SLAがある"), Theirs.HOLDS),
        (IF, Theirs.CONDITIONAL),
        (Said("統1", Conformity.CONDITIONAL, Acts.YES, Acts.NO), Theirs.CONDITIONAL),
        (Said("統1", Conformity.CONDITIONAL, Acts.NO, Acts.YES), Theirs.CONDITIONAL),
        (Said("統1", Conformity.CONDITIONAL, Acts.NO, Acts.NO), Theirs.OPEN),
    ],
)
def test_the_providers_half_is_what_the_record_says(said, theirs):
    assert rules.theirs(said) == theirs


@pytest.mark.parametrize(
    ("said", "own", "result"),
    [
        (CAN, DONE, Result.CONFORMS),
        (CAN, None, Result.OPEN),
        (CAN, Own(OwnState.PARTLY), Result.PARTLY),
        (CAN, Own(OwnState.NOT_DONE), Result.FAILS),
        (CAN, Own(OwnState.NOT_NEEDED), Result.OPEN),
        (CAN, Own(OwnState.NOT_NEEDED, "対象の機能を使わない"), Result.CONFORMS),
        (CAN, Own(OwnState.DONE), Result.OPEN),
        (CAN, Own(OwnState.DONE, "　"), Result.OPEN),
        (OUT, Own(OwnState.DONE), Result.OPEN),
        (Said("統1", Conformity.CONFORMABLE, Acts.YES, Acts.NO), Own(OwnState.DONE), Result.OPEN),
        (CAN, Own(OwnState.DONE, "規程第3条", is_to_confirm=True), Result.OPEN),
        (OUT, DONE, Result.CONFORMS),
        (OUT, None, Result.OPEN),
        (None, DONE, Result.OPEN),
        (None, Own(OwnState.NOT_DONE), Result.FAILS),
        (Said("統1", Conformity.CONFORMABLE, Acts.YES, Acts.NO), None, Result.CONFORMS),
        (IF, None, Result.OPEN),
        (IF, DONE, Result.OPEN),
        (IF, Own(OwnState.DONE, "専用線を使う"), Result.OPEN),
        (IF, Own(OwnState.DONE, is_condition_met=True), Result.OPEN),
        (IF, Own(OwnState.DONE, "専用線を使う", is_condition_met=True), Result.CONFORMS),
        (IF, Own(OwnState.NOT_NEEDED, "専用線を使う", is_condition_met=True), Result.CONFORMS),
        (IF, Own(OwnState.DONE, "専用線を使う", is_to_confirm=True, is_condition_met=True), Result.OPEN),
        (IF, Own(OwnState.PARTLY, "準備中"), Result.OPEN),
        (IF, Own(OwnState.PARTLY, "準備中", is_condition_met=True), Result.PARTLY),
        (IF, Own(OwnState.NOT_DONE), Result.FAILS),
    ],
)
def test_both_halves_make_the_result(said, own, result):
    assert rules.result(said, own) == result


@pytest.mark.parametrize(
    ("said", "own", "is_open"),
    [
        (IF, None, True),
        (IF, DONE, True),
        (IF, Own(OwnState.DONE, "専用線を使う", is_condition_met=True), False),
        (CAN, DONE, False),
        (None, None, False),
    ],
)
def test_a_condition_is_open_until_somebody_has_seen_to_it(said, own, is_open):
    (line,) = rules.joined(
        [], {"統1": said} if said else {}, {"統1": own} if own else {"統1": Own()}, outside=False
    )
    assert line.is_condition_open is is_open


@pytest.mark.parametrize(
    ("said", "is_without"),
    [
        (Said("統1", None, Acts.YES, Acts.YES, information="SLAがある"), True),
        (Said("統1", None, Acts.YES, Acts.NO, information="SLAがある"), True),
        (Said("統1", Conformity.CONFORMABLE, Acts.YES, Acts.NO), False),
        (Said("統1", None, Acts.NO, Acts.YES), False),
        (CAN, False),
    ],
)
def test_what_counts_by_a_response_without_a_word_on_conformity_is_known(said, is_without):
    (line,) = rules.joined([], {"統1": said}, {}, outside=False)
    assert line.is_without_conformity is is_without


def premises(**given):
    return Premises(**{"state": VersionState.PUBLISHED, "models": ["iaas"], "as_of_on": ON, **given})


@pytest.mark.parametrize(
    ("given", "use", "found"),
    [
        ({}, Use(M.IAAS, M.IAAS), []),
        ({}, Use(M.SAAS, M.IAAS, is_direct=False), [Ground.OTHER_MODEL]),
        ({}, Use(M.MANAGED, M.IAAS, is_direct=False), []),
        ({}, Use(M.MANAGED, M.IAAS), [Ground.OTHER_MODEL]),
        ({}, Use(M.UNKNOWN, M.UNKNOWN), [Ground.MODEL_UNKNOWN]),
        ({}, Use(M.IAAS, None, is_direct=False), [Ground.NOT_REACHED]),
        ({"models": []}, Use(M.SAAS, M.SAAS), [Ground.MODELS_UNSTATED]),
        ({"models": []}, Use(M.UNKNOWN, M.UNKNOWN), [Ground.MODELS_UNSTATED]),
        ({"models": []}, Use(M.IAAS, None, is_direct=False), [Ground.NOT_REACHED, Ground.MODELS_UNSTATED]),
        ({"as_of_on": date(2024, 11, 20)}, Use(M.IAAS, M.IAAS), []),
        ({"as_of_on": date(2024, 11, 19)}, Use(M.IAAS, M.IAAS), [Ground.TOO_OLD]),
        ({"as_of_on": None}, Use(M.IAAS, M.IAAS), [Ground.NO_DAY]),
        ({"newer": 2}, Use(M.IAAS, M.IAAS), [Ground.SUPERSEDED]),
        ({"state": VersionState.WITHDRAWN}, Use(M.IAAS, M.IAAS), [Ground.WITHDRAWN]),
        ({"is_reference_withdrawn": True}, Use(M.IAAS, M.IAAS), [Ground.WITHDRAWN]),
    ],
)
def test_use_outside_the_premises_is_told_with_its_grounds(given, use, found):
    assert list(rules.grounds(premises(**given), use, ON, 24)) == found


def test_its_age_alone_is_worth_knowing_and_keeps_nothing_from_conforming():
    assert not rules.is_outside([Ground.NO_DAY])
    assert not rules.is_outside([Ground.TOO_OLD])
    assert rules.is_outside([Ground.TOO_OLD, Ground.WITHDRAWN])
    assert rules.is_outside([Ground.MODELS_UNSTATED])


def test_items_come_in_the_order_of_the_edition_and_then_what_only_one_side_names():
    lines = rules.joined(
        ["統1", "統2"], {"統2": Said("統2"), "補1": Said("補1")}, {"統9": DONE}, outside=False
    )
    assert [line.item for line in lines] == ["統1", "統2", "補1", "統9"]
    assert rules.counted(lines)[Result.OPEN] == 4


def test_what_was_answered_goes_along_and_what_reads_otherwise_is_told():
    moved = rules.moved(["統1", "統2", "統3"], {"統1": "a", "統2": "b"}, {"統1": "a", "統2": "c", "統3": "d"})
    assert (moved.same, moved.changed) == (("統1",), ("統2", "統3"))
