"""The institution's own layer in the pages: made, edited, taken back, published; the delivered content untouched."""

import pytest

from app.core import audit
from app.core.audit import AuditEvent
from app.core.db import db
from app.identity.roles import Role
from app.standards.models import ContentKind, LayerAct, QuestionChange
from app.standards.queries import contents, layers
from tests.conftest import begins_with
from tests.factories.identity import Made, context
from tests.factories.questionnaires import published, questionnaire

KEY, QUESTION = "to24", "24-02"
HERE = f"/questionnaires/{KEY}"
AT = f"{HERE}/questions/{QUESTION}"
NEW = {
    "text_ja": "{institution}のデータを置く国をすべてご回答ください。",
    "text_en": "Name every country where our data are.",
}
OWN = {
    "key": "branch-visit",
    "section": "model",
    "text_ja": "営業店からの苦情を把握していますか。",
    "text_en": "Do you know what the branches complain about?",
    "type": "yes_no",
    "expect": "yes",
    "respondent": "institution",
    "scope": "engagement",
    "levels": "both",
    "weight": "2",
    "touches": "fisc/9r2/統24",
    "reason": "支店長会議の要望",
}


ground = begins_with(lambda at: published(at, KEY, "to23", with_items=True))


@pytest.fixture
def pages(pages_as):
    return pages_as(Role.VENDOR_MANAGER)


def change_of(act, question=QUESTION):
    db.session.expire_all()
    return layers.find_change(KEY, question, act)


def in_use():
    db.session.expire_all()
    return contents.questionnaire(contents.get_version(ContentKind.QUESTIONNAIRE, KEY))


def reworded(pages, **data):
    return pages.submit(f"{AT}/reword", **{**NEW, "reason": "当行の用語に合わせる", **data})


def unexpecting(kind):
    """The usual question with another type of answer."""
    return {"type": kind, "expect": OWN["expect"] if kind == "yes_no" else ""}


def publish(pages):
    return pages.submit(f"{HERE}/publish", "質問票を公開")


def test_a_reworded_question_waits_until_it_is_published(pages):
    reworded(pages)
    assert (
        layers.question_of(in_use(), QUESTION).text.ja
        == layers.question_of(questionnaire(KEY), QUESTION).text.ja
    )
    draft = pages.get(f"{HERE}/draft")
    assert "当行のデータを置く国" in draft.get_text()
    assert draft.select_one(f'tr[id="{QUESTION}"] .tag').get_text() == "文言の変更"
    compared = pages.get(f"{HERE}/publish")
    (row,) = compared.select("tbody tr")
    assert "当行のデータを置く国" in row.get_text()
    assert "リージョンと、サポート要員" in row.get_text()  # what was said before
    publish(pages)
    assert layers.question_of(in_use(), QUESTION).text.ja == NEW["text_ja"]
    page = pages.get(AT)
    assert "提供された文言" in page.get_text()
    assert page.select_one("#changes .tag").get_text() == "使用中"
    assert [row["id"] for row in pages.get(f"{HERE}?own=yes").select("tbody tr[id]")] == [QUESTION]


def test_earlier_versions_stay_readable(pages):
    before = pages.get(HERE).select_one(f'tr[id="{QUESTION}"]').get_text()
    reworded(pages)
    publish(pages)
    assert pages.get(f"{HERE}?version=1").select_one(f'tr[id="{QUESTION}"]').get_text() == before
    assert "当行のデータを置く国" not in pages.get(f"{AT}?version=1").select_one(".sheet").get_text()
    links = [link["href"] for link in pages.get(HERE).select("#versions a")]
    assert links == [f"{HERE}?version=2", f"{HERE}?version=1"]


def test_weigh_hide_and_require(pages):
    pages.submit(f"{AT}/weigh", weight="5", reason="重要")
    pages.submit(f"{HERE}/questions/24-17/hide", reason="対象なし")
    pages.submit(f"{HERE}/questions/24-19/require", levels="y", reason="全件で尋ねる")
    publish(pages)
    found = {question.id: question for question in in_use().questions()}
    assert found[QUESTION].weight == 5
    assert "24-17" not in found
    assert found["24-19"].levels == "both"
    assert "24-17" in pages.get(f"{HERE}/changes").get_text()
    assert "非表示です" in pages.get(f"{HERE}/questions/24-17").get_text()


def test_an_own_question_is_asked_beside_ours(pages):
    response = pages.submit(f"{HERE}/own-questions/new", fields=OWN)
    assert response.headers["Location"] == f"{HERE}/questions/own.branch-visit"
    page = pages.follow(response)
    assert "まだ公開されていません" in page.get_text()
    assert "営業店からの苦情" in page.get_text()
    publish(pages)
    added = layers.question_of(in_use(), "own.branch-visit")
    assert (added.weight, added.parts[0].type, getattr(added.parts[0], "expect", None)) == (
        2,
        "yes_no",
        "yes",
    )
    assert added.touches == ("fisc/9r2/統24",)
    assert in_use().sections[0].questions[-1] == added
    assert (
        pages.get(f"{HERE}/questions/own.branch-visit").select_one("#about a")["href"].endswith("%E7%B5%B124")
    )
    pages.get("/questionnaires")


