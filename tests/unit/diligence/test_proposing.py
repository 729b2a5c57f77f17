"""Which questionnaires fit an engagement, and who is asked which of their questions."""

from uuid import UUID

import pytest

from app.diligence.rules.proposing import PROPOSALS, condition, proposed
from app.diligence.rules.respondents import Party, chosen, in_depth
from app.register.models import Category
from app.register.rules.rulebook import Depth
from app.standards.content.facts import FACTS
from app.standards.content.loading import load_all
from app.standards.content.vocabulary import Audience
from app.standards.rules.addressing import Addressed
from tests.factories.asking import question

KEYS = ("intake", "to20", "to21", "to22", "to23", "to24", "shared-centre", "fintech-start", "fsa-self-check")
CLOUD = {
    "category": "cloud",
    "stage": "operation",
    "tier_level": "strict",
    "is_cloud": True,
    "has_personal_data": True,
}


@pytest.mark.parametrize(("facts", "expected"), [
    (CLOUD, ["to20", "to21", "to22", "to23", "to24"]),
    ({**CLOUD, "tier_level": "simple", "has_personal_data": False}, ["to20", "to21", "to24"]),
    ({**CLOUD, "stage": "selection", "category": "contract_work", "is_cloud": False},
     ["intake", "to20", "to21", "to22", "to23"]),
    ({"category": "shared_centre", "stage": "operation"}, ["to20", "to21", "shared-centre"]),
    ({"category": "api", "stage": "planning"}, ["intake", "fintech-start"]),
    ({"category": "line", "stage": "operation"}, []),
])  # fmt: skip
def test_what_fits_an_engagement_is_proposed(facts, expected):
    assert proposed(KEYS, facts) == expected


def test_only_what_is_in_use_and_in_its_order():
    assert proposed(("to24", "to20"), CLOUD) == ["to24", "to20"]


def test_every_proposal_is_of_a_questionnaire_for_third_parties_and_asks_what_exists():
    known = {key: files[-1].content for key, files in load_all()[0].items()}
    for key, told in PROPOSALS.items():
        assert known[key].audience == Audience.THIRD_PARTY
        for fact in facts_in(condition(told)):
            allowed = FACTS[fact.fact]
            assert allowed is not None
            assert set(fact.in_ if fact.in_ is not None else (fact.is_,)) <= set(allowed)
    assert {one.value for one in Category} >= set(PROPOSALS["to20"]["in"])


def facts_in(told):
    inner = getattr(told, "all", None) or getattr(told, "any", None)
    return [fact for one in inner for fact in facts_in(one)] if inner else [told]


# --- who is asked ----------------------------------------------------------------------------

OURS, IT = Party(unit_id=UUID(int=1)), Party(unit_id=UUID(int=2))
FIXER, MICROSOFT = Party(UUID(int=3), level=1), Party(UUID(int=4), level=2)
OWN, THEIRS, STRICT = (
    question("own", respondent="institution"),
    question("theirs"),
    question("strict", levels="strict"),
)


def test_without_a_matrix_the_unit_and_the_vendor_are_asked():
    found = chosen([OWN, THEIRS, STRICT], {}, {}, OURS, FIXER)
    assert found.asked == {OURS: ("own",), FIXER: ("theirs", "strict")}
    assert not found.open


def test_the_matrix_says_who_of_the_chain_is_asked():
    addressed = {
        "own": Addressed(("bank",)),
        "theirs": Addressed(("fixer", "platform")),
        "strict": Addressed(("platform",)),
    }
    found = chosen(
        [OWN, THEIRS, STRICT], addressed, {"bank": IT, "fixer": FIXER, "platform": MICROSOFT}, OURS, FIXER
    )
    assert found.asked == {IT: ("own",), FIXER: ("theirs",), MICROSOFT: ("theirs", "strict")}
    assert list(found.asked) == [IT, FIXER, MICROSOFT]


def test_what_only_we_do_is_asked_of_nobody():
    assert chosen([THEIRS], {"theirs": Addressed(is_ours_alone=True)}, {}, OURS, FIXER).asked == {}


def test_what_the_matrix_leaves_open_goes_to_the_vendor_and_is_told():
    found = chosen(
        [THEIRS, OWN],
        {"theirs": Addressed(is_open=True), "own": Addressed(("nobody named",))},
        {},
        OURS,
        FIXER,
    )
    assert found.asked == {OURS: ("own",), FIXER: ("theirs",)}
    assert found.open == ("theirs", "own")


def test_about_ourselves_everything_is_ours():
    assert chosen([OWN, THEIRS], {}, {}, OURS, None).asked == {OURS: ("own", "theirs")}


def test_simple_asks_fewer():
    assert in_depth([OWN, STRICT], Depth.SIMPLE) == [OWN]
    assert in_depth([OWN, STRICT], Depth.STRICT) == [OWN, STRICT]
