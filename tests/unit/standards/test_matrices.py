"""責任分界: what answers, actors and rulings make of a template, and what is left to be settled."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.standards.content.loading import load_all
from app.standards.content.matrices import Matrix
from app.standards.content.vocabulary import Respondent
from app.standards.rules.addressing import Addressed, Addressees
from app.standards.rules.matrices import (
    Bound,
    Gap,
    GapKind,
    Mark,
    Ruled,
    Side,
    carried,
    find_gap,
    gaps,
    resolve,
)

K = GapKind
TITLE = {"ja": "題", "en": "title"}


def duty(actor, does="yes", accountable="no", proof="no", **more):
    return {"actor": actor, "does": does, "accountable": accountable, "proof": proof, **more}


def row(row_id, *duties):
    return {
        "id": row_id, "chapter": TITLE, "label": f"({row_id})", "items": ["統1"], "duties": list(duties),
        "sources": [{"from": "S1"}],
    }  # fmt: skip


def matrix(*rows, conditions=("who",)):
    options = [{"key": key, "label": TITLE} for key in ("a", "b", "c")]
    return Matrix.model_validate({
        "key": "m", "version": 1, "service": TITLE, "edition": "fisc/9", "title": TITLE, "about": TITLE,
        "actors": [{"key": key, "title": TITLE} for key in ("bank", "vendor")],
        "conditions": [{"key": key, "question": TITLE, "options": options} for key in conditions],
        "rows": list(rows),
    })  # fmt: skip


def when(*values, condition="who"):
    return {"condition": condition, "in": list(values)}


def mark(resolved, actor="bank", side=Side.DOES, at=0):
    return next(cell for cell in resolved.rows[at].cells if cell.actor == actor).sides[side]


def kinds(resolved):
    return {(gap.kind, gap.side) for gap in gaps(resolved) if gap.row}


HANGING = matrix(row("r1", duty("bank", "conditional", when=when("a", "b")), duty("vendor", "no")))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [({}, Mark.OPEN), ({"who": "b"}, Mark.YES), ({"who": "c"}, Mark.NOT_BY_CONDITION),
     ({"who": "no option"}, Mark.OPEN)],
)  # fmt: skip
def test_a_conditional_duty_follows_its_condition(answer, expected):
    told = mark(resolve(HANGING, answer, {}, {}))
    assert (told.mark, told.condition, told.options) == (expected, "who", ("a", "b"))
    assert mark(resolve(HANGING, answer, {}, {}), "vendor").mark == Mark.NO  # the template's own no


def test_each_side_has_its_own_condition_or_that_of_doing_it():
    conditional = duty("bank", "conditional", "conditional", "conditional", when=when("a"),
                       when_proof=when("a", condition="else"))  # fmt: skip
    content = matrix(row("r1", conditional), conditions=("who", "else"))
    found = resolve(content, {"who": "a", "else": "b"}, {}, {})
    assert [mark(found, side=side).mark for side in Side] == [Mark.YES, Mark.YES, Mark.NOT_BY_CONDITION]
    assert [mark(found, side=side).condition for side in Side] == ["who", "who", "else"]


def test_an_actor_that_the_row_does_not_name_is_unknown_and_not_nobody():
    found = resolve(matrix(row("r1", duty("bank", "no"))), {"who": "a"}, {}, {})
    assert mark(found, "vendor").mark == Mark.UNKNOWN
    assert (K.NOBODY, Side.DOES) not in kinds(found)
    unknown = find_gap(found, "unknown.r1.does")
    assert unknown is not None
    assert unknown.actors == ("vendor",)


def test_who_takes_no_part_does_nothing_and_a_ruling_stands_over_all():
    content = matrix(row("r1", duty("bank", "unknown"), duty("vendor")))
    absent = {"vendor": Bound(is_known=False, is_absent=True)}
    assert mark(resolve(content, {}, absent, {}), "vendor").mark == Mark.ABSENT
    ruled = {("r1", "vendor"): Ruled({Side.DOES: True}, "契約第3条")}
    told = resolve(content, {}, absent, ruled)
    assert (mark(told, "vendor").mark, mark(told, "vendor").is_ruled) == (Mark.YES, True)
    assert mark(told, "vendor", Side.PROOF).mark == Mark.ABSENT
    assert told.rows[0].cells[1].reason == "契約第3条"


def test_an_actor_of_our_own_stands_behind_those_of_the_template_and_is_silent():
    bindings = {"own-1": Bound(is_known=True, title="回線事業者")}
    found = resolve(HANGING, {}, bindings, {})
    assert [(actor.key, actor.own_title) for actor in found.actors][-1] == ("own-1", "回線事業者")
    assert mark(found, "own-1").mark == Mark.UNKNOWN


@pytest.mark.parametrize(
    ("bank", "vendor", "answer", "expected"),
    [
        (("no", "yes", "yes"), ("no", "no", "no"), {}, {(K.NOBODY, Side.DOES)}),
        (("yes", "yes", "yes"), ("no", "yes", "no"), {}, {(K.TWO_ACCOUNTABLE, Side.ACCOUNTABLE)}),
        (("yes", "no", "yes"), ("no", "no", "no"), {}, {(K.NOBODY_ACCOUNTABLE, Side.ACCOUNTABLE)}),
        (("yes", "yes", "no"), ("no", "no", "no"), {}, {(K.NO_PROOF, Side.PROOF)}),
        (("yes", "yes", "unknown"), ("no", "no", "no"), {}, {(K.UNKNOWN, Side.PROOF)}),
        (("yes", "yes", "yes"), ("no", "no", "no"), {}, set()),
        (("conditional", "no", "unknown"), ("no", "no", "no"), {"who": "c"}, {(K.FELL_AWAY, Side.DOES)}),
        # Open is the matter of the condition, told once; it is not told again in each row.
        (("conditional", "yes", "yes"), ("no", "no", "no"), {}, set()),
    ],
)
def test_what_is_left_to_be_settled_in_a_row(bank, vendor, answer, expected):
    more = {"when": when("a")} if "conditional" in bank else {}
    content = matrix(row("r1", duty("bank", *bank, **more), duty("vendor", *vendor)))
    assert kinds(resolve(content, answer, {}, {})) == expected


INTEGRATOR = matrix(
    row("r1", duty("bank", "conditional", when=when("a")),
        duty("vendor", "conditional", "conditional", "unknown", when=when("b"))),
)  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "rulings", "expected"),
    [
        # It is said once for a row, and what else is missing there is said as well.
        ("b", {}, {(K.ABSENT_BUT_CHOSEN, None), (K.NOBODY, Side.DOES), (K.NOBODY_ACCOUNTABLE, Side.ACCOUNTABLE),
                   (K.NO_PROOF, Side.PROOF)}),
        ("c", {}, {(K.FELL_AWAY, Side.DOES)}),
        ("a", {}, {(K.NOBODY_ACCOUNTABLE, Side.ACCOUNTABLE), (K.NO_PROOF, Side.PROOF)}),
        ("b", {("r1", "vendor"): Ruled({Side.DOES: False, Side.ACCOUNTABLE: False}, "x")},
         {(K.FELL_AWAY, Side.DOES)}),
    ],
)  # fmt: skip
def test_who_is_chosen_by_a_condition_and_takes_no_part_is_a_gap(answer, rulings, expected):
    absent = {"vendor": Bound(is_known=False, is_absent=True)}
    found = resolve(INTEGRATOR, {"who": answer}, absent, rulings)
    assert kinds(found) == expected
    named = [gap.actors for gap in gaps(found) if gap.kind == K.ABSENT_BUT_CHOSEN]
    assert named == ([("vendor",)] if answer == "b" and not rulings else [])


def test_proof_from_outside_that_no_question_collects_is_one_gap_for_a_row():
    content = matrix(
        row("r1", duty("bank", proof="yes"), duty("vendor", proof="yes")),
        row("r2", duty("bank", proof="yes"), duty("vendor")), row("r3", duty("vendor", proof="yes")),
    )  # fmt: skip
    named = {"bank": Bound(is_known=True, is_ours=True), "vendor": Bound(is_known=True)}

    def found(bindings, *uncollected):
        resolved = resolve(content, {}, bindings, {}, frozenset(uncollected))
        return {gap.row: gap.actors for gap in gaps(resolved) if gap.kind == K.NOT_COLLECTED}

    assert found(named, "r1", "r2") == {"r1": ("vendor",)}
    assert found(named) == {}
    assert found(named | {"vendor": Bound(is_known=True, is_ours=True)}, "r1", "r2", "r3") == {}
    absent = {"vendor": Bound(is_known=False, is_absent=True)}
    assert found(named | absent, "r3") == {}


def test_we_are_ourselves_by_the_word_of_the_template_until_somebody_is_named():
    content = matrix(row("r1", duty("bank"), duty("vendor")))
    ours = content.model_copy(
        update={"actors": tuple(one.model_copy(update={"key": "institution"}) for one in content.actors[:1])}
    )
    assert resolve(ours, {}, {}, {}).actors[0].is_ours
    assert not resolve(ours, {}, {"institution": Bound(is_known=True)}, {}).actors[0].is_ours


def test_conditions_not_answered_and_actors_not_named_are_gaps_until_they_are():
    found = gaps(resolve(HANGING, {}, {"bank": Bound(is_known=True)}, {}))
    assert Gap(K.CONDITION_OPEN, condition="who") in found
    assert Gap(K.ACTOR_UNBOUND, actors=("vendor",)) in found
    assert Gap(K.ACTOR_UNBOUND, actors=("bank",)) not in found
    named = {"bank": Bound(is_known=True), "vendor": Bound(is_known=False, is_absent=True)}
    assert not {K.CONDITION_OPEN, K.ACTOR_UNBOUND} & {
        gap.kind for gap in gaps(resolve(HANGING, {"who": "a"}, named, {}))
    }


def test_a_newer_version_keeps_what_hung_on_what_stayed_the_same():
    old = matrix(
        row("r1", duty("bank")), row("r2", duty("bank")), row("r3", duty("bank")), conditions=("who", "x")
    )
    new = matrix(row("r1", duty("bank")), row("r2", duty("bank", "no")), row("r4", duty("bank")))
    ruled = Ruled({Side.DOES: True}, "理由")
    rulings = {(key, "bank"): ruled for key in ("r1", "r2", "r3")} | {("r1", "own-1"): ruled}
    gone = carried(old, new, {"who": "a", "x": "b"}, {"bank": "", "own-1": "自前", "lost": ""}, rulings)
    assert gone.answers == ("x",)
    assert gone.actors == ("lost",)
    assert gone.rulings == (("r2", "bank"), ("r3", "bank"))
    assert (gone.changed_rows, gone.new_rows) == (("r2",), ("r4",))


ASKED = matrix(
    row("r1", duty("bank"), duty("vendor", "no")), row("r2", duty("vendor"), duty("bank", "no")), row("r3")
    | {"duties": [duty("bank"), duty("vendor", "unknown")]},
)  # fmt: skip
TOUCHED = {"r1": {"fisc/9/統1"}, "r2": {"fisc/9/統2", "fisc/9r2/統2"}, "r3": {"fisc/9/統3"}}
UNIT, OTHER = Bound(is_known=True, is_ours=True), Bound(is_known=True)


def asked(bindings, respondent, *refs, rulings=()):
    resolved = resolve(ASKED, {}, bindings, dict(rulings))
    return Addressees(resolved, TOUCHED).of(respondent, refs)


def test_a_vendors_question_goes_to_whoever_outside_does_the_items_that_it_touches():
    named, vendor = {"bank": UNIT, "vendor": OTHER}, Respondent.VENDOR
    # Whatever else it touches that only we do: we are not asked.
    assert asked(named, vendor, "fisc/9/統1", "fisc/9r2/統2") == Addressed(("vendor",))
    assert asked(named, vendor, "fisc/9/統1") == Addressed(is_ours_alone=True)
    assert asked(named, vendor, "fisc/9/統1", "fisc/9/統3") == Addressed(is_open=True)
    assert asked(named, vendor, "x/y/1") is None
    nobody = {("r1", actor): Ruled({Side.DOES: False}, "x") for actor in ("bank", "vendor")}
    assert asked(named, vendor, "fisc/9/統1", rulings=nobody.items()) == Addressed()
    # Both are companies: then there is nobody of ours to keep out.
    assert asked({"bank": OTHER}, vendor, "fisc/9/統1", "fisc/9/統2") == Addressed(("bank", "vendor"))


def test_what_we_answer_ourselves_goes_to_each_of_ours_and_to_nobody_else():
    ours = Respondent.INSTITUTION
    assert asked({"bank": UNIT}, ours, "fisc/9/統2") == Addressed(("bank",))
    assert asked({"bank": UNIT, "own-1": UNIT}, ours, "fisc/9/統3") == Addressed(("bank", "own-1"))
    absent = {"bank": Bound(is_known=True, is_absent=True, is_ours=True), "own-1": UNIT}
    assert asked(absent, ours, "fisc/9/統1") == Addressed(("own-1",))
    # Who of us it is has still to be said.
    assert asked({"bank": OTHER}, ours, "fisc/9/統1") == Addressed(is_open=True)
    assert asked({"bank": UNIT}, ours, "x/y/1") is None


# --- whatever is answered, in whatever order ------------------------------------------------------

DELIVERED = load_all()[1].matrices["cloud-config-fs", 1]
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        condition.key: st.sampled_from([option.key for option in condition.options])
        for condition in DELIVERED.conditions
    },
)
ACTORS = [actor.key for actor in DELIVERED.actors]
BINDINGS = st.dictionaries(
    st.sampled_from(ACTORS), st.sampled_from([Bound(is_known=True), Bound(is_known=False, is_absent=True)])
)
PLACES = st.tuples(st.sampled_from([one.id for one in DELIVERED.rows]), st.sampled_from(ACTORS))
RULINGS = st.dictionaries(
    PLACES, st.dictionaries(st.sampled_from(list(Side)), st.booleans(), min_size=1).map(lambda s: Ruled(s, "x")),
    max_size=5,
)  # fmt: skip
UNSETTLED = (Mark.UNKNOWN, Mark.OPEN)


def unsettled(resolved):
    return {
        (one.row.id, cell.actor, side)
        for one in resolved.rows
        for cell in one.cells
        for side in Side
        if cell.sides[side].mark in UNSETTLED
    }


@given(ANSWERS, BINDINGS, RULINGS, st.data())
def test_saying_more_never_makes_more_unknown(answers, bindings, rulings, data):
    def some(said):
        return {key: said[key] for key in said if data.draw(st.booleans())}

    more = resolve(DELIVERED, answers, bindings, rulings)
    assert unsettled(more) <= unsettled(resolve(DELIVERED, some(answers), some(bindings), some(rulings)))
    # A ruling may bring back a row that had fallen away; answers and actors alone add no gap of this kind.
    fewer = resolve(DELIVERED, some(answers), some(bindings), rulings)
    assert unknown_gaps(more) <= unknown_gaps(fewer)


def test_what_a_condition_took_away_stays_away_without_its_actor():
    """The institution's own premises, where there are none and nobody of the institution has to do with it."""
    nobody = Bound(is_known=False, is_absent=True)
    others = {"integrator": nobody, "carrier": nobody}
    for bindings in (others, {**others, "institution": nobody}):
        found = gaps(resolve(DELIVERED, {"own_equipment": "no"}, bindings, {}))
        assert [gap.kind for gap in found if gap.row == "r58"] == [K.FELL_AWAY]


