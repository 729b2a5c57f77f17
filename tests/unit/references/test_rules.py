"""Rules of references: numbers as they are typed, what is at fault, what differs, which addresses are links."""

from dataclasses import replace
from datetime import date

import pytest

from app.core.errors import DomainError
from app.references.models import Acts, Conformity, Layout, PaperKind, VersionState
from app.references.rules import comparing, facts, faults, numbers, states
from app.references.rules.comparing import Change
from app.references.rules.facts import PaperFacts, RecordFacts, VersionFacts

DOCUMENT, CERTIFICATE = PaperKind.DOCUMENT, PaperKind.CERTIFICATE
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("05、21、24", ("05", "21", "24")),
        ("０５，２１ 24", ("05", "21", "24")),
        ("05・05;21/24\n", ("05", "21", "24")),
        ("[05]、*21", ("05", "21")),
        ("A-1, B2", ("A-1", "B2")),
        (" 、, ", ()),
    ],
)
def test_numbers_are_read_as_people_type_them(typed, found):
    assert numbers.parse(typed) == found


@pytest.mark.parametrize(
    ("asked", "known", "found", "unknown"),
    [
        (("21", "05"), ("05", "21"), ("05", "21"), ()),
        (("5",), ("05",), ("05",), ()),
        (("5",), ("05", "5"), ("5",), ()),
        (("5",), ("05", "005"), (), ("5",)),
        (("99", "05"), ("05",), ("05",), ("99",)),
        (("0",), ("00",), ("00",), ()),
    ],
)
def test_a_number_is_found_in_the_spelling_of_the_list(asked, known, found, unknown):
    assert numbers.resolve(asked, known) == (found, unknown)


def test_numbers_stand_by_value():
    assert numbers.in_order(["100", "21", "05", "A-10", "A-9"]) == ["05", "21", "100", "A-9", "A-10"]


