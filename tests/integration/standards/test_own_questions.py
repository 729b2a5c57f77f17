"""A question of the institution's own in its form: what each type expects, when it is asked, how it looks before."""

import pytest

from app.core import audit
from app.core.audit import AuditEvent
from app.core.db import db
from app.standards.models import LayerAct
from app.standards.queries import layers
from app.standards.rules import layering
from tests.factories.identity import Made, context
from tests.integration.standards.test_layering import (
    AT,
    HERE,
    KEY,
    NEW,
    OWN,
    change_of,
    ground,
    pages,
    publish,
)

__all__ = ["ground", "pages"]

ID = "own.branch-visit"
CHOICES = {"options_ja": "月次\n年次\nなし", "options_en": "Monthly\nYearly\nNever"}
NUMBER = {"type": "number", "unit_ja": "件", "unit_en": "items"}
EXPECTING = [
    ("yes_no", {"expect": "no"}, "no", "期待する回答：いいえ"),
    ("single", {**CHOICES, "points": "100\n５０%\n0"}, None, "点数の50%"),
    (
        "multi",
        {**CHOICES, "chosen_how": "all", "chosen": "１、2"},
        {"all": ["option_1", "option_2"]},
        "次のすべて（月次、年次）",
    ),
    ("multi", {**CHOICES, "chosen_how": "any", "chosen": "2"}, {"any": ["option_2"]}, "次の1つ以上（年次）"),
    ("multi", {**CHOICES, "chosen_how": "none", "chosen": "3"}, {"none": ["option_3"]}, "次のどれも選ばない（なし）"),
    ("multi", {**CHOICES, "alone": "３"}, None, "「なし」は他の選択肢と一緒に選べません。"),
    (
        "number",
        {"unit_ja": "件", "unit_en": "items", "from_figure": "１,000", "to_figure": "2000.5", "decimals": "1"},
        {"at_least": 1000.0, "at_most": 2000.5},
        "1,000件以上 2,000.5件以下",
    ),
    ("percent", {"from_figure": "99.95", "decimals": "2"}, {"at_least": 99.95}, "99.95%以上"),
    ("score", {"low": "1", "high": "5", "from_figure": "3"}, {"at_least": 3.0}, "3以上"),
    ("date", {"months": "12"}, {"within_months": 12}, "12か月以内"),
    ("country", {"countries": "日本\nUS", "several": "y"}, {"only": ["JP", "US"]}, "だけ"),
]  # fmt: skip


def add(pages, status=303, button=None, **fields):
    return pages.submit(f"{HERE}/own-questions/new", button, status, fields={**OWN, "expect": "", **fields})


def errors(page):
    return {link["href"][1:]: link.parent.get_text() for link in page.select(".error-summary a")}


@pytest.mark.parametrize(("kind", "fields", "expected", "said"), EXPECTING)
def test_what_is_expected_of_each_type(pages, kind, fields, expected, said):
    page = pages.follow(add(pages, type=kind, **fields))
    assert said in page.select_one(".part-preview").get_text()
    assert change_of(LayerAct.ADD, ID).values.get("expect") == expected
    edit = pages.get(f"{HERE}/own-questions/{ID}")
    again = pages.submit(f"{HERE}/own-questions/{ID}", status=422)
    assert "何も変更されていません" in again.get_text()  # the form holds all that was saved
    assert edit.select_one("select[name=type] option[selected]")["value"] == kind
    publish(pages)
    assert pages.get(f"{HERE}/questions/{ID}").select_one(".part-preview")


def test_a_choice_that_excludes_the_others_is_kept_with_its_place(pages):
    add(pages, type="multi", **CHOICES, alone="3")
    marks = [one.get("exclusive") for one in change_of(LayerAct.ADD, ID).values["options"]]
    assert marks == [None, None, True]
    edit = f"{HERE}/own-questions/{ID}"
    assert pages.get(edit).select_one("input[name=alone]")["value"] == "3"
    wrong = (
        ({"alone": "4"}, "alone", "選択肢に4番はありません。"),
        ({"alone": "1, 2, 3"}, "alone", "どの選択肢も単独でしか選べません。"),
        (
            {"chosen_how": "all", "chosen": "1, 3"},
            "chosen",
            "は単独でしか選べないため、すべてを選ぶことはできません。",
        ),
        (
            {"type": "yes_no", "options_ja": "", "options_en": ""},
            "alone",
            "回答の種類が複数選択のときだけ使います",
        ),
    )
    for fields, name, said in wrong:
        assert said in errors(pages.submit(edit, status=422, **fields))[name], fields
    pages.submit(edit, alone="")
    assert all("exclusive" not in one for one in change_of(LayerAct.ADD, ID).values["options"])