def unknown_gaps(resolved):
    return {gap.key for gap in gaps(resolved) if gap.kind == K.UNKNOWN}


@given(ANSWERS, BINDINGS, RULINGS, st.randoms(use_true_random=False))
def test_the_order_of_rows_duties_and_answers_changes_nothing(
    answers, bindings, rulings, dice: random.Random
):
    def shuffled(items):
        found = list(items)
        dice.shuffle(found)
        return found

    rows = [one.model_copy(update={"duties": tuple(shuffled(one.duties))}) for one in DELIVERED.rows]
    other = resolve(
        DELIVERED.model_copy(update={"rows": tuple(shuffled(rows))}),
        dict(shuffled(answers.items())),
        dict(shuffled(bindings.items())),
        dict(shuffled(rulings.items())),
    )
    same = resolve(DELIVERED, answers, bindings, rulings)
    assert {gap.key for gap in gaps(other)} == {gap.key for gap in gaps(same)}
    marks = {one.row.id: [cell.sides for cell in one.cells] for one in same.rows}
    assert {one.row.id: [cell.sides for cell in one.cells] for one in other.rows} == marks


@given(ANSWERS, BINDINGS, RULINGS)
def test_each_gap_has_a_key_of_its_own(answers, bindings, rulings):
    found = gaps(resolve(DELIVERED, answers, bindings, rulings))
    assert len({gap.key for gap in found}) == len(found)


def test_the_delivered_matrix_says_only_what_its_source_says():
    found = gaps(resolve(DELIVERED, {}, {}, {}))
    assert len(DELIVERED.rows) == 60
    counted = {kind: sum(gap.kind == kind for gap in found) for kind in GapKind}
    assert counted[K.CONDITION_OPEN] == 8
    assert counted[K.ACTOR_UNBOUND] == 5
    assert counted[K.UNKNOWN] == 180  # of no row does the source name all five
    assert counted[K.NOBODY] == counted[K.TWO_ACCOUNTABLE] == counted[K.NO_PROOF] == 0
