"""Which item became which: crosswalks, our word over them, and what became of every item."""

import pytest

from app.standards.content.loading import load_all
from app.standards.models import ItemLink, LinkCertainty
from app.standards.rules.editions import Fate, around, compare, earlier, way
from app.standards.rules.links import (
    Ends,
    Verdict,
    against,
    counterparts,
    delivered,
    links_of,
    standing,
    verdict_of,
)
from tests.factories.content import content
from tests.factories.matrices import delivered as shipped

OLD, NEW = "fisc/8r", "fisc/9r2"
FILE = "catalogue/crosswalks/fisc-8r-9r2.yaml"
PAIR = """\
  - from: 運108
    to: [統20, 統24]
    certainty: proposed
    sources: [{from: BG}]
"""


def decision(
    before: str, after: str, certainty: LinkCertainty = LinkCertainty.CONFIRMED, *, is_rejected: bool = False
) -> ItemLink:
    return ItemLink(
        from_edition=OLD, from_ref=before, to_edition=NEW, to_ref=after, certainty=certainty,
        is_rejected=is_rejected,
    )  # fmt: skip


@pytest.fixture
def files(tmp_path):
    return content(tmp_path)


def catalogue_of(files):
    return load_all(files.questionnaires, files.catalogue)[1]


def fates(catalogue, *decisions, since=OLD, to=NEW):
    changes = compare(catalogue, standing(catalogue, decisions), since, to)
    return {(one.before or one.after[0]).local: one.fate for one in changes}


def pair(before: str, *after: str, certainty: str = "proposed") -> str:
    return (
        f"  - {{from: {before}, to: [{', '.join(after)}], certainty: {certainty}, sources: [{{from: BG}}]}}\n"
    )


def test_an_item_with_two_counterparts_is_split_and_what_nobody_names_is_not_known(files):
    found = fates(catalogue_of(files))
    assert found["運108"] == Fate.SPLIT
    assert found["運108①"] == found["運109"] == Fate.UNKNOWN
    assert found["統21"] == Fate.UNKNOWN  # the older edition holds no number that begins so


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        (pair("運108", "統20"), {"運108": Fate.RENUMBERED}),
        (pair("運108", "統20") + pair("運109", "統20"), {"運108": Fate.MERGED, "運109": Fate.MERGED}),
        (
            pair("運108", "統20") + pair("運108①", "統20"),
            {"運108": Fate.RENUMBERED, "運108①": Fate.RENUMBERED},
        ),
        (pair("運108", "統20") + pair("運109"), {"運109": Fate.GONE}),
        (pair("運108", "統20") + pair("運109", certainty="unknown"), {"運109": Fate.UNKNOWN}),
    ],
    ids=["another number", "merged", "a point goes with its item", "gone", "not certain"],
)
def test_the_crosswalk_says_what_became_of_an_item(files, pairs, expected):
    files.change(FILE, PAIR, pairs)
    assert expected.items() <= fates(catalogue_of(files)).items()


def test_a_rejected_pair_counts_no_more_and_a_pair_of_ours_does(files):
    catalogue = catalogue_of(files)
    rejected = decision("運108", "統24", is_rejected=True)
    assert fates(catalogue, rejected)["運108"] == Fate.RENUMBERED
    assert fates(catalogue, decision("運109", "統24"))["運109"] == Fate.MERGED


def test_our_word_changes_the_certainty_of_a_delivered_pair(files):
    catalogue = catalogue_of(files)
    links = standing(catalogue, [decision("運108", "統20")])
    _came, goes = links_of(links, "fisc/8r/運108")
    assert [(one.after, one.certainty, one.is_ours_alone) for one in goes if NEW in str(one.after)] == [
        ("fisc/9r2/統20", "confirmed", False),
        ("fisc/9r2/統24", "proposed", False),
    ]
    came, _goes = links_of(links, "fisc/9r2/統20")
    assert [one.before for one in came] == ["fisc/8r/運108"]


def test_a_pair_of_ours_alone_stands_beside_the_delivered_ones(files):
    links = standing(catalogue_of(files), [decision("運109", "統21", LinkCertainty.PROPOSED)])
    assert [(one.before, one.is_ours_alone) for one in links_of(links, "fisc/9r2/統21")[0]] == [
        ("fisc/8r/運109", True)
    ]