@pytest.mark.parametrize(
    ("kind", "more", "said"),
    [
        ("yes_no", {}, "期待する回答：はい"),
        ("single", {"options_ja": "月次\n年次", "options_en": "Monthly\nYearly"}, "月次"),
        ("multi", {"options_ja": "月次\n年次", "options_en": "Monthly\nYearly"}, "年次"),
        ("number", {"unit_ja": "件", "unit_en": "items"}, "件"),
        ("percent", {}, "割合（%）"),
        ("date", {}, "日付"),
        ("country", {}, "国"),
        ("score", {"low": "1", "high": "5"}, "5"),
        ("text", {}, "文章"),
        ("file", {}, "ファイル"),
    ],
)
def test_an_own_question_of_each_type(pages, kind, more, said):
    response = pages.submit(f"{HERE}/own-questions/new", fields={**OWN, **unexpecting(kind), **more})
    preview = pages.follow(response).select_one(".part-preview")
    assert said in preview.get_text()
    publish(pages)
    assert layers.question_of(in_use(), "own.branch-visit").parts[0].type == kind


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"key": "Branch Visit"}, "キーは半角"),
        ({"text_en": "", "respondent": "vendor"}, "英語の文言を入力"),
        ({**unexpecting("single"), "options_ja": "月次", "options_en": "Monthly"}, "選択肢を、それぞれ"),
        ({**unexpecting("multi"), "options_ja": "甲\n乙\n丙", "options_en": "A\nB"}, "同じ数だけ"),
        ({**unexpecting("number"), "respondent": "vendor"}, "単位を両方"),
        ({"touches": "統24\nfisc/9r2/統99"}, "2行目「fisc/9r2/統99」という項目はありません"),
        ({"touches": "実1 統24"}, "1行目「実1 統24」という項目はありません"),
        ({"help_ja": "補足です。", "respondent": "vendor"}, "文章が空です"),
        ({"reason": ""}, "理由"),
        ({"text_ja": "{vendor}の体制"}, "{vendor}"),
    ],
)
def test_an_own_question_that_cannot_be(pages, fields, said):
    page = pages.submit(f"{HERE}/own-questions/new", fields={**OWN, **fields}, status=422)
    assert said in page.select_one(".error-summary").get_text()
    assert not layers.changes_of(KEY)


def test_an_own_id_is_given_once(pages):
    pages.submit(f"{HERE}/own-questions/new", fields=OWN)
    again = pages.submit(f"{HERE}/own-questions/new", fields=OWN, status=422)
    assert "すでにあります" in again.select_one(".error-summary").get_text()
    section = questionnaire("to23").sections[0].key
    other = pages.submit(
        "/questionnaires/to23/own-questions/new", fields={**OWN, "section": section}, status=422
    )
    assert "別の質問票" in other.select_one(".error-summary").get_text()


def test_a_published_own_question_keeps_its_type_and_its_choices(pages):
    choices = {**unexpecting("single"), "options_ja": "月次\n年次", "options_en": "Monthly\nYearly"}
    pages.submit(f"{HERE}/own-questions/new", fields={**OWN, **choices})
    publish(pages)
    edit = f"{HERE}/own-questions/own.branch-visit"
    other = pages.submit(edit, type="text", options_ja="", options_en="", status=422)
    assert "回答の種類は変えられません" in other.get_text()
    fewer = pages.submit(edit, options_ja="月次\n随時\n年次", options_en="Monthly\nAt times\nYearly")
    assert fewer.status_code == 303
    assert len(change_of(LayerAct.ADD, "own.branch-visit").values["options"]) == 3


def test_a_change_is_audited_with_its_reason_and_its_history_is_shown(pages):
    reworded(pages)
    reworded(pages, text_ja="データを置く国をご回答ください。", reason="短くする")
    change = change_of(LayerAct.REWORD)
    events = db.session.query(AuditEvent).filter_by(subject_id=change.id).all()
    assert [event.event for event in events] == ["standards:question:changed"] * 2
    page = pages.get(f"{HERE}/changes/{change.id}")
    rows = [
        [cell.get_text(" ", strip=True) for cell in row.select("td")]
        for row in page.select("#history tbody tr")
    ]
    assert [(row[2], row[3], row[4]) for row in rows] == [
        ("短くする", "当行のデータを置く国をすべてご回答ください。", "データを置く国をご回答ください。"),
        ("当行の用語に合わせる", "– 未登録", "当行のデータを置く国をすべてご回答ください。"),
    ]