def test_points_are_kept_with_their_choices(pages):
    add(pages, type="single", **CHOICES, points="100\n50\n0")
    assert [one["points"] for one in change_of(LayerAct.ADD, ID).values["options"]] == [1, 0.5, 0]
    edit = pages.get(f"{HERE}/own-questions/{ID}")
    assert edit.select_one("textarea[name=points]").get_text().split() == ["100", "50", "0"]


def test_evidence_and_a_cap_with_its_reason(pages):
    page = pages.follow(add(
        pages, evidence_ja="訪問記録", evidence_en="Records of visits", cap="60", why_ja="営業店の声です。",
        why_en="The voice of the branches.",
    ))  # fmt: skip
    said = page.select_one(".sheet").get_text()
    assert "訪問記録" in said
    assert "60点まで" in said
    assert "期限内の「代替措置で可」のときです" in said
    assert "営業店の声です。" in said


CONDITIONS = [
    (
        {"when": "fact", "when_facts": ["category=contract_work"]},
        {"fact": "category", "is": "contract_work"},
        "「案件の区分」が「請負」",
    ),
    (
        {"when": "fact", "when_facts": ["is_cloud=false"], "when_not": "y"},
        {"not": {"fact": "is_cloud", "is": False}},
        "",
    ),
    (
        {"when": "fact", "when_facts": ["data_countries=other_than"], "when_countries": "日本"},
        {"fact": "data_countries", "other_than": ["JP"]},
        "日本",
    ),
    (
        {"when": "answer", "when_answers": ["24-01.service_model=iaas", "24-01.service_model=paas"]},
        {"part": "24-01.service_model", "in": ["iaas", "paas"]},
        "24-01",
    ),
]


@pytest.mark.parametrize(("fields", "condition", "said"), CONDITIONS)
def test_when_it_is_asked(pages, fields, condition, said):
    page = pages.follow(add(pages, **fields))
    assert change_of(LayerAct.ADD, ID).values["ask_when"] == condition
    assert said in page.select_one(".sheet .facts").get_text()
    again = pages.submit(f"{HERE}/own-questions/{ID}", status=422)
    assert "何も変更されていません" in again.get_text()
    pages.submit(
        f"{HERE}/own-questions/{ID}",
        when="",
        when_facts=[],
        when_answers=[],
        when_countries="",
        when_not=None,
    )
    assert "ask_when" not in change_of(LayerAct.ADD, ID).values


def test_a_condition_that_the_form_cannot_say_is_kept(pages, people):
    add(pages)
    change = change_of(LayerAct.ADD, ID)
    both = {"all": [{"fact": "is_cloud", "is": True}, {"fact": "stage", "is": "planning"}]}
    change.values = {**change.values, "ask_when": both}
    audit.record(context(change.made_at), Made.FOR_TEST, change)
    db.session.commit()
    page = pages.get(f"{HERE}/own-questions/{ID}")
    assert "今のまま" in page.select_one("select[name=when] option[selected]").get_text()
    pages.submit(f"{HERE}/own-questions/{ID}", weight="4")
    assert change_of(LayerAct.ADD, ID).values["ask_when"] == both


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"type": "text", "months": "12", "unit_ja": "件"}, {"months", "unit_ja"}),
        ({"type": "single", **CHOICES, "points": "100\n50"}, {"points"}),
        ({"type": "single", **CHOICES, "points": "100\n50\nx"}, {"points"}),
        ({"type": "single", **CHOICES, "points": "100\n50\n101"}, {"points"}),
        ({"type": "multi", **CHOICES, "chosen": "1"}, {"chosen_how"}),
        ({"type": "multi", **CHOICES, "chosen_how": "all"}, {"chosen"}),
        ({"type": "multi", **CHOICES, "chosen_how": "all", "chosen": "1, 4"}, {"chosen"}),
        ({"type": "multi", **CHOICES, "chosen_how": "all", "chosen": "月次"}, {"chosen"}),
        ({"type": "number", "unit_ja": "件", "respondent": "vendor"}, {"unit_ja"}),
        ({"type": "percent", "from_figure": "99.5", "to_figure": "99.75", "decimals": "1"}, {"to_figure"}),
        ({"type": "percent", "from_figure": "99.5"}, {"from_figure"}),
        ({"type": "score", "low": "1", "high": "5", "from_figure": "2.5"}, {"from_figure"}),
        ({"section": "model", "after": "24-22"}, {"after"}),
        ({**NUMBER, "from_figure": "abc", "decimals": "9"}, {"from_figure", "decimals"}),
        ({**NUMBER, "to_figure": "9e99"}, {"to_figure"}),
        ({"type": "percent", "from_figure": "120"}, {"from_figure"}),
        ({"type": "percent", "from_figure": "9", "to_figure": "8"}, {"to_figure"}),
        ({"type": "score"}, {"low"}),
        ({"type": "score", "low": "5", "high": "5"}, {"high"}),
        ({"type": "score", "low": "1", "high": "5", "to_figure": "6"}, {"to_figure"}),
        ({"type": "date", "months": "0"}, {"months"}),
        ({"type": "country", "countries": "どこか"}, {"countries"}),
        ({"cap": "101"}, {"cap", "why_ja"}),
        ({"cap": "50"}, {"why_ja"}),
        ({"why_ja": "理由です。", "why_en": "Because"}, {"cap"}),
        ({"when": "fact"}, {"when_facts"}),
        ({"when_facts": ["is_cloud=true"]}, {"when_facts"}),
        ({"when": "fact", "when_facts": ["is_cloud=true", "access=none"]}, {"when_facts"}),
        ({"when": "fact", "when_facts": ["data_countries=in"]}, {"when_countries"}),
        ({"when": "answer", "when_answers": ["24-22.answer=yes"]}, set()),
        (
            {
                "key": "Bad Key", "text_ja": "{instituton}です。", "type": "number", "cap": "101", "weight": "2",
                "when": "answer", "when_answers": ["24-20.fixed_on=yes"], "touches": "統999", "reason": "",
            },
            {"key", "text_ja", "unit_ja", "cap", "why_ja", "touches", "reason"},
        ),
        ({"when_not": "y"}, {"when_not"}),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_at_its_field_with_all_that_was_typed(pages, fields, wrong):
    page = add(pages, 422, **fields)
    assert set(errors(page)) >= wrong
    assert page.select_one(".error-summary")
    for name in wrong:
        details = page.select_one(f"#{name}").find_parent("details")
        assert details is None or details.has_attr("open")
    typed = page.select_one("textarea[name=text_ja]").get_text().strip()
    assert typed == fields.get("text_ja", OWN["text_ja"])
    for name, value in fields.items():
        found = page.select_one(f"main form [name={name}]")
        if found.name == "input" and found.get("type") != "checkbox":
            assert found["value"] == value
    assert not layers.changes_of(KEY)


