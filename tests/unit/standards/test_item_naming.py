"""Items as a clerk writes them, told by the catalogue; no database."""

import pytest

from app.standards.rules.item_naming import ItemNames, name_of
from tests.factories.questionnaires import delivered

WHOLE = "FISC安全対策基準 9版（令和2年3月版） 統24"
WRITTEN = {
    "統24": "fisc/9r2/統24",
    "統２４": "fisc/9r2/統24",
    "9r2 統24": "fisc/9r2/統24",
    "9版 統20": "fisc/9/統20",
    "ＦＩＳＣ　9版統20": "fisc/9/統20",
    "FISC 統20": "fisc/9r2/統20",
    WHOLE: "fisc/9r2/統24",
    WHOLE.replace("（", "(").replace("）", ")"): "fisc/9r2/統24",
    "fisc/9r2/統24": "fisc/9r2/統24",
    "ｆｉｓｃ／９ｒ２／統２４": "fisc/9r2/統24",
    "DORA 28(2)": "dora/2022-2554/28(2)",
    "28(2)": "dora/2022-2554/28(2)",
    "運108①": "fisc/8r/運108①",
}


@pytest.fixture(scope="module")
def names():
    return ItemNames(delivered()[1], "fisc/9r2")


@pytest.mark.parametrize(("written", "ref"), WRITTEN.items())
def test_what_is_written_means_one_item(names, written, ref):
    assert names.meant(written) == [ref]


@pytest.mark.parametrize("written", ["", "統99", "実1 統24", "fisc/9r2/統99", "9版", "統2 4x"])
def test_what_means_nothing_is_no_item(names, written):
    assert names.meant(written) == []


def test_a_number_of_several_other_editions_is_no_answer():
    found = ItemNames(delivered()[1], "dora/2022-2554").meant("統24")
    assert len(found) > 1
    assert "fisc/9r2/統24" in found


def test_an_item_is_offered_by_number_and_label_its_own_edition_first(names):
    assert names.offered("統24", 20)[0] == "fisc/9r2/統24"
    assert len(names.offered("統24", 2)) == 2
    assert names.offered("令和2年 クラウド", 20)[0].startswith("fisc/9r2/")
    assert names.offered("", 20) == []


def test_it_is_shown_by_title_and_number():
    catalogue = delivered()[1]
    assert name_of(catalogue, "fisc/9r2/統24", "ja") == WHOLE
    assert name_of(catalogue, "gone/1/x", "ja") == "gone/1/x"
