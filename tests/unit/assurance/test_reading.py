"""Who may open a file under which terms."""

from datetime import UTC, datetime, timedelta

import pytest

from app.assurance.models import Disclosure
from app.assurance.rules.reading import (
    Reading,
    Terms,
    Verdict,
    check_kind,
    is_standing,
    terms_digest,
    verdict_of,
)
from app.core.errors import DomainError

TERMS = Terms("目的外に使わない。")


def agreed(disclosure: Disclosure, terms: Terms = TERMS) -> frozenset[str]:
    return frozenset({terms_digest(disclosure, terms)})


@pytest.mark.parametrize(
    ("disclosure", "stranger", "who_agreed", "named", "named_and_agreed"),
    [
        (Disclosure.PUBLIC, "open", "open", "open", "open"),
        (Disclosure.LICENSED, "to_agree", "open", "to_agree", "open"),
        (Disclosure.NDA, "not_named", "not_named", "to_agree", "open"),
        (Disclosure.CONFIDENTIAL, "not_named", "not_named", "open", "open"),
    ],
)
def test_each_kind_of_terms_asks_for_its_own(disclosure, stranger, who_agreed, named, named_and_agreed):
    wording = agreed(disclosure)
    assert verdict_of(disclosure, TERMS, Reading()) == stranger
    assert verdict_of(disclosure, TERMS, Reading(False, wording)) == who_agreed
    assert verdict_of(disclosure, TERMS, Reading(True)) == named
    assert verdict_of(disclosure, TERMS, Reading(True, wording)) == named_and_agreed


def test_a_withdrawn_file_opens_for_nobody():
    everything = Reading(True, agreed(Disclosure.PUBLIC))
    assert verdict_of(Disclosure.PUBLIC, TERMS, everything, is_withdrawn=True) == Verdict.WITHDRAWN


def test_other_words_are_agreed_to_anew_and_other_line_breaks_are_not():
    before = Reading(True, agreed(Disclosure.LICENSED))
    assert verdict_of(Disclosure.LICENSED, Terms(f"{TERMS.text}複写しない。"), before) == Verdict.TO_AGREE
    assert verdict_of(Disclosure.NDA, TERMS, before) == Verdict.TO_AGREE
    said = Reading(False, agreed(Disclosure.LICENSED, Terms("a b")))
    assert verdict_of(Disclosure.LICENSED, Terms(" a\r\nb "), said) == Verdict.OPEN


def test_a_file_that_holds_the_terms_is_agreed_to_and_another_one_anew():
    held = Terms(files=("a1",))
    before = Reading(True, agreed(Disclosure.NDA, held))
    assert verdict_of(Disclosure.NDA, held, before) == Verdict.OPEN
    assert verdict_of(Disclosure.NDA, Terms(files=("b2",)), before) == Verdict.TO_AGREE
    assert verdict_of(Disclosure.NDA, Terms(TERMS.text, ("a1",)), before) == Verdict.TO_AGREE


@pytest.mark.parametrize("disclosure", [Disclosure.LICENSED, Disclosure.NDA])
def test_what_stands_nowhere_is_agreed_to_by_nobody(disclosure):
    for blank in (Terms(), Terms(" \n")):
        known = Reading(True, frozenset({terms_digest(disclosure, blank)}))
        assert verdict_of(disclosure, blank, known) == Verdict.NO_TERMS
    assert verdict_of(Disclosure.NDA, Terms(), Reading(False)) == Verdict.NOT_NAMED


def test_only_a_pdf_can_carry_a_name():
    check_kind(Disclosure.PUBLIC, "text/csv")
    check_kind(Disclosure.NDA, "application/pdf")
    with pytest.raises(DomainError) as refusal:
        check_kind(Disclosure.LICENSED, "text/csv", "disclosure")
    assert refusal.value.field == "disclosure"


def test_a_reading_holds_until_the_instant_of_its_end():
    now = datetime(2026, 11, 22, tzinfo=UTC)
    assert is_standing(None, now)
    assert is_standing(now + timedelta(seconds=1), now)
    assert not is_standing(now, now)
