"""A questionnaire of somebody else becomes one of our own, or answers to a request; nothing before it is said."""

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from app.core.db import db
from app.core.ids import uuid7
from app.diligence.models import Answer
from app.diligence.rules.respondents import Party
from app.exchange.models import AnswerImport, ForeignForm, RememberedMapping
from app.exchange.rules.foreign_forms import Choice
from app.exchange.rules.foreign_words import Role as Holds
from app.exchange.services import foreign_forms
from app.identity.roles import Role
from app.standards.models import ContentKind
from app.standards.queries import contents
from tests.conftest import begins_with
from tests.factories import asked_books as make
from tests.factories import foreign_books as books
from tests.factories import foreign_corpus_traps as traps
from tests.factories import matrices, questionnaires
from tests.pages import words


def laid(at):
    make.laid(at)
    questionnaires.published(at, with_items=True)


ground = begins_with(laid)
START = "/assessments/foreign"
EDITION = "fisc/13"


@pytest.fixture
def keeper(pages_as):
    return pages_as(Role.VENDOR_MANAGER)


def brought(pages, content, name="フォーム.xlsx"):
    page = pages.follow(pages.submit(START, form_file=(BytesIO(content), name)))
    return db.session.scalars(select(ForeignForm).order_by(ForeignForm.made_at.desc())).first(), page


def test_what_was_read_is_shown_with_its_places(keeper):
    kept, page = brought(keeper, books.tick_columns().content)
    assert "ZZZ-09.1" in words(page)
    assert "F40" in words(page)
    assert (kept.counts["questions"], kept.counts["answered"], kept.counts["conflicts"]) == (31, 24, 1)
    assert kept.file_name in words(keeper.get(START))
    assert db.session.scalar(select(Answer.id)) is None


def count_in_list(page, kept):
    """Beside the name of the file: questions, answered, points to check."""
    (row,) = [one for one in page.select("main tbody tr") if kept.file_name in words(one)]
    return [words(cell) for cell in row.select("td.num")]


@pytest.mark.parametrize(
    ("content", "points"),
    [(books.tick_columns().content, 1), (traps.never_calculated(), 3), (books.hecvat_like().content, 2)],
)
def test_the_list_counts_what_the_page_lists_to_check(keeper, content, points):
    kept, page = brought(keeper, content)
    listed = keeper.get(START)
    assert "確認が必要な箇所" in words(listed.select_one("main thead"))
    assert count_in_list(listed, kept)[2] == str(points)
    assert len(page.select("#check tbody tr")) == points
    (fact,) = [one for one in page.select("main dt") if words(one) == "確認が必要な箇所"]
    assert words(fact.find_next("dd")) == str(points)


def test_what_concerns_no_sheet_that_is_read_is_told_of_the_file_and_is_nothing_to_check(keeper):
    _kept, page = brought(keeper, books.hecvat_like().content)
    to_check = [words(row.select_one("th")) for row in page.select("#check tbody tr")]
    assert to_check == ["Organization", "Product"]
    assert [one for one in page.select("main li") if "「Analyst Report」に、計算結果が" in words(one)]


def kinds_of(page):
    """The kinds of points that the page names with their numbers, as links."""
    return {words(link): link["href"] for link in page.select("#check nav a")}


def test_many_harmless_points_are_one_line_and_every_kind_can_be_listed_whole(keeper):
    _kept, page = brought(keeper, books.spaced().content)
    lines = [words(row) for row in page.select("#check tbody tr")]
    assert len(lines) == 6
    assert all("複数の列" in line for line in lines[:5])
    assert "余分な空白のあった番号が318件あります（A2, A3, A4, …）" in lines[5]
    kinds = kinds_of(page)
    assert list(kinds) == ["すべての種類 323", "同じ行に2つの印 5", "余分な空白のあった番号 318"]
    facts = {words(one.find_parent("div").select_one("dt")): one["href"] for one in page.select("dd a")}
    assert facts["同じ行に2つの印"] == kinds["同じ行に2つの印 5"]
    twice = keeper.get(kinds["同じ行に2つの印 5"])
    assert [words(row.select_one("td")) for row in twice.select("#check tbody tr")] == [
        f"C{row}" for row in range(315, 320)
    ]
    page = keeper.get(page.select_one("#check tbody a")["href"])
    seen = [words(row.select_one("td")) for row in page.select("#check tbody tr")]
    while following := page.select_one("#check a[rel=next]"):
        page = keeper.get(following["href"])
        seen += [words(row.select_one("td")) for row in page.select("#check tbody tr")]
    assert seen == [f"A{row}" for row in range(2, 320)]