def test_a_derived_edition_shares_its_numbers_with_the_one_it_comes_from(files):
    catalogue = catalogue_of(files)
    # 8d stands after 8r in the framework, so it is the newer of the two.
    found = fates(catalogue, since=OLD, to="fisc/8d")
    assert found["運108"] == Fate.SAME
    assert found["運109"] == Fate.UNKNOWN
    assert {one.certainty for one in delivered(catalogue) if one.after == "fisc/8d/運108"} == {"proposed"}


def test_editions_are_reached_over_several_crosswalks_with_the_weakest_certainty():
    catalogue = shipped()
    links = standing(catalogue, ())
    assert earlier(links, "fisc/13") == ["fisc/9r2", "fisc/9", "fisc/8r"]
    assert len(way(links, "fisc/8r", "fisc/13")) == 3
    assert way(links, "fisc/13", "fisc/8r") == []
    changes = {one.before.local: one for one in compare(catalogue, links, "fisc/8r", "fisc/13") if one.before}
    assert [one.local for one in changes["運88"].after] == ["統21"]
    assert changes["運88"].certainty == "proposed"


def test_the_delivered_crosswalks_tell_what_is_new():
    catalogue = shipped()
    found = fates(catalogue, since="fisc/9", to="fisc/9r2")
    assert [found[local] for local in ("統20", "実141", "実144", "設1")] == [
        Fate.SAME, Fate.SAME, Fate.NEW, Fate.UNKNOWN,
    ]  # fmt: skip
    amended = fates(catalogue, since="fsa-cyber/2024-10", to="fsa-cyber/2025-07")
    assert [local for local, fate in amended.items() if fate != Fate.SAME] == ["2.3.4.5⑥"]
    assert amended["2.3.4.5⑥"] == Fate.NEW


def test_counterparts_lie_on_one_way_back_or_forth():
    links = standing(shipped(), ())
    newest = counterparts(links, "fisc/13/統24")
    assert newest[:2] == ["fisc/9r2/統24", "fisc/9/統24"]
    assert "fisc/8r/運110" in newest
    # 運109 became 統21 as well, and yet 統21 is none of what 統24 was.
    assert "fisc/9/統21" not in newest
    assert set(counterparts(links, "fisc/9/統24")) >= {"fisc/9r2/統24", "fisc/13/統24", "fisc/8r/運110"}


def test_a_verdict_is_read_back_from_the_record():
    assert verdict_of(decision("運108", "統20")) == Verdict.CONFIRMED
    assert verdict_of(decision("運108", "統20", LinkCertainty.UNKNOWN, is_rejected=True)) == Verdict.REJECTED


# --- items that stand alone --------------------------------------------------------------------


def told(catalogue, *decisions, since=OLD, to=NEW):
    """By number; where both editions hold it, what became of the older one's."""
    changes = compare(catalogue, standing(catalogue, decisions), since, to)
    return {(one.before or one.after[0]).local: (one.fate, one.certainty.value) for one in reversed(changes)}


def between(before: str, from_ref: str, after: str, to_ref: str, certainty=LinkCertainty.CONFIRMED, **values):
    return ItemLink(
        from_edition=before, from_ref=from_ref, to_edition=after, to_ref=to_ref, certainty=certainty,
        **{"is_rejected": False, **values},
    )  # fmt: skip


def test_our_word_tells_what_is_gone_and_what_is_new(files):
    catalogue = catalogue_of(files)
    gone, new = decision("運109", ""), decision("", "統21", LinkCertainty.PROPOSED)
    found = told(catalogue, gone, new)
    assert (found["運109"], found["統21"]) == ((Fate.GONE, "confirmed"), (Fate.NEW, "proposed"))
    assert told(catalogue)["運109"][0] == told(catalogue)["統21"][0] == Fate.UNKNOWN


def test_our_word_stands_over_a_delivered_counterpart(files):
    catalogue = catalogue_of(files)
    assert told(catalogue, decision("運108", ""))["運108"] == (Fate.GONE, "confirmed")
    # One of two counterparts is held to be new: the other one is left.
    found = told(catalogue, decision("", "統20"))
    assert (found["統20"][0], found["運108"][0]) == (Fate.NEW, Fate.RENUMBERED)
    links = standing(catalogue, [decision("運108", "")])
    assert [one.is_overruled for one in links_of(links, "fisc/8r/運108")[1] if one.after_edition == NEW] == [
        True, True, False,
    ]  # fmt: skip
    assert counterparts(links, "fisc/9r2/統20") == []


