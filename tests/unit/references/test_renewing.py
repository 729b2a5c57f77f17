"""What the draft of a next version begins with, and in what it only repeats the version before."""

from datetime import date

import pytest

from app.references.rules import labels, renewing
from app.references.rules.facts import VersionFacts
from app.references.rules.renewing import Same

DAY = date(2026, 4, 1)


@pytest.mark.parametrize(
    ("label", "taken", "found"),
    [
        ("初版", (), "第2版"),
        ("初版", ("第2版",), "第3版"),
        ("第9版", (), "第10版"),
        ("第９版", (), "第10版"),
        ("1.3", (), "1.4"),
        ("v1.09", (), "v1.10"),
        ("Ver. 2", ("Ver. 3",), "Ver. 4"),
        ("2025年版", (), "2026年版"),
        ("2025年度版", (), "2026年度版"),
        ("2024", (), "2026"),
        ("2026年版", (), "2026年版（2）"),
        ("2026年版", ("2026年版（2）", "2026年版(3)"), "2026年版（4）"),
        ("2026年版（2）", ("2026年版",), "2026年版（3）"),
        ("2026年度版 (2)", ("2026年度版",), "2026年度版（2）"),
        ("２０２６", (), "2026（2）"),
        ("2025年版（3）", (), "2026年版"),
        ("2025年版（3）", ("2026年版",), "2026年版（2）"),
        ("FISC第9版改訂", (), ""),
        ("2018年のホワイトペーパー", (), ""),
        ("", (), ""),
    ],
)
def test_the_next_name_follows_where_it_can_be_told(label, taken, found):
    assert labels.next_label(label, {label, *taken}, 2026) == found


@pytest.mark.parametrize(
    ("label", "number", "is_said"),
    [
        ("第2版", 2, True),
        ("第２版", 2, True),
        ("第二版", 2, True),
        ("第十版", 10, True),
        ("第二十一版", 21, True),
        ("v2", 2, True),
        ("Ver. 2", 2, True),
        ("2", 2, True),
        ("2版", 2, True),
        ("第3版", 2, False),
        ("第三版", 2, False),
        ("1.2", 2, False),
        ("初版", 1, False),
        ("2026年版", 2, False),
        ("第2版（改）", 2, False),
        ("第百版", 100, False),
        ("", 1, False),
    ],
)
def test_a_name_that_is_the_number_says_nothing_beside_it(label, number, is_said):
    assert labels.says_number(label, number) is is_said


def test_a_copy_has_no_day_and_keeps_the_rest():
    head = VersionFacts(label="初版", authors=("A",), premise_models=("iaas",), premise="x", as_of_on=DAY)
    found = renewing.next_head(head, {"初版"}, 2026)
    assert found == VersionFacts(label="第2版", authors=("A",), premise_models=("iaas",), premise="x")


@pytest.mark.parametrize(
    ("label", "day", "others", "found"),
    [
        ("初版", DAY, [], [Same.LABEL, Same.DAY, Same.CONTENTS]),
        ("第2版", date(2026, 5, 1), ["needed"], []),
        ("第2版", date(2026, 5, 1), [], [Same.CONTENTS]),
        ("", None, ["needed"], []),
    ],
)
def test_what_is_as_before_is_told_part_by_part(label, day, others, found):
    before = VersionFacts(label="初版" if label else "", as_of_on=DAY if day else None)
    assert renewing.same(before, VersionFacts(label=label, as_of_on=day), others) == found