def test_a_kind_that_is_not_there_says_so_and_leads_back(keeper):
    kept, _page = brought(keeper, books.spaced(3, 1).content)
    page = keeper.get(f"{START}/{kept.id}?kind=shared")
    assert "この種類の箇所はありません" in words(page.select_one("#check tbody"))
    assert len(keeper.get(f"{START}/{kept.id}?kind=odd").select("#check tbody tr")) == 2


def test_a_number_of_two_sheets_is_told_apart_by_its_sheet(keeper):
    kept, page = brought(keeper, books.numbered_anew().content, "二部.xlsx")
    told = words(page)
    assert "同じ番号が別のシートにもあるものが5件あります" in told
    assert "シート「A」に、内容のある非表示の行が1行あります（4）" in told
    assert "シート「A」に、内容のある非表示の列が1列あります（D）" in told
    one = keeper.get(f"{START}/{kept.id}?kind=shared").select("#check tbody tr")[0]
    assert "同じ番号「Q0」が別のシート「A」の2行目にもあります" in words(one)
    keeper.submit(f"{START}/{kept.id}/questionnaire", fields={"key": "two", "edition": "none"})
    content = contents.questionnaire(contents.get_version(ContentKind.QUESTIONNAIRE, "own.two"))
    made = {one.id: one.text.ja.split(" ", 1)[0] for one in content.questions()}
    assert (made["own-two-q0"], made["own-two-q0-6"]) == ("Q0（A）", "Q0（B）")


def test_a_form_without_a_standard_becomes_a_questionnaire_without_one(keeper):
    kept, _page = brought(keeper, books.text().content, "caiq.csv")
    way = f"{START}/{kept.id}/questionnaire"
    assert "なし" in words(keeper.get(way).select_one("#edition option[value=none]"))
    keeper.follow(keeper.submit(way, fields={"edition": "none"}))
    version = contents.get_version(ContentKind.QUESTIONNAIRE, "own.caiq")
    assert contents.questionnaire(version).edition is None
    assert keeper.client.get("/questionnaires/own.caiq/questions.xlsx").status_code == 200
    assert keeper.get("/questionnaires/own.caiq")
    # An item of a standard is named with its edition here; the example is one of those that there are.
    page = keeper.submit(
        "/questionnaires/own.caiq/own-questions/new", status=422, fields={"touches": "統999"}
    )
    said = words(page.select_one("#touches-error"))
    assert "「統999」" in said
    assert any(ref.split("/")[-1] in said for ref in contents.catalogue().items)


def test_letters_where_a_number_of_a_row_belongs_are_told_once(keeper):
    kept, _page = brought(keeper, books.text().content, "a.csv")
    page = keeper.submit(
        f"{START}/{kept.id}/sheets/0", status=422, fields={"first_row": "A", "last_row": "1"}
    )
    assert [words(one) for one in page.select("#first_row-error, .field-error")] == [
        "整数を入力してください。"
    ]


PLANNED = "番号;質問;回答;補足説明\nq-yes-no;一つ目ですか。;検討中;来年度から\nX-2;別の質問ですか。;一部実施;本店のみ\n"