def test_what_is_said_of_another_edition_overrules_nothing_here(files):
    catalogue = catalogue_of(files)
    elsewhere = between("fisc/8r", "運108", "fisc/8d", "")
    assert told(catalogue, elsewhere)["運108"][0] == Fate.SPLIT
    assert told(catalogue, elsewhere, to="fisc/8d")["運108"] == (Fate.GONE, "confirmed")


def test_a_delivered_word_that_is_held_to_be_wrong_leaves_it_open(files):
    files.change(FILE, PAIR, pair("運108", "統20") + pair("運109"))
    catalogue = catalogue_of(files)
    assert told(catalogue)["運109"] == (Fate.GONE, "proposed")
    assert told(catalogue, decision("運109", "", is_rejected=True))["運109"] == (Fate.UNKNOWN, "unknown")
    assert told(catalogue, decision("運109", ""))["運109"] == (Fate.GONE, "confirmed")


def test_what_only_the_numbers_tell_is_overruled_too():
    catalogue = shipped()
    wrong = between("fisc/9", "", "fisc/9r2", "実144", is_rejected=True)
    sure = between("fisc/9", "", "fisc/9r2", "実144")
    assert told(catalogue, wrong, since="fisc/9", to="fisc/9r2")["実144"] == (Fate.UNKNOWN, "unknown")
    assert told(catalogue, sure, since="fisc/9", to="fisc/9r2")["実144"] == (Fate.NEW, "confirmed")


def test_an_item_that_came_on_the_way_is_new_at_its_end():
    catalogue = shipped()
    assert told(catalogue, since="fisc/8r", to="fisc/9r2")["統1"][0] == Fate.UNKNOWN
    new = between("fisc/8r", "", "fisc/9", "統1")
    assert told(catalogue, new, since="fisc/8r", to="fisc/9r2")["統1"][0] == Fate.NEW
    wrong = between("fisc/8r", "", "fisc/9", "統1", is_rejected=True)
    assert told(catalogue, wrong, since="fisc/8r", to="fisc/9r2")["統1"] == (Fate.UNKNOWN, "unknown")


def test_editions_further_apart_are_told_of_directly():
    catalogue = shipped()
    assert told(catalogue, since="fisc/8r", to="fisc/13")["運88"][0] not in (Fate.GONE, Fate.UNKNOWN)
    gone = between("fisc/8r", "運88", "fisc/13", "")
    assert told(catalogue, gone, since="fisc/8r", to="fisc/13")["運88"] == (Fate.GONE, "confirmed")
    new = between("fisc/8r", "", "fisc/13", "統21")
    found = told(catalogue, new, since="fisc/8r", to="fisc/13")
    assert found["統21"] == (Fate.NEW, "confirmed")
    assert told(catalogue, new, since="fisc/8r", to="fisc/9r2") == told(
        catalogue, since="fisc/8r", to="fisc/9r2"
    )


def test_editions_around_are_those_that_a_report_compares():
    links = standing(shipped(), ())
    assert around(links, "fisc/9") == (["fisc/8r"], ["fisc/9r2", "fisc/13"])
    assert around(links, "dora/2022-2554") == ([], [])


@pytest.mark.parametrize(
    ("ours", "said", "is_against"),
    [
        (("運108", "統20"), Ends(OLD, "運108", NEW, ""), True),
        (("運108", "統20"), Ends(OLD, "", NEW, "統20"), True),
        (("運108", "統20"), Ends(OLD, "", NEW, "統21"), False),
        (("運108", "統20"), Ends(OLD, "運108", "fisc/8d", ""), False),
        (("運108", "統20"), Ends(OLD, "運108", NEW, "統21"), False),
        (("運108", ""), Ends(OLD, "運108", NEW, "統20"), True),
        (("", "統20"), Ends(OLD, "運108", NEW, "統20"), True),
        (("", "統20"), Ends(OLD, "運108", NEW, ""), False),
    ],
)
def test_our_own_word_does_not_contradict_itself(ours, said, is_against):
    assert (against(said, [decision(*ours)]) is not None) == is_against
    assert against(said, [decision(*ours, is_rejected=True)]) is None
