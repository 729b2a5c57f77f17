"""What is typed on the page of a question: each type of part read, what is wrong told where it stands."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from app.diligence.forms import answers
from app.diligence.forms.answers import Typed, entered, is_same, name_of, typed_from, typed_on
from app.diligence.models import Stance
from app.diligence.queries.answers import given_of
from app.diligence.rules.differing import Standing as Differs
from app.diligence.rules.differing import compared
from app.diligence.rules.entering import NOT_CHOICE, NOT_COUNTRY, NOT_NUMBER, TOO_LONG, Fault
from app.diligence.rules.given import Given
from app.diligence.rules.setting_aside import together
from app.diligence.rules.sheets import Said
from app.diligence.rules.standing import Standing, is_asked_back, standing
from app.diligence.rules.wanting import HOLDS, NO_CONDITION, NO_REASON
from app.diligence.services.answering import Facts
from app.diligence.sheets.said import answer_told
from app.standards.sheets.voices import Voice
from tests.factories.asking import option, question

LABEL = {"ja": "件", "en": "items"}
ALL = question(
    "q-1",
    {"key": "is_so", "type": "yes_no"},
    {"key": "one", "type": "single", "options": [option("a"), option("b")]},
    {"key": "some", "type": "multi", "options": [option("a"), option("b")], "required": False},
    {"key": "count", "type": "number", "unit": LABEL, "required": False},
    {"key": "share", "type": "percent", "decimals": 1, "required": False},
    {"key": "on", "type": "date", "required": False},
    {"key": "where", "type": "country", "several": True, "required": False},
    {"key": "how", "type": "text", "required": False},
)
REST = question(
    "q-2",
    {"key": "home", "type": "country"},
    {"key": "grade", "type": "score", "min": 1, "max": 5},
    {"key": "proof", "type": "file"},
    {
        "key": "sites", "type": "table",
        "columns": [
            {"key": "name", "type": "text", "label": LABEL},
            {"key": "places", "type": "country", "several": True, "label": LABEL, "required": False},
            {"key": "since", "type": "date", "label": LABEL, "required": False},
            {"key": "staff", "type": "number", "unit": LABEL, "label": LABEL, "required": False},
        ],
    },
)  # fmt: skip
FILES = question("q-3", {"key": "proof", "type": "file"})
SITES = [
    {"name": "東京", "places": ["JP", "US"], "since": "2026-04-01", "staff": "1200"},
    {"name": "大阪"},
]  # fmt: skip


def stored(facts: Facts) -> Any:
    """As the service keeps it: beside a refusal what was entered only waits."""
    holds = facts.stance is None or facts.stance in HOLDS
    parts, aside = (dict(facts.parts), {}) if holds else ({}, dict(facts.parts))
    kept = together(aside, facts.aside or {})
    return SimpleNamespace(
        **{**vars(facts), "parts": parts}, set_aside=kept, carried_from_id=None, is_attested_anew=True,
        substitute_kind=None, substitute_file_id=None, substitute_address="", substitute_place="",
    )  # fmt: skip


class Form(dict[str, Any]):
    """What the form holds beside the parts."""

    def __init__(self, **said: str) -> None:
        super().__init__({name: SimpleNamespace(data=said.get(name, "")) for name in answers.BESIDE})
        self.stance = SimpleNamespace(data=said.get("stance", ""))


def read(asked: Any, sent: list[tuple[str, str]], dropped: str = "", **beside: str) -> Any:
    return entered(asked, typed_on(asked, Form(**beside), MultiDict(sent), dropped))  # type: ignore[arg-type]


def cells(number: int, **typed: str) -> list[tuple[str, str]]:
    return [(f"p-sites-{number}-{key}", text) for key, text in typed.items()]


def test_each_type_of_part_is_read_into_its_stored_form():
    found = read(ALL, [
        ("p-is_so", "yes"), ("p-one", "b"), ("p-some", "b"), ("p-some", "a"), ("p-count", "１，２００"),
        ("p-share", "99.5%"), ("p-on", "令和8年4月1日"), ("p-where", "US"), ("p-where", ""), ("p-where", "jp"),
        ("p-how", " 手順書\r\nによる "),
    ], stance="answered")  # fmt: skip
    assert found.is_whole
    assert found.facts == Facts(Stance.ANSWERED, {
        "is_so": "yes", "one": "b", "some": ["a", "b"], "count": "1200", "share": "99.5", "on": "2026-04-01",
        "where": ["JP", "US"], "how": "手順書\nによる",
    })  # fmt: skip
    found = read(REST, [
        ("p-home", "JP"), ("p-grade", "4"),
        *cells(3, name="東京", places="JP、us", since="2026/4/1", staff="1,200"),
        *cells(7, name="", places="", since=""),
        *cells(12, name="大阪"),
    ], stance="answered")  # fmt: skip
    assert found.facts.parts == {"home": "JP", "grade": 4, "sites": SITES}
    assert found.typed.rows == {"sites": [3, 12]}


def test_what_is_wrong_is_told_where_it_stands_and_the_rest_is_kept():
    found = read(
        ALL, [("p-is_so", "yes"), ("p-one", "z"), ("p-count", "多い"), ("p-how", "はい")], stance="answered"
    )
    assert found.faults == [
        Fault("one", NOT_CHOICE, {"text": "z"}), Fault("count", NOT_NUMBER, {"text": "多い"}),
    ]  # fmt: skip
    assert found.facts == Facts(Stance.ANSWERED, {"is_so": "yes", "how": "はい"})
    assert found.typed.parts["count"] == ["多い"]
    found = read(
        REST, [*cells(2, name="東京", staff="1"), *cells(5, name="大阪", staff="x")], stance="answered"
    )
    assert [(one.part, one.row, one.column) for one in found.faults] == [("sites", 2, "staff")]
    assert found.facts.parts["sites"] == [{"name": "東京", "staff": "1"}, {"name": "大阪"}]
    assert name_of("sites", found.typed.rows["sites"][1], "staff") == "p-sites-5-staff"


def test_a_row_can_be_taken_away():
    sent = [*cells(1, name="東京"), *cells(2, name="大阪")]
    assert read(REST, sent, "sites-1").facts.parts["sites"] == [{"name": "大阪"}]
    assert len(read(REST, sent, "other-1").facts.parts["sites"]) == 2


@pytest.mark.parametrize(
    ("stance", "beside", "stored", "wrong"),
    [
        ("not_applicable", {}, Stance.NOT_APPLICABLE, [Fault("reason", NO_REASON)]),
        ("refused", {"comment": "後日"}, Stance.REFUSED, [Fault("reason", NO_REASON)]),
        ("conditional", {}, Stance.CONDITIONAL, [Fault("condition", NO_CONDITION)]),
        ("conditional", {"condition": "契約後"}, Stance.CONDITIONAL, []),
        ("not_applicable", {"reason": "委託していない"}, Stance.NOT_APPLICABLE, []),
        ("refused", {"reason": "規程", "substitute": "SOC 2"}, Stance.REFUSED, []),
        ("something", {}, Stance.ANSWERED, []),
    ],
)
def test_each_kind_of_answer_wants_its_own(stance, beside, stored, wrong):
    found = read(ALL, [("p-is_so", "yes")], stance=stance, **beside)
    assert (found.facts.stance, found.beside) == (stored, wrong)
    assert found.facts.parts == {"is_so": "yes"}
    assert {name: getattr(found.facts, name) for name in beside} == beside


@pytest.mark.parametrize("stance", list(Stance)[1:])
def test_the_kind_that_was_chosen_comes_back_while_its_reason_is_missing(stance):
    """And what was entered beside it; none of it is an answer."""
    facts = read(ALL, [("p-is_so", "yes"), ("p-one", "b")], stance=stance.value).facts
    assert facts.parts == {"is_so": "yes", "one": "b"}
    row = stored(facts)
    assert typed_from(ALL, row, str).stance == stance
    assert typed_from(ALL, row, str).parts["one"] == ["b"]
    assert is_same(row, facts)
    assert given_of(row) is None
    heard: list[Any] = []
    compared([], {"q-1": Differs({**vars(facts), "stance": stance.value}, 1)}, heard.append)  # type: ignore[arg-type]
    assert heard == [{}]
    assert answer_told(ALL, row, Voice("ja")) == []
    row.reason = row.condition = "契約後"
    assert given_of(row) == Given(stance, row.parts)


def test_a_condition_without_an_answer_to_it_keeps_its_kind():
    facts = read(ALL, [], stance="conditional", condition="契約後").facts
    assert facts == Facts(None, condition="契約後")
    assert typed_from(ALL, stored(facts), str).stance == Stance.CONDITIONAL


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("日本", ["JP"]), ("Japan、ドイツ, us", ["DE", "JP", "US"]), ("JP US", ["JP", "US"]),
        ("アメリカ合衆国; japan", ["JP", "US"]), ("United States", ["US"]), ("ＪＰ", ["JP"]), (" , ", None),
    ],
)  # fmt: skip
def test_a_country_is_written_by_name_or_code(typed, stored):
    found = read(REST, cells(1, name="東京", places=typed), stance="answered")
    assert found.facts.parts["sites"][0].get("places") == stored
    assert not found.faults


def test_what_names_no_country_is_told_as_it_was_typed():
    found = read(REST, cells(1, name="東京", places="日本、東の国 2"), stance="answered")
    assert found.faults == [Fault("sites", NOT_COUNTRY, {"value": "東の国 2"}, 1, "places")]


def test_a_reason_of_another_kind_of_answer_is_left_out_and_a_long_one_refused():
    found = read(
        ALL, [("p-is_so", "yes")], stance="answered", reason="前の理由", condition="前の条件", comment="注"
    )
    assert found.facts == Facts(Stance.ANSWERED, {"is_so": "yes"}, comment="注")
    found = read(ALL, [], stance="not_applicable", reason="対象外", condition="契約後", substitute="SOC 2")
    assert found.facts == Facts(Stance.NOT_APPLICABLE, reason="対象外")
    assert found.is_kept
    found = read(ALL, [("p-is_so", "yes")], stance="answered", comment="長" * 10_001)
    assert found.beside == [Fault("comment", TOO_LONG, {"length": 10_001, "count": 10_000})]
    assert found.facts.comment == ""
    assert not found.is_whole
    assert not found.is_kept


def test_without_a_word_nothing_was_answered_unless_only_files_are_wanted():
    assert read(ALL, [], stance="answered").facts == Facts(None)
    assert is_same(None, read(ALL, [("p-count", " ")], stance="answered").facts)
    assert read(FILES, [], stance="answered").facts == Facts(Stance.ANSWERED)
    assert not is_same(None, Facts(Stance.ANSWERED))


def test_what_is_stored_comes_back_as_it_is_typed():
    kept = {"home": "JP", "grade": 4, "sites": SITES}
    row = stored(Facts(Stance.ANSWERED, kept, comment="注"))
    typed = typed_from(REST, row, lambda day: f"〔{day}〕")
    assert typed.parts["grade"] == ["4"]
    assert typed.parts["sites"][0] == {
        "name": ["東京"],
        "places": ["JP", "US"],
        "since": ["〔2026-04-01〕"],
        "staff": ["1200"],
    }
    again = entered(REST, typed_from(REST, row, str)).facts
    assert again == Facts(Stance.ANSWERED, kept, comment="注")
    assert is_same(row, again)
    assert not is_same(row, Facts(Stance.ANSWERED, kept))
    assert typed_from(REST, None, str) == Typed(
        Stance.ANSWERED,
        {"home": [], "grade": [], "sites": []},
        dict.fromkeys(answers.BESIDE, ""),
        {"sites": []},
    )


def test_how_a_question_stands():
    asked = question("q-4")
    whole, begun = Said(Given(Stance.ANSWERED, {"is_so": "yes"})), Said(None)
    assert standing(asked, None) == Standing.OPEN
    assert standing(asked, begun) == Standing.BEGUN
    assert standing(asked, whole) == Standing.ANSWERED
    assert standing(asked, whole, is_carried=True) == Standing.CARRIED
    assert standing(asked, whole, is_carried=True, asked_back=True) == Standing.ASKED_BACK
    now = datetime(2026, 4, 1, tzinfo=UTC)
    assert [is_asked_back(*pair) for pair in (
        (None, None), (now, None), (now, now - timedelta(1)), (now, now + timedelta(1)), (None, now),
    )] == [False, True, True, False, False]  # fmt: skip
