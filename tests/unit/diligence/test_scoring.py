"""What answers earn, and the score that can be added up by hand."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from app.diligence.models.distinctions import Stance, Verdict
from app.diligence.rules.earning import earned, expects
from app.diligence.rules.given import Given, Judged
from app.diligence.rules.scoring import Ground, Score, Voice, scored
from app.standards.rules.saying import CAP
from tests.factories.asking import critical, option, question

ON = date(2026, 11, 20)
HALF = Fraction(1, 2)
EVIDENCE = {"key": "words", "type": "text"}
LEVELS = [option("full", 1), option("half", 0.5), option("none", 0), option("unsaid")]


def part(**said: Any) -> dict[str, Any]:
    return {"key": "p", **said}


NUMBER = {"type": "number", "unit": {"ja": "日", "en": "days"}}
OPTIONS = [option("a"), option("b"), option("c"), option("d")]
PARTS = {
    "yes": (part(type="yes_no", expect="yes"), "yes", 1),
    "not yes": (part(type="yes_no", expect="yes"), "no", 0),
    "no": (part(type="yes_no", expect="no"), "no", 1),
    "points": (part(type="single", options=LEVELS), "half", HALF),
    "an option without points": (part(type="single", options=LEVELS), "unsaid", None),
    "nothing expected": (part(type="yes_no"), "no", None),
    "all of two": (part(type="multi", options=OPTIONS, expect={"all": ["a", "b"]}), ["a", "b", "c"], 1),
    "one of two": (part(type="multi", options=OPTIONS, expect={"all": ["a", "b"]}), ["b", "c"], HALF),
    "any": (part(type="multi", options=OPTIONS, expect={"any": ["a", "b"]}), ["b"], 1),
    "not any": (part(type="multi", options=OPTIONS, expect={"any": ["a", "b"]}), ["c"], 0),
    "none": (part(type="multi", options=OPTIONS, expect={"none": ["d"]}), ["a"], 1),
    "not none": (part(type="multi", options=OPTIONS, expect={"none": ["d"]}), ["a", "d"], 0),
    "at least": (part(**NUMBER, expect={"at_least": 30}), "30", 1),
    "less": (part(**NUMBER, expect={"at_least": 30}), "29", 0),
    "at most": (part(**NUMBER, decimals=1, expect={"at_most": 0.1}), "0.1", 1),
    "more": (part(**NUMBER, decimals=1, expect={"at_most": 0.1}), "0.2", 0),
    "percent": (part(type="percent", expect={"at_least": 99.9}), "99.95", 1),
    "score": (part(type="score", min=0, max=4, expect={"at_least": 3}), 3, 1),
    "on the last day": (part(type="date", expect={"within_months": 12}), "2025-11-20", 1),
    "a day late": (part(type="date", expect={"within_months": 12}), "2025-11-19", 0),
    "countries": (part(type="country", several=True, expect={"only": ["JP", "SG"]}), ["JP"], 1),
    "a country more": (part(type="country", several=True, expect={"only": ["JP"]}), ["JP", "US"], 0),
    "one country": (part(type="country", expect={"only": ["JP"]}), "JP", 1),
    "left empty": (part(type="yes_no", expect="yes"), None, 0),
    "left empty, may be": (part(type="yes_no", expect="yes", required=False), None, None),
}


@pytest.mark.parametrize("name", PARTS)
def test_a_part_earns_what_it_meets(name):
    made, value, expected = PARTS[name]
    assert earned(question("q", made), {"p": value}, ON) == expected


def test_a_question_earns_the_mean_of_its_parts_that_expect_something():
    made = question("q", {"key": "a", "type": "yes_no", "expect": "yes"},
                    {"key": "b", "type": "single", "options": LEVELS}, EVIDENCE)  # fmt: skip
    assert earned(made, {"a": "yes", "b": "half", "words": "x"}, ON) == Fraction(3, 4)
    assert expects(made)
    assert not expects(question("q", EVIDENCE))


# --- the whole ------------------------------------------------------------------------------

YES, NO = Given(Stance.ANSWERED, {"is_so": "yes"}), Given(Stance.ANSWERED, {"is_so": "no"})
IF = Given(Stance.CONDITIONAL, {"is_so": "yes"})
NOT_APPLICABLE, REFUSED = Given(Stance.NOT_APPLICABLE), Given(Stance.REFUSED)
WORDS = Given(Stance.ANSWERED, {"words": "x"})


def of(questions: Any, *voices: Any, asked: Any = None) -> Score:
    """`voices`: in the order of the questions, each a Given, a pair with what was judged, a list, or None."""

    def voice(one: Any) -> Voice:
        return Voice("v", *one) if isinstance(one, tuple) else Voice("v", one)

    heard = {
        one.id: [voice(each) for each in said] if isinstance(said, list) else [voice(said)]
        for one, said in zip(questions, voices, strict=True)
    }
    return scored(questions, asked if asked is not None else set(heard), heard, ON)


def low(score: Score) -> Any:
    """The score itself; a test that expects one fails where there is none."""
    return bound(score, "low").value


def bound(score: Score, end: str) -> Any:
    found = getattr(score, end)
    assert found is not None, score.terms
    return found


def sums(score: Score) -> tuple[Any, int]:
    return bound(score, "low").points, bound(score, "low").weights


def between(score: Score) -> tuple[Any, Any]:
    return bound(score, "low").value, bound(score, "high").value


def three(**said: Any) -> list[Any]:
    return [question("a", weight=1), question("b", weight=2), question("c", weight=3, **said)]


def test_terms_add_up_to_the_number():
    score = of(three(), YES, NO, YES)
    assert sums(score) == (4, 6)
    assert between(score) == (Fraction(400, 6), Fraction(400, 6))
    assert sum(term.weight * term.low for term in score.terms) == sums(score)[0]
    assert not score.is_range


def test_what_is_not_answered_counts_against():
    score = of(three(), YES, None, YES)
    assert low(score) == Fraction(400, 6)
    assert [term.ground for term in score.terms] == [Ground.EXPECTED, Ground.UNANSWERED, Ground.EXPECTED]
    assert (score.answered, score.reviewed) == ((2, 3), (0, 3))


def test_a_question_that_nobody_was_given_counts_against():
    score = scored(three(), {"a", "b", "c"}, {"a": [Voice("v", YES)]}, ON)
    assert low(score) == Fraction(100, 6)


def test_a_hidden_question_does_not_count():
    score = of(three(), YES, None, NO, asked={"a"})
    assert sums(score) == (1, 1)


def test_what_does_not_apply_leaves_both_sums_once_its_reason_is_accepted():
    claimed = of(three(), YES, NOT_APPLICABLE, YES)
    assert low(claimed) == Fraction(400, 6)
    accepted = of(three(), YES, (NOT_APPLICABLE, Judged(Verdict.NOT_APPLICABLE)), YES)
    assert low(accepted) == 100
    assert accepted.reviewed == (1, 3)


def test_a_refusal_counts_against_until_what_stands_in_for_it_is_accepted():
    assert low(of([question()], REFUSED)) == 0
    until = Judged(Verdict.COMPENSATED, ON)
    assert low(of([question()], (REFUSED, until))) == 100
    past = Judged(Verdict.COMPENSATED, date(2026, 11, 19))
    score = of([question()], (REFUSED, past))
    assert low(score) == 0
    assert score.terms[0].ground == Ground.MEASURE_EXPIRED


def test_the_judgement_stands_before_the_answer():
    assert low(of([question()], (YES, Judged(Verdict.NOT_MET)))) == 0
    assert low(of([question()], (NO, Judged(Verdict.PARTLY_MET)))) == 50
    unsure = of([question()], (YES, Judged(Verdict.TO_BE_CHECKED)))
    assert low(unsure) == 100
    assert unsure.reviewed == (0, 1)


def test_a_conditional_answer_gives_a_range():
    score = of(three(), YES, YES, IF)
    assert between(score) == (50, 100)
    assert score.is_range
    settled = of(three(), YES, YES, (IF, Judged(Verdict.MET)))
    assert not settled.is_range


def test_of_two_respondents_the_lower_counts():
    score = of([question()], [YES, NO])
    assert between(score) == (0, 0)
    score = of([question()], [YES, (NOT_APPLICABLE, Judged(Verdict.NOT_APPLICABLE))])
    assert low(score) == 100
    score = of([question()], [YES, None])
    assert low(score) == 0


@pytest.mark.parametrize("answers", [
    [(NOT_APPLICABLE, Judged(Verdict.NOT_APPLICABLE))], [None], [WORDS], [REFUSED],
])  # fmt: skip
def test_where_nothing_can_be_scored_there_is_no_score(answers):
    made = (
        question("q", EVIDENCE)
        if answers != [(NOT_APPLICABLE, Judged(Verdict.NOT_APPLICABLE))]
        else question()
    )
    score = of([made], *answers)
    assert score.low is None
    assert score.high is None


def test_nobody_asked_is_no_score():
    assert of([question()], YES, asked=set()).low is None


def test_an_answer_of_which_nothing_is_expected_waits_for_a_judgement():
    both = [question("a"), question("b", EVIDENCE)]
    score = of(both, YES, WORDS)
    assert sums(score) == (1, 1)
    assert score.terms[1].ground == Ground.NOTHING_EXPECTED
    judged = of(both, YES, (WORDS, Judged(Verdict.NOT_MET)))
    assert low(judged) == 50
    left_out = of(both, YES, None)
    assert low(left_out) == 50


# --- critical questions ---------------------------------------------------------------------


@pytest.mark.parametrize(("answer", "expected"), [
    (YES, 100), (NO, 40), (None, 40), (REFUSED, 40), (NOT_APPLICABLE, 40),
    ((NO, Judged(Verdict.MET)), 100), ((NO, Judged(Verdict.COMPENSATED, ON)), 100),
    ((NO, Judged(Verdict.COMPENSATED, ON - timedelta(1))), 40), ((YES, Judged(Verdict.TO_BE_CHECKED)), 100),
    ((YES, Judged(Verdict.PARTLY_MET)), 40), ((NOT_APPLICABLE, Judged(Verdict.NOT_APPLICABLE)), 100),
])  # fmt: skip
def test_only_a_whole_answer_lifts_the_cap(answer, expected):
    made = [question("a", weight=5), question("b", weight=1, critical=critical(40))]
    score = of(made, YES, answer)
    assert low(score) == expected
    assert bound(score, "low").caps == ((("b", 40),) if expected == 40 else ())


@pytest.mark.parametrize("said", [
    "judges it met", "accepts it as not applying", "a substitute measure whose last day has not passed",
    "as long as nobody has judged it, only an answer that earns all points", "Partly met",
])  # fmt: skip
def test_the_page_of_a_critical_question_says_by_what_it_is_met(said):
    assert said in " ".join(CAP.split())


def test_a_cap_does_not_raise_and_the_lowest_holds():
    made = [
        question("a", critical=critical(60)),
        question("b", critical=critical(30)),
        question("c", weight=5),
    ]
    score = of(made, NO, NO, YES)
    assert low(score) == 30
    assert bound(score, "low").uncapped == Fraction(500, 7)
    assert low(of(made[:1], NO)) == 0


def test_a_hidden_critical_question_caps_nothing():
    made = [question("a"), question("b", critical=critical(30))]
    assert low(of(made, YES, None, asked={"a"})) == 100


def test_a_critical_answer_of_which_nothing_is_expected_is_met_by_judgement_alone():
    made = [question("a"), question("b", EVIDENCE, critical=critical(30))]
    score = of(made, YES, WORDS)
    assert between(score) == (30, 100)
    assert low(of(made, YES, (WORDS, Judged(Verdict.MET)))) == 100


# --- what always holds ----------------------------------------------------------------------

GIVEN = st.sampled_from([YES, NO, IF, NOT_APPLICABLE, REFUSED, None])
JUDGED = st.sampled_from([None, *(Judged(verdict) for verdict in Verdict)])
QUESTION = st.tuples(st.integers(1, 5), st.sampled_from([None, None, 20, 60]), GIVEN, JUDGED)
MANY = st.lists(QUESTION, min_size=1, max_size=8)


def of_drawn(rows: Any, asked: Any = None) -> Score:
    made = [
        question(f"q-{at}", weight=weight, critical=critical(cap) if cap else None)
        for at, (weight, cap, _, _) in enumerate(rows)
    ]
    return of(made, *((said, judged) for _, _, said, judged in rows), asked=asked)


def ends(score: Score) -> tuple[Any, Any] | None:
    return between(score) if score.low else None


@drawn(MANY)
def test_the_score_lies_in_its_bounds_and_adds_up(rows):
    score = of_drawn(rows)
    found = ends(score)
    if found is not None:
        assert 0 <= found[0] <= found[1] <= 100
        assert sums(score)[0] == sum(term.weight * term.low for term in score.terms if term.counts)
    assert (score.low is None) == (score.high is None)


@drawn(MANY, st.randoms())
def test_the_order_of_the_questions_says_nothing(rows, random):
    mixed = list(rows)
    random.shuffle(mixed)
    assert ends(of_drawn(rows)) == ends(of_drawn(mixed))


@drawn(MANY, QUESTION)
def test_what_is_hidden_or_accepted_as_not_applying_says_nothing(rows, further):
    without = ends(of_drawn(rows))
    shown = {f"q-{at}" for at in range(len(rows))}
    assert ends(of_drawn([*rows, further], asked=shown)) == without
    does_not_apply = (*further[:2], NOT_APPLICABLE, Judged(Verdict.NOT_APPLICABLE))
    assert ends(of_drawn([*rows, does_not_apply])) == without


@drawn(MANY, st.data())
def test_a_better_answer_never_lowers_the_score(rows, data):
    at = data.draw(st.integers(0, len(rows) - 1))
    order = [None, REFUSED, NOT_APPLICABLE, NO, IF, YES]
    step = data.draw(st.integers(0, len(order) - 2))
    weight, cap, _, _ = rows[at]
    worse, better = list(rows), list(rows)
    worse[at], better[at] = (weight, cap, order[step], None), (weight, cap, order[step + 1], None)
    before, after = between(of_drawn(worse)), between(of_drawn(better))
    assert before[0] <= after[0]
    assert before[1] <= after[1]


@drawn(MANY, st.data())
def test_a_better_judgement_never_lowers_the_score(rows, data):
    at = data.draw(st.integers(0, len(rows) - 1))
    order = [Verdict.NOT_MET, Verdict.PARTLY_MET, Verdict.MET]
    step = data.draw(st.integers(0, 1))
    weight, cap, said, _ = rows[at]
    worse, better = list(rows), list(rows)
    worse[at], better[at] = (
        (weight, cap, said, Judged(order[step])), (weight, cap, said, Judged(order[step + 1]))
    )  # fmt: skip
    before, after = between(of_drawn(worse)), between(of_drawn(better))
    assert before[0] <= after[0]


VOICES = st.lists(st.tuples(GIVEN, JUDGED), min_size=1, max_size=4)


@drawn(VOICES, st.randoms())
def test_the_order_of_the_respondents_says_nothing(voices, random):
    mixed = list(voices)
    random.shuffle(mixed)
    made = [question("a", critical=critical(60)), question("b", weight=3)]
    assert ends(of(made, voices, YES)) == ends(of(made, mixed, YES))


@drawn(VOICES, st.tuples(GIVEN, JUDGED))
def test_one_more_respondent_never_raises_the_score(voices, further):
    made = [question("a", weight=2), question("b", weight=3)]
    before, after = between(of(made, voices, YES)), between(of(made, [*voices, further], YES))
    is_first = all(judged and judged.verdict == Verdict.NOT_APPLICABLE for _, judged in voices)
    if not is_first:
        assert after[0] <= before[0]
        assert after[1] <= before[1]


@drawn(MANY)
def test_the_ends_are_what_it_would_be_if_no_condition_or_every_one_held(rows):
    def with_conditions(said):
        return of_drawn([(*row[:2], said if row[2] is IF else row[2], row[3]) for row in rows])

    score = of_drawn(rows)
    if score.low is not None:
        assert between(score)[0] == low(with_conditions(NO))
        assert between(score)[1] == between(with_conditions(YES))[1]