@pytest.mark.parametrize(
    ("address", "is_good"),
    [
        ("https://example.com/a?b=1#c", True),
        ("HTTP://example.com", True),
        ("https://例え.jp/", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.com", False),
        ("https://", False),
        ("https://a b", False),
        ("https://user@example.com", False),
        ("https://[x", False),
        ("ftp://example.com", False),
    ],
)
def test_a_link_leads_to_the_web_and_nowhere_else(address, is_good):
    assert facts.is_web_address(address) is is_good


def test_a_record_takes_the_numbers_that_are_listed_under_its_kind():
    listed = [(DOCUMENT, "05"), (CERTIFICATE, "21")]
    said = RecordFacts(documents=("5",), certificates=("21",))
    assert facts.checked_record(said, listed).documents == ("05",)
    with pytest.raises(DomainError) as caught:
        facts.checked_record(RecordFacts(documents=("21",)), listed)
    assert caught.value.field == "documents"


@pytest.mark.parametrize(
    ("conformity", "is_taken"),
    [(Conformity.CONDITIONAL, True), (Conformity.OUT_OF_SCOPE, True), (Conformity.CONFORMABLE, False), (None, False)],
)  # fmt: skip
def test_a_condition_never_stands_beside_what_conforms_without_one(conformity, is_taken):
    said = RecordFacts(conformity=conformity, conformity_note="専用線のみ")
    if is_taken:
        assert facts.checked_record(said, []) == said
        return
    with pytest.raises(DomainError) as caught:
        facts.checked_record(said, [])
    assert caught.value.field == "conformity_note"


@pytest.mark.parametrize(
    ("given", "is_fault"),
    [({}, True), ({"conformity_note": "専用線のみ"}, False), ({"needed": "専用線でつなぐ"}, False)],
)
def test_what_conforms_on_conditions_says_on_which(given, is_fault):
    record = RecordFacts(conformity=Conformity.CONDITIONAL, **given)
    found = [one.message for one in faults.find(HEAD, {"統1": record}, [], ["統1"], TODAY)]
    assert found == ([faults.NO_CONDITION] if is_fault else [])


def refused(given):
    with pytest.raises(DomainError) as caught:
        facts.checked_paper(given, TODAY)
    return caught.value.field


def test_a_paper_has_one_number_and_a_title_unless_it_is_not_used():
    good = PaperFacts(
        kind=DOCUMENT, number=" ０５", title="回答書", url="https://example.com", checked_on=TODAY
    )
    assert facts.checked_paper(good, TODAY).number == "05"
    assert facts.checked_paper(PaperFacts(kind=DOCUMENT, number="06", is_missing=True), TODAY).is_missing
    assert refused(PaperFacts(kind=DOCUMENT, number="、", title="x")) == "number"
    assert refused(PaperFacts(kind=DOCUMENT, number="5、6", title="x")) == "number"
    assert refused(PaperFacts(kind=DOCUMENT, number="5")) == "title"
    assert refused(PaperFacts(kind=DOCUMENT, number="5", title="x", is_missing=True)) == "is_missing"
    assert refused(PaperFacts(kind=DOCUMENT, number="5", title="x", url="file:///etc")) == "url"
    assert (
        refused(PaperFacts(kind=DOCUMENT, number="5", title="x", checked_on=date(2026, 11, 23)))
        == "checked_on"
    )


def test_authors_stand_once_and_models_in_the_order_of_the_register():
    said = VersionFacts(authors=(" A ", "B", "A", ""), premise_models=("saas", "iaas"))
    found = facts.checked_version(said, TODAY)
    assert (found.authors, found.premise_models) == (("A", "B"), ("iaas", "saas"))
    with pytest.raises(DomainError):
        facts.checked_version(VersionFacts(premise_models=("cloud",)), TODAY)


def test_a_version_speaks_of_no_day_to_come():
    ahead = VersionFacts(as_of_on=date(2026, 11, 23))
    with pytest.raises(DomainError) as caught:
        facts.checked_version(ahead, TODAY)
    assert (caught.value.message, caught.value.field) == (facts.AHEAD, "as_of_on")
    assert facts.checked_version(VersionFacts(as_of_on=TODAY), TODAY).as_of_on == TODAY


def test_each_layout_and_its_others_are_all_columns_once():
    for layout in Layout:
        every = (*facts.COLUMNS[layout], *facts.other_columns(layout))
        assert sorted(every) == sorted(facts.RECORD_FIELDS)


HEAD = VersionFacts(authors=("A",), premise_models=("iaas",), as_of_on=TODAY)
PAPERS = [
    PaperFacts(kind=DOCUMENT, number="05", title="x"), PaperFacts(kind=DOCUMENT, number="06", is_missing=True),
]  # fmt: skip


def found(head=HEAD, items=("統20", "統21"), **records):
    return [
        (one.message, one.item, one.params.get("number"))
        for one in faults.find(head, records, PAPERS, items, TODAY)
    ]


def test_what_keeps_a_draft_from_being_published_is_named():
    good = RecordFacts(conformity=Conformity.CONFORMABLE, documents=("05",))
    assert found(統20=good, 統21=RecordFacts(customer_acts=Acts.NO)) == []
    assert found(VersionFacts(), 統20=good) == [
        (faults.NO_AUTHORS, "", None), (faults.NO_PREMISES, "", None), (faults.NO_DAY, "", None),
    ]  # fmt: skip
    in_words = replace(HEAD, premise_models=(), premise="仮想マシンを使う場合")
    assert found(in_words, 統20=good) == []
    ahead = replace(HEAD, as_of_on=date(2026, 11, 23))
    assert found(ahead, 統20=good) == [(faults.DAY_AHEAD, "", None)]
    assert found() == [(faults.NO_RECORDS, "", None)]
    assert found(統20=RecordFacts(needed="x")) == [(faults.SAYS_NEITHER, "統20", None)]
    assert found(統99=good) == [(faults.ITEM_GONE, "統99", None)]
    numbered = RecordFacts(
        conformity=Conformity.OUT_OF_SCOPE, documents=("05", "06", "07"), certificates=("05",)
    )
    assert found(統20=numbered) == [
        (faults.NUMBER_UNKNOWN, "統20", "07"),
        (faults.NUMBER_NOT_USED, "統20", "06"),
        (faults.NUMBER_UNKNOWN, "統20", "05"),
    ]


def test_records_added_removed_and_changed_are_told_field_by_field():
    before = {
        "統20": RecordFacts(needed="a"),
        "統21": RecordFacts(needed="b"),
        "統24": RecordFacts(needed="c"),
    }
    after = {
        "統24": RecordFacts(needed="c"),
        "統20": RecordFacts(needed="A"),
        "統99": RecordFacts(simple="s"),
    }
    told = comparing.record_changes(before, after, ["統20", "統21", "統24"])
    assert [(one.item, one.kind) for one in told] == [
        ("統20", Change.CHANGED), ("統21", Change.REMOVED), ("統99", Change.ADDED),
    ]  # fmt: skip
    assert [(one.name, one.before, one.after) for one in told[0].fields] == [("needed", "a", "A")]
    assert [(one.name, one.after) for one in told[2].fields] == [("simple", "s")]


def test_a_paper_that_became_unused_is_a_change():
    after = [
        PaperFacts(kind=DOCUMENT, number="05", is_missing=True),
        PaperFacts(kind=CERTIFICATE, number="05"),
    ]
    told = comparing.paper_changes(PAPERS, after)
    assert [(one.paper.key, one.kind) for one in told] == [
        ((DOCUMENT, "05"), Change.CHANGED), ((CERTIFICATE, "05"), Change.ADDED), ((DOCUMENT, "06"), Change.REMOVED),
    ]  # fmt: skip
    assert [one.name for one in told[0].fields] == ["title", "is_missing"]


@pytest.mark.parametrize(
    ("left", "right", "fields", "decides"),
    [
        (RecordFacts(needed="a"), RecordFacts(needed="b"), ("needed",), False),
        (RecordFacts(needed="a"), RecordFacts(), ("needed",), True),
        (RecordFacts(conformity=Conformity.CONFORMABLE), RecordFacts(), ("conformity",), True),
        (RecordFacts(provider_acts=Acts.YES), RecordFacts(provider_acts=Acts.NO), ("provider_acts",), True),
        (RecordFacts(conformity=Conformity.CONFORMABLE), None, ("conformity",), True),
        (RecordFacts(confirmed="x", simple="s"), RecordFacts(confirmed="y"), ("confirmed", "simple"), False),
        (RecordFacts(documents=("05",)), None, (), True),
    ],
)
def test_two_references_differ_in_what_decides_and_in_their_wording(left, right, fields, decides):
    (side,) = comparing.sides({"統20": left} if left else {}, {"統20": right} if right else {}, ["統20"])
    assert (side.differing, side.differs, side.decides) == (fields, True, decides)


def test_papers_numbered_otherwise_are_no_difference_of_two_references():
    left, right = RecordFacts(needed="a", documents=("05",)), RecordFacts(needed="a", documents=("A-1",))
    (side,) = comparing.sides({"統20": left}, {"統20": right}, ["統20"])
    assert (side.differing, side.differs, side.decides) == ((), False, False)


def test_nothing_comes_back_from_being_withdrawn():
    assert states.may_move(VersionState.DRAFT, VersionState.PUBLISHED)
    assert states.may_move(VersionState.PUBLISHED, VersionState.WITHDRAWN)
    assert not states.may_move(VersionState.PUBLISHED, VersionState.DRAFT)
    assert not any(states.may_move(VersionState.WITHDRAWN, one) for one in VersionState)
    assert states.draft_number(True) != states.draft_number(False)


def test_what_somebody_saw_is_recognised():
    assert facts.digest(None) == ""
    assert facts.digest(RecordFacts(needed="a")) == facts.digest(RecordFacts(needed="a"))
    assert facts.digest(RecordFacts(needed="a")) != facts.digest(RecordFacts(needed="b"))
