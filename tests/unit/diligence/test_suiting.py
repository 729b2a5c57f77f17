"""Which questionnaires suit what is assessed, what of them is asked, and what is known of several engagements."""

from types import SimpleNamespace

import pytest

from app.diligence.models import SubjectKind as Kind
from app.diligence.rules.facts import facts_together
from app.diligence.rules.suiting import asked_of, suits
from tests.factories.asking import question


def paper(audience, *scopes):
    questions = [question(f"q-{at}", scope=scope) for at, scope in enumerate(scopes)]
    return SimpleNamespace(audience=audience, questions=lambda: iter(questions))


@pytest.mark.parametrize(
    ("kind", "fitting"),
    [
        (Kind.ENGAGEMENT, {"engagement", "service", "organisation", "mixed"}),
        (Kind.SERVICE, {"service", "mixed"}),
        (Kind.ORGANISATION, {"organisation", "mixed"}),
        (Kind.INSTITUTION, {"self-check"}),
    ],
)
def test_only_what_can_be_true_of_the_subject_suits_it(kind, fitting):
    papers = {
        **{one: paper("third_party", one) for one in ("engagement", "service", "organisation")},
        "mixed": paper("third_party", "engagement", "service", "organisation"),
        "self-check": paper("institution", "institution"),
    }
    assert {key for key, one in papers.items() if suits(kind, one)} == fitting


def test_of_a_mixed_one_only_that_part_is_asked():
    questions = list(paper("third_party", "engagement", "service", "organisation", "institution").questions())

    def scopes(kind):
        return [one.scope.value for one in asked_of(kind, questions)]

    assert scopes(Kind.ORGANISATION) == ["organisation"]
    assert scopes(Kind.SERVICE) == ["service", "organisation"]
    assert len(scopes(Kind.ENGAGEMENT)) == len(scopes(Kind.INSTITUTION)) == 4


def test_what_is_so_in_one_engagement_is_asked_about_and_what_is_not_so_must_be_known_of_all():
    one = {
        "tier_level": "simple", "has_personal_data": False, "is_important_party": False, "category": "cloud",
        "access": "view", "data_countries": ["JP", "SG"], "has_sensitive_data": False,
    }  # fmt: skip
    other = {
        "tier_level": "strict", "has_personal_data": True, "is_important_party": False, "category": "cloud",
        "access": "admin", "data_countries": ["JP", "US"],
    }  # fmt: skip
    assert facts_together([one, other]) == {
        "tier_level": "strict", "has_personal_data": True, "is_important_party": False, "category": "cloud",
        "data_countries": ["JP", "SG", "US"],
    }  # fmt: skip
    assert facts_together([one]) == one
    assert facts_together([{"tier_level": "simple"}, {}]) == {"tier_level": "simple"}
    assert facts_together([]) == {}