def test_what_is_planned_is_counted_for_itself_and_brought_as_a_no(
    pages_as, ctx_of, session, at, root, keeper
):
    engagement = matrices.engagement(at, root)
    (mailed,) = make.asked(
        ctx_of(Role.OFFICER), engagement, Party(organisation_id=engagement.vendor_id, level=1),
        mailed="tanaka@fixer.example",
    )  # fmt: skip
    pages = pages_as(Role.OFFICER)
    kept, page = brought(pages, PLANNED.encode(), "回答.csv")
    assert "一部1、予定・検討中・対応中1" in words(page.select("main table")[0]).replace(" ", "")
    assert "予定・検討中・対応中：検討中" in words(page.select("main table")[-1])
    here = f"{START}/{kept.id}/answers/{mailed.id}"
    choices = pages.get(here)
    assert choices.select_one("#value-planned option[selected]")["value"] == "no"
    assert choices.select_one("#value-partial option[selected]")["value"] == "conditional"
    pages.follow(pages.submit(here))
    found = db.session.scalars(select(AnswerImport)).one()
    (row,) = found.content["rows"]
    assert (row["facts"]["parts"], row["facts"]["comment"]) == ({"yesno": "no"}, "検討中\n来年度から")


def shown_numbers(page):
    return [words(row.select("td")[1]) for row in page.select("#questions tbody tr")]


def test_every_question_of_the_form_can_be_looked_at(keeper):
    _kept, page = brought(keeper, books.caiq_like().content)
    seen = shown_numbers(page)
    assert (len(seen), "1～100件目／261件" in words(page).replace(" ", "")) == (100, True)
    while following := page.select_one("#questions a[rel=next]"):
        page = keeper.get(following["href"])
        seen += shown_numbers(page)
    assert (len(seen), len(set(seen))) == (261, 261)
    here = page.select_one("#questions a[rel=prev]")["href"].partition("?")[0]
    for odd in ("9", "0", "x", "²"):
        assert shown_numbers(keeper.get(f"{here}?page={odd}")) == seen[:100]


def test_a_form_of_one_page_has_no_pager(keeper):
    _kept, page = brought(keeper, books.tick_columns().content)
    assert len(shown_numbers(page)) == 31
    assert not page.select("#questions .pager")


def test_where_counts_look_wrong_the_way_to_mend_them_is_there(keeper):
    kept, page = brought(keeper, books.tick_columns().content)
    here = f"{START}/{kept.id}/sheets/0"
    assert "列の割当てを直す" in [words(link.contents[0]) for link in page.select(f"main a[href='{here}']")]
    assert page.select(f"#check a[href='{here}']")


CHOICES = "番号;質問;はい;一部;いいえ;該当なし;不明\nA-1;鍵をかけていますか。;;;;;☒\nA-2;灯りを点けていますか。;;;x;;\n"
CHOICES += "A-3;扉を閉めていますか。;x;;;;\nA-4;窓を閉めていますか。;;;;;\n"


def test_a_further_choice_is_shown_by_its_own_name_and_an_answer_that_is_missing_by_its_word(keeper):
    kept, page = brought(keeper, CHOICES.encode(), "選択.csv")
    assert (kept.counts["questions"], kept.counts["answered"]) == (4, 3)
    sheets, questions = page.select("main table")[0], page.select("main table")[-1]
    counted = words(sheets).replace(" ", "")
    assert "はい1、いいえ1、その他の選択肢1（不明）、回答なし1" in counted
    answers = [words(row.select("td")[3]) for row in questions.select("tbody tr")]
    assert answers == ["その他の選択肢：不明", "いいえ", "はい", "回答なし"]


@pytest.mark.parametrize(("encoding", "name"), [("euc_jp", "EUC-JP"), ("iso2022_jp", "ISO-2022-JP")])
def test_a_form_in_another_encoding_is_read_and_says_so(keeper, encoding, name):
    kept, page = brought(keeper, books.text(",", encoding).content, "点検.csv")
    assert kept.counts["questions"] == 12
    assert f"文字コードを{name}として読み取りました。" in words(page)