def test_it_is_looked_at_in_both_languages_before_anything_is_stored(pages):
    before = db.session.query(AuditEvent).count()
    page = add(pages, 200, "preview", type="multi", **CHOICES, reason="")
    sheets = page.select("#preview .sheet")
    assert [one["lang"] for one in sheets] == ["ja", "en"]
    assert "営業店からの苦情" in sheets[0].get_text()
    assert "What the branches" in sheets[1].get_text() or "branches complain" in sheets[1].get_text()
    assert page.select_one("textarea[name=options_ja]").get_text().split() == ["月次", "年次", "なし"]
    assert not layers.changes_of(KEY)
    assert db.session.query(AuditEvent).count() == before


def test_a_preview_of_what_cannot_be_says_so(pages):
    page = add(pages, 422, "preview", type="number")
    assert set(errors(page)) == {"unit_ja"}
    assert not page.select("#preview")
    assert "key" in errors(add(pages, 422, "preview", key="Branch Visit"))


def test_a_rewording_with_help_and_evidence_is_looked_at_and_saved(pages):
    more = {"help_ja": "国ごとに1行で記入してください。", "help_en": "One line for each country."}
    page = pages.submit(f"{AT}/reword", "preview", 200, fields={**NEW, **more})
    assert "国ごとに1行で記入してください。" in page.select_one("#preview").get_text()
    assert "データ所在一覧" in page.select_one("#preview").get_text()  # evidence as delivered
    assert change_of(LayerAct.REWORD) is None
    pages.submit(f"{AT}/reword", fields={**NEW, **more, "reason": "分かりやすく"})
    version = change_of(LayerAct.REWORD).version
    pages.submit(f"{AT}/reword", "preview", 200, text_en="Other words")
    assert change_of(LayerAct.REWORD).version == version
    publish(pages)
    found = layers.question_of(layers.standing(KEY).content, "24-02")
    assert ((found.help and found.help.en), found.evidence) == (
        more["help_en"],
        layers.question_of(layers.standing(KEY).delivered, "24-02").evidence,
    )
    half = pages.submit(f"{AT}/reword", status=422, help_en="")
    assert set(errors(half)) == {"help_en"}


def test_what_another_own_question_asks_about_stays(pages):
    add(pages, key="a-first", expect="yes")
    add(pages, key="b-second", when="answer", when_answers=["own.a-first.answer=yes"])
    first = change_of(LayerAct.ADD, "own.a-first")
    page = pages.submit(f"{HERE}/changes/{first.id}/take-back", reason="不要", status=422)
    assert "own.b-second" in page.select_one(".error-summary").get_text()
    assert not layering.faults(layers.standing(KEY).delivered, layers.changes_of(KEY))
