"""What the shipped questions are for: who answers them, for what, when, and what counts as met."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from app.diligence.rules.carrying import ChangeKind, kind_of
from app.standards.content.catalogue import Catalogue
from app.standards.content.loading import Questionnaires, load_all
from app.standards.content.matrices import FromTo
from app.standards.content.parts import AnyPart
from app.standards.content.questionnaires import Question
from app.standards.content.vocabulary import Certainty, Duty, Levels, Respondent, Scope

OUTSOURCING = ("to20", "to21", "to22", "to23", "to24")
# Of the 96; the others are for an engagement, answered by the vendor, asked at both levels.
SCOPES = {
    Scope.ORGANISATION: "20-06 20-07 20-08 20-09 20-10 20-14 20-19 23-08 23-14",
    Scope.SERVICE: (
        "23-09 24-01 24-02 24-05 24-06 24-07 24-09 24-10 24-11 24-12 24-13 24-14 24-16 24-17 24-20"
    ),
    Scope.INSTITUTION: "23-16 23-17",
}
ANSWERED_BY_US = (
    "20-01 20-02 20-03 20-04 20-05 20-11 20-16 20-17 20-18 20-19 20-20 20-21 21-01 21-15 21-16 21-17 21-18 "
    "22-16 22-18 23-01 23-02 23-03 23-10 23-15 23-16 23-17 23-18 24-04 24-08 24-18 24-19"
)
STRICT = "20-03 20-16 20-18 21-05 22-04 22-06 23-09 23-10 24-17 24-19"
ASKED_WHEN = {"20-21", "23-18"}
# The 60 rows in order: yes, no, conditional, unknown.
MATRIX = {
    "institution": "YYYYYYCYYCCYYCYYYYYYYYCCCCCCCCCCCYCYYCCYCCCCCCYYYYYYYYCYNCCY",
    "provider": "YYYYYYCNYYYYYYYYYYYNYYYYYYYYYYYCCNCYYYYCNYNYYYNYNNNNNNYNNNNY",
    "platform": "?????Y??YYYY?Y?YY?Y??Y?YY??YYYY????YYY???YY?????????????YNN?",
}
LETTERS = {Duty.YES: "Y", Duty.NO: "N", Duty.CONDITIONAL: "C", Duty.UNKNOWN: "?"}
NOTHING = {
    "none_in_place", "none_yet", "none_held", "none_offered", "nothing", "no_way", "not_verified", "no_exception",
}  # fmt: skip


@pytest.fixture(scope="module")
def loaded() -> tuple[Questionnaires, Catalogue]:
    return load_all()


@pytest.fixture(scope="module")
def asked(loaded: tuple[Questionnaires, Catalogue]) -> dict[str, dict[str, Question]]:
    return {
        key: {question.id: question for question in versions[-1].content.questions()}
        for key, versions in loaded[0].items()
    }


@pytest.fixture(scope="module")
def outsourcing(asked: dict[str, dict[str, Question]]) -> dict[str, Question]:
    return {own: question for key in OUTSOURCING for own, question in asked[key].items()}


@pytest.fixture(scope="module")
def everything(asked: dict[str, dict[str, Question]]) -> list[Question]:
    return [question for questions in asked.values() for question in questions.values()]


def test_the_96_are_asked_for_what_they_are_true_for(outsourcing: dict[str, Question]) -> None:
    scopes = {own: scope for scope, names in SCOPES.items() for own in names.split()}
    assert {own: question.scope for own, question in outsourcing.items()} == {
        own: scopes.get(own, Scope.ENGAGEMENT) for own in outsourcing
    }


def test_the_96_are_answered_by_whom_they_ask(outsourcing: dict[str, Question]) -> None:
    ours = {own for own, question in outsourcing.items() if question.respondent == Respondent.INSTITUTION}
    assert ours == set(ANSWERED_BY_US.split())


def test_the_96_are_asked_at_their_level_and_when_they_matter(outsourcing: dict[str, Question]) -> None:
    strict = {own for own, question in outsourcing.items() if question.levels == Levels.STRICT}
    assert strict == set(STRICT.split())
    assert {own for own, question in outsourcing.items() if question.ask_when} == ASKED_WHEN


def test_the_96_name_their_evidence_and_sources(outsourcing: dict[str, Question]) -> None:
    assert [own for own, question in outsourcing.items() if question.evidence is None] == []
    assert [own for own, question in outsourcing.items() if not question.sources] == []
    assert [own for own, question in outsourcing.items() if not question.touches] == []


def test_each_questionnaire_of_ours_calls_its_weights_a_proposal(
    loaded: tuple[Questionnaires, Catalogue],
) -> None:
    contents = [versions[-1].content for versions in loaded[0].values()]
    assert [one.key for one in contents if one.certainty != Certainty.PROPOSED or not one.caution] == []


def pointed(part: AnyPart) -> list[float]:
    if part.type != "single":
        return []
    points = [option.points for option in part.options]
    return [float(each) for each in points if each is not None] if any(p is not None for p in points) else []


def test_the_best_choice_counts_fully_and_every_choice_counts(everything: list[Question]) -> None:
    scored = [
        (question.id, part.key, pointed(part), len(part.options))
        for question in everything
        for part in question.parts
        if part.type == "single" and pointed(part)
    ]
    assert len(scored) > 60
    assert [each for each in scored if max(each[2]) != 1 or min(each[2]) >= 0.5] == []
    assert [each for each in scored if len(each[2]) != each[3]] == []


def test_nothing_at_all_is_never_what_is_hoped_for(everything: list[Question]) -> None:
    chosen = [
        (question.id, key)
        for question in everything
        for part in question.parts
        if part.type == "multi" and part.expect is not None
        for key in (*(part.expect.all or ()), *(part.expect.any or ()))
    ]
    assert len(chosen) > 100
    assert [(own, key) for own, key in chosen if key in NOTHING] == []


def test_nothing_at_all_is_chosen_alone(everything: list[Question]) -> None:
    marks = [
        (question.id, option.key, option.exclusive)
        for question in everything
        for part in question.parts
        if part.type == "multi"
        for option in part.options
        if option.key in NOTHING or option.exclusive
    ]
    assert [each for each in marks if not each[2]] == []
    assert {key for _own, key, _is in marks} - NOTHING == {
        "no_customer_data",
        "no_data",
        "no_effect",
        "public_only",
    }
    assert len(marks) > 50


def test_the_second_versions_mark_what_is_chosen_alone_and_say_the_rest_as_before(
    loaded: tuple[Questionnaires, Catalogue],
) -> None:
    marked = {key: versions for key, versions in loaded[0].items() if len(versions) > 1}
    assert set(loaded[0]) - set(marked) == {"to23"}
    for first, second in marked.values():
        pairs = zip(first.content.questions(), second.content.questions(), strict=True)
        kinds = {kind_of(old, new) for old, new in pairs if old != new}
        assert kinds == {ChangeKind.UNCHANGED}, second.content.key


def is_scored(part: AnyPart) -> bool:
    return bool(pointed(part)) or getattr(part, "expect", None) is not None


def test_a_critical_question_can_be_met_and_says_why(everything: list[Question]) -> None:
    critical = [question for question in everything if question.critical]
    assert len(critical) >= 20
    assert [question.id for question in critical if not any(is_scored(part) for part in question.parts)] == []
    assert [question.id for question in critical if question.weight < 3] == []


@pytest.mark.parametrize(
    ("own", "part", "passes"),
    [
        ("20-19", "result", {"clear"}),
        ("21-06", "acceptance", {"accepted", "with_limits"}),
        ("ft-03", "coverage", {"all"}),
        ("ft-09", "storage", {"hashed", "not_held"}),
    ],
)
def test_a_fair_pass_of_a_critical_question_counts_fully(
    everything: list[Question], own: str, part: str, passes: set[str]
) -> None:
    (question,) = [question for question in everything if question.id == own]
    (found,) = [each for each in question.parts if each.key == part]
    assert question.critical is not None
    assert found.type == "single"
    assert {option.key for option in found.options if option.points == 1} == passes


def test_all_pledges_are_expected(outsourcing: dict[str, Question]) -> None:
    share = next(part for part in outsourcing["22-01"].parts if part.key == "share")
    assert share.type == "percent"
    assert share.expect is not None
    assert share.expect.at_least == 100


def conditions(question: Question) -> str:
    return question.ask_when.model_dump_json() if question.ask_when else ""


@pytest.mark.parametrize(
    "work", ["cash_transport", "print_and_mail", "document_storage", "call_centre", "guarding"]
)
def test_each_kind_of_clerical_work_has_its_own_branch(
    asked: dict[str, dict[str, Question]], work: str
) -> None:
    branch = [one for one in asked["clerical-outsourcing"].values() if f'"{work}"' in conditions(one)]
    assert len(branch) == 5
    kinds = next(part for part in asked["intake"]["in-03"].parts if part.key == "clerical")
    assert kinds.type == "multi"
    assert work in {option.key for option in kinds.options}


def test_clerical_work_is_asked_about_by_kind_and_in_common(asked: dict[str, dict[str, Question]]) -> None:
    common = [one for one in asked["clerical-outsourcing"].values() if not one.ask_when]
    assert len(common) == 6


@pytest.mark.parametrize(
    ("key", "premise", "follow_ups"),
    [
        ("fsa-self-check", "fsa-02.uses_one", {"fsa-03"}),
        ("fsa-self-check", "fsa-11.uses_cloud", {f"fsa-{number}" for number in range(35, 41)}),
        ("fsa-self-check", "fsa-42.outsourced", {"fsa-43"}),
        ("fsa-self-check", "fsa-67.files", {"fsa-68"}),
        ("fintech-start", "ft-01.has_app", {"ft-15", "ft-16"}),
        ("fintech-start", "ft-01.has_entry", {"ft-26"}),
        ("intake", "in-05.classes", {"in-06", "in-09"}),
    ],
)
def test_what_rests_on_an_answer_is_asked_only_after_it(
    asked: dict[str, dict[str, Question]], key: str, premise: str, follow_ups: set[str]
) -> None:
    found = {own for own, question in asked[key].items() if f'"{premise}"' in conditions(question)}
    assert found == follow_ups


def test_desirable_measures_are_asked_at_the_strict_level_only(
    loaded: tuple[Questionnaires, Catalogue], asked: dict[str, dict[str, Question]]
) -> None:
    items = loaded[1].items
    levels = Counter(item.level for item in loaded[1].items_of("fsa-cyber/2025-07") if item.parent is None)
    assert levels == {"policy": 2, "basic": 45, "desirable": 15}
    for question in asked["fsa-self-check"].values():
        desirable = {items[ref].level == "desirable" for ref in question.touches}
        assert desirable == {question.levels == Levels.STRICT}, question.id


def test_each_item_of_the_fintech_chapters_is_asked_about(
    loaded: tuple[Questionnaires, Catalogue], asked: dict[str, dict[str, Question]]
) -> None:
    edition = "fintech-association/draft-2016"
    touched = {ref for question in asked["fintech-start"].values() for ref in question.touches}
    items = {item.ref: item for item in loaded[1].items_of(edition)}
    to_ask = {ref for ref in items if ref.removeprefix(f"{edition}/")[0] in "12345例稿技"}
    assert len(to_ask) == 31
    assert to_ask - touched == set()


def test_the_matrix_says_what_the_paper_says(loaded: tuple[Questionnaires, Catalogue]) -> None:
    (matrix,) = loaded[1].matrices.values()
    said = {
        actor: "".join(
            LETTERS[duty.does] for row in matrix.rows for duty in row.duties if duty.actor == actor
        )
        for actor in MATRIX
    }
    assert said == MATRIX


def test_the_rows_of_the_matrix_run_without_a_gap(loaded: tuple[Questionnaires, Catalogue]) -> None:
    (matrix,) = loaded[1].matrices.values()
    # the three rows on facilities name no numbers
    spans = [(row.items.first, row.items.last) for row in matrix.rows if isinstance(row.items, FromTo)]
    assert len(spans) == 57
    assert (spans[0][0], spans[-1][1]) == ("統1", "監1")
    for (_, last), (first, _) in pairwise(spans):
        if first[0] == last[0]:
            assert int(first[1:]) == int(last[1:]) + 1