@pytest.mark.parametrize(
    ("name", "key", "edition", "told"),
    [
        ("DORA_第30条 点検表.csv", "dora-30", "dora/2022-2554", "DORA"),
        ("FISC安全対策基準第9版.csv", "fisc-9", "fisc/9r2", "FISC"),
        ("クラウド点検表.csv", "form-20", "", ""),
        ("CAIQ v4.0.2.csv", "caiq-v4-0-2", "", ""),
    ],
)
def test_key_and_edition_are_proposed_by_the_words_of_the_form(keeper, name, key, edition, told):
    kept, _page = brought(keeper, books.text().content, name)
    page = keeper.get(f"{START}/{kept.id}/questionnaire")
    assert page.select_one("#key")["value"].startswith(key)
    chosen = [option["value"] for option in page.select("#edition option[selected]")]
    assert chosen == [edition]
    hint = f"「{told}」" if told else "見当たりません"
    assert hint in words(page.select_one("form:has(#edition)"))


def test_a_key_that_is_taken_is_not_proposed_again(keeper):
    kept, _page = brought(keeper, books.text().content, "caiq.csv")
    way = f"{START}/{kept.id}/questionnaire"
    keeper.follow(keeper.submit(way, fields={"edition": EDITION}))
    assert contents.get_version(ContentKind.QUESTIONNAIRE, "own.caiq").number == 1
    assert keeper.get(way).select_one("#key")["value"] == "caiq-2"


def test_without_an_edition_it_is_asked_for(keeper):
    kept, _page = brought(keeper, books.text().content, "caiq.csv")
    page = keeper.submit(f"{START}/{kept.id}/questionnaire", status=422)
    assert page.select_one("#edition")["aria-invalid"] == "true"


def test_formulas_without_a_result_stand_on_the_page_and_what_each_column_was_understood_by(keeper):
    kept, page = brought(keeper, traps.never_calculated())
    assert "計算結果なし8個" in words(page)
    assert "最後に保存された計算結果" not in words(page)
    assert "C2" in words(page)
    told = words(keeper.get(f"{START}/{kept.id}/sheets/0"))
    assert "見出しと判断した理由" in told
    assert "見出しから判定" in told


def test_a_file_that_cannot_be_read_is_refused_beside_the_field(keeper):
    page = keeper.submit(START, status=422, form_file=(BytesIO(b"%PDF-1.7"), "a.xlsx"))
    assert page.select_one(".error-summary")
    assert db.session.scalar(select(ForeignForm.id)) is None


def test_columns_are_said_otherwise_and_remembered(keeper):
    content = b"x;y;z\nA-1;lock the doors;Yes\nA-2;light the rooms;No\n"
    kept, _page = brought(keeper, content, "own.csv")
    assert kept.counts["questions"] == 0
    here = f"{START}/{kept.id}/sheets/0"
    keeper.submit(here, fields={"first_row": "1", "last_row": "1"})
    fields = {"role-0": "number", "role-1": "question", "role-2": "answer"}
    keeper.submit(here, fields=fields)
    db.session.refresh(kept)
    assert kept.counts == {"questions": 2, "answered": 2, "problems": 0, "conflicts": 0}
    assert db.session.scalars(select(RememberedMapping.kind)).all() == ["foreign"]
    assert keeper.submit(here, status=422, fields={**fields, "role-2": "question"})
    assert keeper.submit(here, status=422, fields={"first_row": "9", "last_row": "9"})


def test_a_later_file_with_these_headings_is_read_the_same_way(ctx_of):
    ctx = ctx_of(Role.VENDOR_MANAGER)
    content = b"No;Question;Answer;Where\n1;Locked?;Yes;Hall\n"
    first = foreign_forms.stage(ctx, foreign_forms.read("a.csv", content))
    roles = {0: Holds.NUMBER, 1: Holds.QUESTION, 2: Holds.ANSWER, 3: Holds.COMMENT}
    foreign_forms.set_choice(ctx, first, 0, Choice((0,), roles), version=first.version)
    db.session.flush()
    again = foreign_forms.stage(ctx, foreign_forms.read("b.csv", content))
    assert foreign_forms.form_of(again).sheets[0].questions[0].comment == "Hall"


