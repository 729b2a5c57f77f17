"""The search over the standards: questions, published content, and items by the institution's own wording."""

from dataclasses import replace
from urllib.parse import quote

import pytest
from sqlalchemy import func, select

from app.core import search
from app.core.db import db
from app.core.search import SearchEntry
from app.identity.roles import Role
from app.overview import queries as overview
from app.overview import records
from app.overview.services import edit_setting
from app.standards.content.texts import Text
from app.standards.models import ContentKind, ContentVersion, LayerAct, StandardItem, StandardQuestion
from app.standards.permissions import StandardsPermission as P
from app.standards.queries import contents
from app.standards.services import items as wordings
from app.standards.services import layering, publishing
from tests.conftest import begins_with
from tests.factories import identity as make
from tests.factories.questionnaires import delivered, published, questionnaire
from tests.integration.standards.test_publishing import KEY, deliver, publish_own, second_version, without
from tests.pages import words

GONE = "24-02"
OWN = {
    "section": "model", "type": "yes_no", "scope": "engagement", "respondent": "institution", "levels": "both",
    "weight": 1, "text": {"ja": "{institution}の営業店の苦情を把握していますか。", "en": "Do the branches complain?"},
}  # fmt: skip
LICENSED = "紫陽花のように色が変わる文言"


ground = begins_with(lambda at: published(at, with_items=True))


def found(pages, text, kind):
    return pages.get(f"/search?q={quote(text)}").select(f"#{kind} tbody tr")


def titles(pages, text, kind):
    return [words(row.select_one("th")) for row in found(pages, text, kind)]


def in_english(pages):
    pages.submit("/me", form="#form", language="en")
    return pages


def changed(ctx, act, values, question=GONE):
    layering.set_change(ctx, KEY, question, act, values, reason="試験")
    publish_own(ctx)


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def entries(kind):
    return db.session.scalar(select(func.count()).where(SearchEntry.kind == kind))


# --- questions ---------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["24-02", "２４－０２", "リージョン", "リージョン 国"])
def test_a_question_is_found_by_its_number_and_its_words(pages_as, text):
    pages = pages_as(Role.OFFICER)
    rows = [row for row in found(pages, text, "standard_question") if words(row.th).startswith("24-02 ")]
    (row,) = rows
    assert words(row.td).startswith("統24 クラウドサービスの利用 · ")
    page = pages.follow(pages.get(row.a["href"], status=302))
    assert "24-02" in words(page.select_one("main"))
    assert page.select_one("main").find(string=lambda said: said and "リージョン" in said)


def test_who_reads_english_finds_a_question_by_its_english_words_and_reads_them(pages_as):
    pages = in_english(pages_as(Role.OFFICER))
    page = pages.get("/search?q=foreign law")
    group = page.select_one("#standard_question")
    assert words(group.h2).startswith("Question")
    (row,) = group.select("tbody tr")
    assert "disclosure by governments under foreign law" in words(row.th)
    assert words(row.td).startswith("Control 24: using cloud services · ")
    answer = pages.get("/search?q=foreign law", headers={"Accept": "application/json"})
    assert answer.json[0]["detail"].startswith("Question · Control 24")


def test_a_long_text_is_cut_where_it_is_shown_and_found_to_its_end(session, at, pages_as, ctx_of):
    long = {"ja": "国を" + "長く" * 90 + "尋ねる。末尾の菖蒲", "en": "Long"}
    changed(ctx_of(Role.VENDOR_MANAGER), LayerAct.REWORD, {"text": long})
    (title,) = titles(pages_as(Role.OFFICER), "菖蒲", "standard_question")
    assert title.endswith("…")
    assert len(title) < 140


def test_a_question_of_our_own_is_found_once_it_is_published_and_no_sooner(pages_as, ctx_of):
    pages, ctx = pages_as(Role.OFFICER), ctx_of(Role.VENDOR_MANAGER)
    layering.set_change(ctx, KEY, "own.branch", LayerAct.ADD, OWN, reason="試験")
    db.session.commit()
    assert titles(pages, "営業店の苦情", "standard_question") == []
    publish_own(ctx)
    assert titles(pages, "営業店の苦情", "standard_question") == [
        "own.branch 当行の営業店の苦情を把握していますか。"
    ]
    assert titles(pages, "当行の営業店", "standard_question") != []


