"""What is shipped: every file loads, nothing of the 96, the 62 and the 60 is missing, and each item is asked about."""

from __future__ import annotations

from collections import Counter

import pytest

from app.standards.content.catalogue import Catalogue
from app.standards.content.checking import check
from app.standards.content.loading import Questionnaires, load_all
from app.standards.content.questionnaires import Question
from app.standards.content.vocabulary import Audience, Certainty, Duty

OUTSOURCING = {"to20": 21, "to21": 18, "to22": 18, "to23": 19, "to24": 20}
QUESTIONNAIRES = {
    **OUTSOURCING,
    "fsa-self-check": 68,
    "fintech-start": 26,
    "clerical-outsourcing": 31,
    "shared-centre": 12,
    "intake": 14,
}
MUST_BE_ASKED = [f"fisc/9r2/統{number}" for number in range(20, 25)] + [
    f"fsa-cyber/2025-07/2.6{sign}" for sign in "①②③④⑤⑥⑦⑧⑨⑩abcde"
]


@pytest.fixture(scope="module")
def loaded() -> tuple[Questionnaires, Catalogue]:
    return load_all()


@pytest.fixture(scope="module")
def questionnaires(loaded: tuple[Questionnaires, Catalogue]) -> Questionnaires:
    return loaded[0]


@pytest.fixture(scope="module")
def catalogue(loaded: tuple[Questionnaires, Catalogue]) -> Catalogue:
    return loaded[1]


def questions(questionnaires: Questionnaires, *keys: str) -> list[Question]:
    return [question for key in keys for question in questionnaires[key][-1].content.questions()]


def test_every_file_is_as_it_must_be() -> None:
    assert [str(fault) for fault in check().faults] == []


def test_all_questionnaires_are_there(questionnaires: Questionnaires) -> None:
    assert {key: len(questions(questionnaires, key)) for key in questionnaires} == QUESTIONNAIRES
    own = {key for key in questionnaires if questionnaires[key][-1].content.audience == Audience.INSTITUTION}
    assert own == {"fsa-self-check"}


def test_the_96_questions_are_there(questionnaires: Questionnaires) -> None:
    assert {key: len(questions(questionnaires, key)) for key in OUTSOURCING} == OUTSOURCING
    ids = [question.id for question in questions(questionnaires, *OUTSOURCING)]
    assert sorted(ids) == [
        f"{key.removeprefix('to')}-{number:02}"
        for key, count in OUTSOURCING.items()
        for number in range(1, count + 1)
    ]
    assert len(ids) == 96


def test_the_62_items_of_the_guideline_are_there_and_each_is_in_the_self_check(
    questionnaires: Questionnaires, catalogue: Catalogue
) -> None:
    items = [item.ref for item in catalogue.items_of("fsa-cyber/2025-07") if item.parent is None]
    assert len(items) == 62
    touched = {ref for question in questions(questionnaires, "fsa-self-check") for ref in question.touches}
    assert set(items) - touched == set()


@pytest.mark.parametrize("ref", MUST_BE_ASKED)
def test_each_item_that_matters_is_asked_about(
    questionnaires: Questionnaires, catalogue: Catalogue, ref: str
) -> None:
    assert ref in catalogue.items
    asked = questions(questionnaires, *OUTSOURCING, "fsa-self-check")
    assert [question.id for question in asked if ref in question.touches] != []


@pytest.mark.parametrize("key", OUTSOURCING)
def test_a_questionnaire_asks_mostly_about_its_own_item(questionnaires: Questionnaires, key: str) -> None:
    own = f"fisc/9r2/統{key.removeprefix('to')}"
    asked = questions(questionnaires, key)
    assert sum(own in question.touches for question in asked) * 2 > len(asked)


def test_the_editions_have_as_many_items_as_they_say(catalogue: Catalogue) -> None:
    totals = {
        edition.key: edition.total for edition in catalogue.frameworks["fisc"].editions if edition.counts
    }
    assert totals["8r"] == 311
    assert totals["9r2"] == 308
    items = [item for item in catalogue.items_of("fisc/9r2") if item.parent is None]
    assert Counter(item.local[:1] for item in items) == {"統": 26, "実": 144, "設": 137, "監": 1}
    outsourcing = {item.local for item in catalogue.items_of("fisc/8r")}
    assert {f"運{number}" for number in range(108, 114)} <= outsourcing


def test_the_60_rows_of_the_matrix_are_there(catalogue: Catalogue) -> None:
    ((key, matrix),) = catalogue.matrices.items()
    assert key == ("cloud-config-fs", 1)
    assert matrix.edition == "fisc/9"
    assert len(matrix.rows) == 60
    assert matrix.caution is not None
    duties = [duty for row in matrix.rows for duty in row.duties]
    assert {duty.actor for duty in duties} == {actor.key for actor in matrix.actors}
    stated = [duty for duty in duties if duty.accountable != Duty.UNKNOWN]
    assert len(stated) * 10 < len(duties)  # the paper says who does it, hardly ever who answers for it


def test_the_levels_of_the_guideline_are_spelt_out(catalogue: Catalogue) -> None:
    levels = {level.key for level in catalogue.frameworks["fsa-cyber"].levels if level.about}
    items = catalogue.items_of("fsa-cyber/2025-07")
    assert levels == {item.level for item in items}


def test_what_is_not_certain_says_so(catalogue: Catalogue) -> None:
    uncertain = catalogue.items["fisc/9r2/統22"]
    assert uncertain.certainty != Certainty.CONFIRMED
    assert uncertain.caution is not None
    pairs = catalogue.crosswalks["fisc-8r-9"].pairs
    assert {pair.certainty for pair in pairs} <= {Certainty.PROPOSED, Certainty.UNKNOWN, Certainty.CONFIRMED}
    assert any(pair.certainty == Certainty.PROPOSED for pair in pairs)


def test_every_version_that_is_shipped_is_frozen() -> None:
    """`flask standards freeze` lists what may only be followed by a new version from then on."""
    assert check().drafts == ()