def test_a_form_becomes_a_questionnaire_that_can_be_used(keeper):
    kept, _page = brought(keeper, books.caiq_like(60, 200).content, "CAIQ風.xlsx")
    way = f"{START}/{kept.id}/questionnaire"
    fields = {
        "key": "caiq-like",
        "title_ja": "CAIQ風の質問票",
        "title_en": "Like CAIQ",
        "expects_yes": "y",
        "edition": EDITION,
    }
    keeper.follow(keeper.submit(way, fields=fields))
    version = contents.get_version(ContentKind.QUESTIONNAIRE, "own.caiq-like")
    assert (version.number, version.file_version, version.has_own_layer) == (1, 0, False)
    content = contents.questionnaire(version)
    question = next(iter(content.questions()))
    assert len(list(content.questions())) == 60
    assert (question.id, question.sources[0].origin) == ("own-caiq-like-a-a-00-1", "OWN")
    assert question.sources[0].cite is not None
    assert question.sources[0].cite.startswith("CAIQ風.xlsx (")
    assert [part.type for part in question.parts] == ["yes_no", "text"]
    assert "CAIQ風の質問票" in words(keeper.get("/questionnaires"))
    assert "CAIQ風.xlsx" in words(keeper.get(f"/questionnaires/own.caiq-like/questions/{question.id}"))
    assert keeper.submit(way, status=422, fields=fields)
    assert keeper.submit(way, status=422, fields={**fields, "key": "大文字"})
    assert keeper.submit(way, status=422, fields={**fields, "key": "other", "title_ja": "当行の質問票"})


def test_answers_come_by_way_of_the_differences(pages_as, ctx_of, session, at, root):
    engagement = matrices.engagement(at, root)
    (mailed,) = make.asked(
        ctx_of(Role.OFFICER), engagement, Party(organisation_id=engagement.vendor_id, level=1),
        mailed="tanaka@fixer.example",
    )  # fmt: skip
    pages = pages_as(Role.OFFICER)
    lines = "番号;質問;回答;補足説明\nq-yes-no;一つ目ですか。;はい;報告書のとおり\nX-2;別の質問ですか。;該当なし;\n"
    kept, _page = brought(pages, lines.encode(), "回答.csv")
    here = f"{START}/{kept.id}/answers/{mailed.id}"
    assert pages.get(f"{START}/{kept.id}/answers").select_one(f"a[href='{here}']")
    pages.follow(pages.submit(here))
    found = db.session.scalars(select(AnswerImport)).one()
    assert [one["question"] for one in found.content["rows"]] == ["q-yes-no"]
    assert db.session.scalar(select(Answer.id)) is None
    way = f"/assessments/{mailed.assessment_id}/respondents/{mailed.id}/workbook/{found.id}"
    pages.submit(way, fields={"questions": ["q-yes-no"]})
    (row,) = db.session.scalars(select(Answer))
    assert (row.question, row.parts, row.comment) == ("q-yes-no", {"yesno": "yes"}, "報告書のとおり")


def test_nobody_else_sees_it_and_only_keepers_publish(keeper, pages_as):
    kept, _page = brought(keeper, books.text().content, "a.csv")
    officer = pages_as(Role.OFFICER)
    for way in ("", "/sheets/0", "/answers", f"/answers/{uuid7()}"):
        assert officer.get(f"{START}/{kept.id}{way}", status=404)
    assert officer.get(f"{START}/{kept.id}/questionnaire", status=403)
    for way in ("/sheets/7", f"/answers/{uuid7()}"):
        assert keeper.get(f"{START}/{kept.id}{way}", status=404)
    for role in (Role.AUDITOR, Role.VENDOR):
        assert pages_as(role).get(START, status=403)


def test_a_form_is_forgotten_after_its_time(ctx_of, session):
    kept = foreign_forms.stage(
        ctx_of(Role.OFFICER), foreign_forms.read("a.csv", books.text().content)
    )  # fmt: skip
    assert foreign_forms.expire(kept.made_at) == 0
    assert foreign_forms.expire(kept.made_at + timedelta(seconds=1)) == 1