def test_the_word_for_the_institution_follows_its_setting(pages_as, ctx_of):
    ctx = ctx_of(Role.VENDOR_MANAGER)
    changed(ctx, LayerAct.ADD, OWN, "own.branch")
    edit_setting(ctx_of(Role.ADMINISTRATOR), "institution.noun", "shinkin", reason="試験")
    db.session.commit()
    pages = pages_as(Role.OFFICER)
    assert titles(pages, "当金庫の営業店", "standard_question") == [
        "own.branch 当金庫の営業店の苦情を把握していますか。"
    ]
    assert titles(pages, "当行の営業店", "standard_question") == []


def test_a_reworded_question_is_found_by_both_wordings(pages_as, ctx_of):
    said = {"ja": "紅葉の置き場をご回答ください。", "en": "Maple"}
    changed(ctx_of(Role.VENDOR_MANAGER), LayerAct.REWORD, {"text": said})
    pages = pages_as(Role.OFFICER)
    for text in ("紅葉", "maple", "リージョン"):
        assert "24-02 紅葉の置き場をご回答ください。" in titles(pages, text, "standard_question")


def test_a_hidden_question_is_not_found(pages_as, ctx_of):
    pages = pages_as(Role.OFFICER)
    assert titles(pages, GONE, "standard_question")
    changed(ctx_of(Role.VENDOR_MANAGER), LayerAct.HIDE, {})
    assert titles(pages, GONE, "standard_question") == []


def test_what_a_new_version_no_longer_asks_leaves_the_search_and_stays_in_the_old_version(pages_as, at):
    pages, before = pages_as(Role.OFFICER), count(StandardQuestion)
    (row,) = found(pages, GONE, "standard_question")
    link = row.a["href"]
    deliver(at, without(GONE))
    assert titles(pages, GONE, "standard_question") == []
    assert count(StandardQuestion) == entries("standard_question") == before - 1
    pages.get(link, status=404)
    pages.get(f"/questionnaires/{KEY}/questions/{GONE}?version=1")


def test_publishing_again_doubles_nothing_and_makes_missing_rows(pages_as, at):
    rows, of_it = count(StandardQuestion), StandardQuestion.questionnaire == KEY
    deliver(at, questionnaire(KEY))
    deliver(at, second_version())
    assert count(StandardQuestion) == entries("standard_question") == rows
    for row in db.session.scalars(select(StandardQuestion).where(of_it)):
        db.session.delete(row)
    db.session.commit()
    deliver(at, second_version())
    assert count(StandardQuestion) == entries("standard_question") == rows


# --- what was published ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind", "label", "title", "heading"),
    [
        (
            "自己点検",
            "questionnaire",
            "質問票",
            "金融庁ガイドラインに基づく自己点検（サードパーティ関連）",
            "自己点検",
        ),
        ("to24", "questionnaire", "質問票", "統24 クラウドサービスの利用", "統24 クラウドサービスの利用"),
        (
            "責任分界",
            "matrix",
            "責任分界表",
            "cloud.config for Financial Services 責任分界表",
            "cloud.config",
        ),
        ("cloud.config", "matrix", "責任分界表", "cloud.config for Financial Services", "cloud.config"),
        ("DORA", "framework", "基準", "EU デジタル・オペレーショナル・レジリエンス法（DORA）", "基準"),
        ("FISC 13版", "items", "版", "FISC安全対策基準 13版", "13版"),
        ("8版追補改訂から", "crosswalk", "読替え表", "8版追補改訂から9版への対応", "9版"),
        ("fsa-fisc", "crosswalk", "読替え表", "金融庁ガイドライン2.6から", "金融庁ガイドライン2.6から"),
    ],
)
def test_what_was_published_is_found_by_title_and_key_and_opens_its_page(
    pages_as, text, kind, label, title, heading
):
    pages = pages_as(Role.OFFICER)
    page = pages.get(f"/search?q={quote(text)}")
    assert words(page.select_one(f"#{kind} h2")) == label
    row = next(row for row in page.select(f"#{kind} tbody tr") if words(row.th).startswith(title))
    assert heading in words(pages.follow(pages.get(row.a["href"], status=302)).h1)