def test_a_change_is_taken_back(pages):
    reworded(pages)
    publish(pages)
    change = change_of(LayerAct.REWORD)
    pages.submit(f"{HERE}/changes/{change.id}/take-back", reason="元に戻す")
    assert change_of(LayerAct.REWORD) is None
    assert "取り消したが" in pages.get(f"{HERE}/changes").get_text()
    assert db.session.query(AuditEvent).filter_by(event="standards:question:restored").count() == 1
    publish(pages)
    version = contents.get_version(ContentKind.QUESTIONNAIRE, KEY)
    assert (version.number, version.has_own_layer) == (3, False)
    assert in_use() == questionnaire(KEY)


def test_the_second_of_two_editors_sees_both(pages, pages_as):
    reworded(pages)
    other = pages_as(Role.VENDOR_MANAGER)
    page = other.get(f"{AT}/reword")
    sent = {
        field["name"]: field.get("value") or field.get_text()
        for field in page.select("main form [name]")
        if field.name != "button"
    }
    reworded(pages, text_ja="先に保存した文言です。", reason="先")
    conflict = other.post(
        f"{AT}/reword", 409, fields={**sent, "text_ja": "後から保存する文言です。", "reason": "後"}
    )
    assert "先に保存した文言です。" in conflict.select_one(".conflict").get_text()
    assert "後から保存する文言です。" in conflict.select_one("textarea[name=text_ja]").get_text()
    assert change_of(LayerAct.REWORD).values["text"]["ja"] == "先に保存した文言です。"


@pytest.mark.parametrize(
    ("act", "fields", "said"),
    [
        ("reword", {"text_ja": "", "text_en": "Text", "reason": "理由"}, "日本語の文言を入力"),
        ("reword", {"reason": ""}, "理由"),
        ("reword", {"reason": "理由"}, "提供された文言と同じ"),
        ("weigh", {"weight": "3", "reason": "理由"}, "提供された重みと同じ"),
        ("weigh", {"weight": "9", "reason": "理由"}, ""),
        ("require", {"reason": "理由"}, "何を必須にするか"),
        ("require", {"levels": "y", "reason": "理由"}, "すでに簡易・厳格の両方"),
    ],
)
def test_a_change_that_cannot_be(pages, act, fields, said):
    page = pages.submit(f"{AT}/{act}", fields=fields, status=422)
    assert said in page.select_one(".error-summary").get_text()
    assert not layers.changes_of(KEY)


def test_nothing_to_publish_is_said(pages):
    page = pages.get(f"{HERE}/publish")
    assert "公開するものはありません" in page.get_text()
    assert not page.select("main form")
    pages.get(HERE)


def test_who_compared_with_an_older_version_compares_again(pages):
    reworded(pages)
    page = pages.get(f"{HERE}/publish")
    sent = {field["name"]: field.get("value", "") for field in page.select("main form input")}
    publish(pages)
    pages.submit(f"{AT}/weigh", weight="5", reason="重要")
    again = pages.post(f"{HERE}/publish", 422, fields=sent)
    assert "ほかの人がこの質問票を公開" in again.get_text()
    assert contents.get_version(ContentKind.QUESTIONNAIRE, KEY).number == 2


def test_the_delivered_content_stays_as_it_was(pages):
    reworded(pages)
    pages.submit(f"{AT}/weigh", weight="5", reason="重要")
    publish(pages)
    assert in_use().delivered == questionnaire(KEY)


def test_only_the_keepers_change_and_publish(pages, pages_as):
    reworded(pages)
    change = change_of(LayerAct.REWORD)
    for role in (Role.OFFICER, Role.AUDITOR):
        reader = pages_as(role)
        reader.get(f"{HERE}/changes/{change.id}")
        for url in (
            f"{AT}/reword",
            f"{HERE}/own-questions/new",
            f"{HERE}/publish",
            f"{HERE}/changes/{change.id}/take-back",
        ):
            reader.get(url, 403)
    pages.get(f"/questionnaires/to23/changes/{change.id}", 404)


def test_a_layer_that_a_new_delivery_does_not_fit_is_told_and_mended(pages, at):
    made = QuestionChange(
        questionnaire=KEY, question="24-99", act=LayerAct.HIDE, values={}, reason="", made_at=at
    )
    db.session.add(made)

    audit.record(context(at), Made.FOR_TEST, made)
    db.session.commit()
    for url in (f"{HERE}/draft", f"{HERE}/publish", f"{HERE}/changes"):
        page = pages.get(url)
        assert "「24-99」は提供された質問票にありません" in page.select_one(".notice-danger").get_text()
    pages.submit(f"{HERE}/changes/{made.id}/take-back", reason="不要")
    assert not pages.get(f"{HERE}/draft").select(".notice-danger")