@pytest.mark.parametrize(
    ("text", "kind", "title"),
    [
        ("self-check", "questionnaire", "Self-check against the FSA guideline (third parties)"),
        ("who does what", "matrix", "cloud.config for Financial Services: who does what"),
        ("resilience act", "framework", "EU Digital Operational Resilience Act (DORA)"),
        ("to the 13th", "crosswalk", "From the 9th edition of March 2020 to the 13th"),
    ],
)
def test_it_is_found_by_its_english_title_and_told_so(pages_as, text, kind, title):
    assert any(one.startswith(title) for one in titles(in_english(pages_as(Role.OFFICER)), text, kind))


def test_every_published_thing_is_found_once_and_each_hit_opens(pages_as, session):
    for kind in ContentKind:
        assert entries(kind.value) == len(contents.newest(kind))
    pages = pages_as(Role.OFFICER)
    for version in contents.newest().values():
        page = records.PAGES[version.kind.value]
        start = "/questionnaires" if version.kind == ContentKind.QUESTIONNAIRE else "/standards"
        assert page.permission == (P.QUESTIONNAIRE_VIEW if start == "/questionnaires" else P.STANDARD_VIEW)
        pages.follow(pages.get(f"{start}/published/{version.id}", status=302))


def test_only_the_version_in_use_is_found(pages_as, at):
    pages = pages_as(Role.OFFICER)
    deliver(at, second_version(title=Text(ja="統24 雲の利用", en="Control 24: clouds")))
    assert titles(pages, KEY, "questionnaire") == ["統24 雲の利用"]
    assert titles(pages, "クラウドサービスの利用", "questionnaire") == []
    assert words(found(pages, GONE, "standard_question")[0].td).startswith("統24 雲の利用 · ")
    there = entries("questionnaire")
    of_it = select(ContentVersion).where(ContentVersion.key == KEY)
    old, new = db.session.scalars(of_it.order_by(ContentVersion.number)).all()
    search.refresh(ContentVersion, [new, old])
    assert entries("questionnaire") == there
    # The log may point at the old one: its page shows it as it was.
    answer = pages.get(f"/questionnaires/published/{old.id}", status=302)
    assert "これは第1版です" in words(pages.follow(answer).select_one("main"))


def test_a_framework_that_changes_its_title_is_told_so_on_its_editions_and_items(pages_as, at):
    questionnaires, catalogue = delivered()
    renamed = catalogue.frameworks["fisc"].model_copy(update={"title": Text(ja="菖蒲基準", en="Iris")})
    catalogue = replace(catalogue, frameworks={**catalogue.frameworks, "fisc": renamed})
    publishing.publish_all(make.context(at), questionnaires, catalogue)
    db.session.commit()
    pages = pages_as(Role.OFFICER)
    assert titles(pages, "菖蒲 13版", "items") == ["菖蒲基準 13版"]
    assert any(words(row.td).startswith("菖蒲基準") for row in found(pages, "統24", "standard_item"))
    assert not any("FISC安全" in words(row.td) for row in found(pages, "統24", "standard_item"))


# --- items by the institution's own wording ----------------------------------------------------


def test_our_wording_finds_its_item_and_is_not_quoted(pages_as, ctx_of):
    pages, ctx = pages_as(Role.OFFICER), ctx_of(Role.VENDOR_MANAGER)
    item = contents.catalogue().items["fisc/9r2/統24"]
    assert found(pages, "紫陽花", "standard_item") == []
    wording = wordings.set_wording(ctx, item, text=LICENSED, source="解説書", version=0)
    db.session.commit()
    (row,) = found(pages, "紫陽花", "standard_item")
    assert words(row.th).startswith("統24 ")
    assert "紫陽花" not in words(row)
    (entry,) = db.session.scalars(
        select(SearchEntry).join(StandardItem, StandardItem.id == SearchEntry.record_id)
        .where(StandardItem.edition == item.edition, StandardItem.ref == item.local)
    )  # fmt: skip
    assert "紫陽花" not in entry.title + entry.detail + entry.title_en + entry.detail_en
    assert titles(pages, "統24 紫陽花", "standard_item") == [words(row.th)]
    wordings.set_wording(ctx, item, text="改めた", source="", version=wording.version)
    db.session.commit()
    assert found(pages, "紫陽花", "standard_item") == []
    assert found(pages, "改めた", "standard_item")
    wordings.remove_wording(ctx, wording)
    db.session.commit()
    assert found(pages, "改めた", "standard_item") == []
    assert found(pages, "統24", "standard_item")


def test_an_item_that_is_published_anew_keeps_what_our_wording_finds(pages_as, ctx_of):
    item = contents.catalogue().items["fisc/9r2/統24"]
    wordings.set_wording(ctx_of(Role.VENDOR_MANAGER), item, text=LICENSED, source="", version=0)
    row = db.session.scalars(
        select(StandardItem).where(StandardItem.edition == item.edition, StandardItem.ref == item.local)
    ).one()
    row.title_ja = "別の見出し"
    db.session.commit()
    assert titles(pages_as(Role.OFFICER), "紫陽花", "standard_item") == ["統24 別の見出し"]


# --- who finds what ----------------------------------------------------------------------------


def test_a_vendors_person_finds_none_of_it_and_opens_none(pages_as, ctx_of):
    item = contents.catalogue().items["fisc/9r2/統24"]
    wordings.set_wording(ctx_of(Role.VENDOR_MANAGER), item, text=LICENSED, source="", version=0)
    db.session.commit()
    pages = pages_as(Role.VENDOR)
    for text in ("24-04", "クラウド", "cloud", "cloud.config", "to24", "紫陽花", "DORA"):
        assert not pages.get(f"/search?q={quote(text)}").select("main table")
        assert pages.get(f"/search?q={quote(text)}", headers={"Accept": "application/json"}).json == []
    question = db.session.scalars(select(StandardQuestion).limit(1)).one()
    pages.get(f"/questionnaires/questions/{question.id}", status=403)
    for version in contents.newest().values():
        pages.get(f"/questionnaires/published/{version.id}", status=403)
        pages.get(f"/standards/published/{version.id}", status=403)


@pytest.mark.parametrize(
    ("held_back", "kinds"),
    [
        (P.QUESTIONNAIRE_VIEW, {"framework", "items", "standard_item", "matrix", "crosswalk"}),
        (P.STANDARD_VIEW, {"questionnaire", "standard_question"}),
    ],
)
def test_each_kind_is_found_by_who_may_open_it(ctx_of, held_back, kinds):
    ctx = ctx_of(Role.OFFICER)
    grants = {name: units for name, units in ctx.grants.items() if name != held_back}
    less = replace(ctx, grants=grants)
    hits = [*overview.find(less, "f", records.findable()), *overview.find(less, "統", records.findable()),
            *overview.find(less, "応", records.findable()), *overview.find(less, "表", records.findable())]  # fmt: skip
    assert {hit.kind for hit in hits} == kinds


def test_a_question_is_not_opened_as_a_standard_nor_a_standard_as_a_questionnaire(pages_as):
    pages = pages_as(Role.OFFICER)
    for version in contents.newest().values():
        other = "/standards" if version.kind == ContentKind.QUESTIONNAIRE else "/questionnaires"
        pages.get(f"{other}/published/{version.id}", status=404)


def test_names_come_before_sentences_of_content(pages_as, at):
    make.vendor_organisation(at, "株式会社雲海クラウド")
    db.session.commit()
    answer = pages_as(Role.OFFICER).get("/search?q=クラウド", headers={"Accept": "application/json"})
    first, *others = [hit["label"] for hit in answer.json]
    assert first == "株式会社雲海クラウド"
    assert others


def test_a_search_over_content_asks_the_index_once(pages_as, count_queries):
    pages = pages_as(Role.OFFICER)
    pages.get("/search?q=クラウド")
    count_queries.sent.clear()
    pages.get("/search?q=クラウド")
    assert sum("search_entry" in sent for sent in count_queries.sent) == 1
    assert not any("content_version" in sent or "standard_question" in sent for sent in count_queries.sent)
    assert len(count_queries) <= 12
