"""A request to answer goes out as a workbook and comes back: what is read, what is told, what is taken."""

import io
import time
import zipfile
from datetime import date, timedelta

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from app.core.audit.reading import entries_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Answer, Assessment, AssignmentState, Stance
from app.diligence.queries import answers as reads
from app.diligence.rules import entering, returned
from app.diligence.rules.differing import Outcome
from app.diligence.rules.respondents import Party
from app.diligence.rules.wanting import NO_REASON
from app.diligence.rules.workbooks import HAS_ERROR, STAND_IN, Col
from app.diligence.services import answering
from app.diligence.services.answering import Facts
from app.diligence.sheets import workbooks
from app.exchange import differences_shown
from app.exchange.models import AnswerImport
from app.exchange.reading.book import HAS_PASSWORD, REFUSALS
from app.exchange.services import answer_books, answer_imports
from app.exchange.services.answer_books import Request
from app.identity.roles import Role
from app.standards.rules import saying
from tests.conftest import begins_with
from tests.factories import asked_books as make
from tests.factories import matrices
from tests.factories import workbooks as strange
from tests.factories.asked_books import Clerk

ground = begins_with(make.laid)
FILLED = {
    "q-yes-no": ("はい", {"yesno": "yes"}),
    "q-single": ("毎週 (EN)", {"single": "weekly"}),
    "q-multi": ("なし\n毎日", {"multi": ["daily", "never"]}),
    "q-number": ("１，２００．５", {"number": "1200.5"}),
    "q-percent": (0.995, {"percent": "99.5"}),
    "q-date": ("令和8年4月1日", {"date": "2026-04-01"}),
    "q-country": ("日本; us", {"country": ["JP", "US"]}),
    "q-text": ("=1+1 <b>そのまま</b>", {"text": "=1+1 <b>そのまま</b>"}),
    "q-score": ("3 十分", {"score": 3}),
}


@pytest.fixture
def engagement(session, at, root):
    return matrices.engagement(at, root)


@pytest.fixture
def ctx(ctx_of):
    return ctx_of(Role.OFFICER)


@pytest.fixture
def part(ctx, engagement):
    return make.asked(ctx, engagement, Party(unit_id=engagement.unit_id))[0]


@pytest.fixture
def taken(app, part, at):
    """The workbook as it goes out; in the other language when asked."""

    def take(language="ja"):
        with app.test_request_context():
            return answer_books.written(part, Request("個人ローン部", "つばめ銀行"), language, at)

    return take


@pytest.fixture
def bring(app, ctx, part):
    def stage(content, name="回答.xlsx", of=None):
        with app.test_request_context():
            return answer_imports.stage(ctx, of or part, answer_imports.read(name, content))

    return stage


def outcomes(part, brought):
    return {one.back.question: one.outcome for one in answer_imports.differences(part, brought)}


def chosen(part, brought, *outcome):
    return [
        one.back.question
        for one in answer_imports.differences(part, brought)
        if one.outcome in (outcome or (Outcome.CHANGED,))
    ]


def take(ctx, part, brought, refs=None):
    seen = answer_imports.seen_of(answer_imports.differences(part, brought))
    count = answer_imports.take(
        ctx, part, brought, chosen(part, brought) if refs is None else refs, seen=seen
    )
    db.session.commit()
    return count


def troubles(part, brought, ref):
    found = next(one for one in answer_imports.differences(part, brought) if one.back.question == ref)
    return [(one.cell, one.message) for one in found.back.troubles]


def filled(content):
    clerk = Clerk(content)
    for ref, (cell, _) in FILLED.items():
        clerk.write(ref, Col.ANSWER, cell)
        clerk.cell(clerk.row_of(ref), Col.ANSWER).data_type = "n" if isinstance(cell, float) else "s"
    table = clerk.table("q-table")
    for row, cells in (
        (6, ("本番", date(2026, 4, 1), 0.5, "日本", "毎日")),
        (8, ("予備", "2026年5月1日", "12.5%", "US", None)),
    ):
        for column, value in enumerate(cells, 1):
            table.cell(row, column).value = value
    clerk.write("q-two", Col.ANSWER, "いいえ")
    clerk.write("q-two", Col.ANSWER, "補足です。", "text")
    clerk.write("q-two", Col.STANCE, "条件付き")
    clerk.write("q-two", Col.CONDITION, "来年度から")
    clerk.write("r-0", Col.STANCE, "Not applicable")
    clerk.write("r-0", Col.REASON, "利用していません。")
    return clerk


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_was_filled_in_is_taken_as_the_page_would_store_it(taken, bring, ctx, part, language):
    brought = bring(filled(taken(language)).saved())
    found = outcomes(part, brought)
    assert {ref for ref, one in found.items() if one == Outcome.CHANGED} == {
        *FILLED,
        "q-table",
        "q-two",
        "r-0",
    }
    assert set(found.values()) == {Outcome.CHANGED, Outcome.UNCHANGED}
    assert take(ctx, part, brought) == 12
    answers = reads.answers_of(part)
    assert {ref: answers[ref].parts for ref in FILLED} == {ref: parts for ref, (_, parts) in FILLED.items()}
    assert {answers[ref].stance for ref in FILLED} == {Stance.ANSWERED}
    assert answers["q-table"].parts["table"] == [
        {"name": "本番", "since": "2026-04-01", "share": "50", "place": "JP", "kind": "daily"},
        {"name": "予備", "since": "2026-05-01", "share": "12.5", "place": "US"},
    ]
    two, none = answers["q-two"], answers["r-0"]
    assert (two.stance, two.condition, two.parts) == (
        Stance.CONDITIONAL, "来年度から", {"yesno": "no", "text": "補足です。"},
    )  # fmt: skip
    assert (none.stance, none.reason) == (Stance.NOT_APPLICABLE, "利用していません。")
    assert (part.state, part.answered_count) == (AssignmentState.ANSWERING, 12)


def test_taking_is_one_act_with_the_file_and_cannot_be_done_twice(taken, bring, ctx, part):
    brought = bring(filled(taken()).saved())
    take(ctx, part, brought)
    events = [
        one
        for one in entries_of(db.session.get_one(Assessment, part.assessment_id))
        if one.event == Act.ANSWERS_IMPORTED
    ]
    assert {one.reason for one in events} == {f"回答.xlsx (SHA-256 {brought.sha256})"}
    assert len([one for one in events if one.subject_type == "answer"]) == 12
    assert len({one.act_id for one in events}) == 1
    with pytest.raises(DomainError) as caught:
        take(ctx, part, brought, ["q-text"])
    assert caught.value.message == answer_imports.IS_TAKEN


def test_the_filled_workbook_comes_back_without_a_difference(taken, bring, ctx, part):
    take(ctx, part, bring(filled(taken()).saved()))
    for language in ("ja", "en"):
        assert set(outcomes(part, bring(taken(language))).values()) == {Outcome.UNCHANGED}
    # Sorted otherwise, with a sheet of notes and a row less: nothing is confused, and what is not there stays.
    clerk = Clerk(taken())
    first, last = clerk.row_of("q-yes-no"), clerk.row_of("q-text")
    for column in range(1, len(Col) + 1):
        one, other = clerk.sheet.cell(first, column), clerk.sheet.cell(last, column)
        one.value, other.value = other.value, one.value
        one.data_type = other.data_type = "s"
    clerk.sheet.delete_rows(clerk.row_of("q-single"))
    clerk.book.create_sheet("メモ").cell(1, 1).value = "社内用"
    found = outcomes(part, bring(clerk.saved()))
    assert found.pop("q-single") == Outcome.ABSENT
    assert set(found.values()) == {Outcome.UNCHANGED}


def test_what_hangs_on_another_answer_follows_the_workbook(taken, bring, ctx, part):
    clerk = Clerk(taken())
    clerk.write("q-then", Col.ANSWER, "理由です。")
    assert "現在は回答不要" in clerk.cell(clerk.row_of("q-then"), Col.WHEN).value
    assert outcomes(part, bring(clerk.saved()))["q-then"] == Outcome.NOT_ASKED
    clerk.write("q-yes-no", Col.ANSWER, "いいえ")
    brought = bring(clerk.saved())
    assert chosen(part, brought) == ["q-yes-no", "q-then"]
    with pytest.raises(DomainError) as caught:
        take(ctx, part, brought, ["q-then"])
    assert caught.value.message == answering.NOT_ASKED
    db.session.rollback()
    assert take(ctx, part, brought) == 2


def test_each_cell_that_cannot_be_taken_is_named(taken, bring, part):
    clerk = filled(taken())
    wrong = {
        "q-yes-no": ("たぶん", entering.NOT_CHOICE),
        "q-number": ("約10件", entering.NOT_NUMBER),
        "q-percent": (101, entering.TOO_LARGE),
        "q-multi": ("毎日; 隔週", entering.NOT_CHOICE),
        "q-text": ("#REF!", HAS_ERROR),
    }
    for ref, (cell, _) in wrong.items():
        clerk.write(ref, Col.ANSWER, cell)
    clerk.cell(clerk.row_of("q-text"), Col.ANSWER).data_type = "e"
    clerk.write("q-single", Col.STANCE, "たぶん該当なし")
    clerk.write("r-0", Col.REASON, None)
    clerk.table("q-table").cell(8, 2).value = "近いうち"
    brought = bring(clerk.saved())
    place = {ref: clerk.row_of(ref) for ref in (*wrong, "q-single", "r-0")}
    for ref, (_, message) in wrong.items():
        assert troubles(part, brought, ref) == [(f"E{place[ref]}", message)], ref
    assert troubles(part, brought, "q-single") == [(f"F{place['q-single']}", entering.NOT_CHOICE)]
    assert troubles(part, brought, "r-0") == [(f"G{place['r-0']}", NO_REASON)]
    ((cell, _),) = troubles(part, brought, "q-table")
    assert cell == "B8"
    found = outcomes(part, brought)
    assert {ref for ref, one in found.items() if one == Outcome.WRONG} == {
        *wrong,
        "q-single",
        "r-0",
        "q-table",
    }


def test_what_people_write_beside_a_number_or_for_a_country_is_understood(taken, bring, ctx, part):
    clerk, cells = Clerk(taken()), {
        "q-number": "１，２００件", "q-percent": "９９．９ ％", "q-country": "アメリカ; 日本",
        "q-multi": "いずれもない",
        "q-text": "一_x000D_\n二\r\n三",
    }  # fmt: skip
    for ref, cell in cells.items():
        clerk.write(ref, Col.ANSWER, cell)
    clerk.write("q-text", Col.COMMENT, "甲_x000D_\n乙")
    assert take(ctx, part, bring(clerk.saved())) == len(cells)
    answers = reads.answers_of(part)
    assert {ref: list(answers[ref].parts.values()) for ref in cells} == {
        "q-number": ["1200"], "q-percent": ["99.9"], "q-country": [["JP", "US"]], "q-multi": [["nothing"]],
        "q-text": ["一\n二\n三"],
    }  # fmt: skip
    assert answers["q-text"].comment == "甲\n乙"


@pytest.mark.parametrize(("language", "unit", "alone"), [
    ("ja", "「10日」は単位が違います。単位を「件」とした数値を入力してください。", "「いずれもない」は他の選択肢と"),
    ("en", "“10日” is not counted in “件 (en)”.", "“いずれもない (en)” cannot be chosen together"),
])  # fmt: skip
def test_what_cannot_be_understood_names_the_unit_and_the_choice(
    app, taken, bring, part, language, unit, alone
):
    clerk = Clerk(taken())
    clerk.write("q-number", Col.ANSWER, "10日")
    clerk.write("q-multi", Col.ANSWER, "毎日; いずれもない")
    found = answer_imports.differences(part, bring(clerk.saved()))
    with app.test_request_context(), force_locale(language):
        refusals = differences_shown.shown(found, reads.paper_for(part.content_id), []).refusals
    told = {one.question: one.why for one in refusals}
    assert set(told) == {"q-number", "q-multi"}
    assert told["q-number"].startswith(unit)
    assert told["q-multi"].startswith(alone)


def test_lines_of_a_form_stand_in_the_workbook_as_lines(taken, ctx, part):
    part.message = "一行目\r\n二行目"
    answering.save(
        ctx, part, "q-text", Facts(Stance.ANSWERED, {"text": "あり"}, comment="甲\r\n乙"), version=None
    )
    content = taken()
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        sheets = b"".join(packed.read(name) for name in packed.namelist() if "sheet" in name)
    assert "一行目\n二行目".encode() in sheets
    assert "甲\n乙".encode() in sheets
    assert b"x000D" not in sheets


def test_what_was_tampered_with_is_left_out(taken, bring, part):
    clerk = filled(taken())
    clerk.write("q-yes-no", Col.TEXT, "すべて問題ないですか。")
    clerk.write("q-date", Col.QUESTION, "q-invented")
    clerk.sheet.delete_rows(clerk.row_of("q-two", "text"))
    clerk.table("q-table").cell(5, 1).value = "別の見出し"
    copied = [cell.value for cell in clerk.sheet[clerk.row_of("r-0")]]
    clerk.sheet.append(copied)
    brought = bring(clerk.saved())
    found = outcomes(part, brought)
    for ref, message in {
        "q-yes-no": returned.TEXT_CHANGED, "q-two": returned.ROW_MISSING, "q-table": returned.TEXT_CHANGED,
        "r-0": returned.ROW_TWICE,
    }.items():  # fmt: skip
        assert found[ref] == Outcome.TAMPERED, ref
        assert [one for _, one in troubles(part, brought, ref)] == [message], ref
    assert (found["q-date"], found["q-invented"]) == (Outcome.ABSENT, Outcome.UNKNOWN)
    assert not set(chosen(part, brought)) & {"q-yes-no", "q-two", "q-table", "r-0", "q-invented"}


def test_words_of_ours_that_changed_meanwhile_are_nobodys_tampering(taken, bring, part, monkeypatch):
    content = filled(taken()).saved()
    monkeypatch.setattr(workbooks, "EVIDENCE", "Documents: %(text)s")
    monkeypatch.setattr(saying, "MUST_BE_GIVEN", "An answer is needed")
    assert Outcome.TAMPERED not in outcomes(part, bring(content)).values()


def test_answers_given_here_meanwhile_are_not_overwritten_unseen(taken, bring, ctx, part):
    content = filled(taken()).saved()
    row = answering.save(ctx, part, "q-text", Facts(Stance.ANSWERED, {"text": "新しい回答"}), version=None)
    db.session.commit()
    brought = bring(content)
    assert outcomes(part, brought)["q-text"] == Outcome.OLDER
    seen = answer_imports.seen_of(answer_imports.differences(part, brought))
    answering.save(ctx, part, "q-text", Facts(Stance.ANSWERED, {"text": "さらに新しい"}), version=row.version)
    db.session.commit()
    with pytest.raises(DomainError) as caught:
        answer_imports.take(ctx, part, brought, ["q-text"], seen=seen)
    assert caught.value.message == answer_imports.MOVED_ON
    assert take(ctx, part, brought, ["q-text"]) == 1
    assert reads.answers_of(part)["q-text"].parts == {"text": "=1+1 <b>そのまま</b>"}


def test_workbooks_that_are_not_this_one_are_refused(taken, bring, ctx, part, engagement):
    content = taken()
    part.questions = part.questions[:-1]
    with pytest.raises(DomainError) as caught:
        bring(content)
    assert caught.value.message == returned.OTHER_TEMPLATE
    db.session.rollback()
    clerk = Clerk(content)
    clerk.book["_sekisho"].cell(2, 2).value = "00000000-0000-7000-8000-000000000000"
    with pytest.raises(DomainError) as caught:
        bring(clerk.saved())
    assert caught.value.message == returned.OTHER_REQUEST
    clerk.book.remove(clerk.book["_sekisho"])
    with pytest.raises(DomainError) as caught:
        bring(clerk.saved())
    assert caught.value.message == returned.NOT_OURS
    clerk = Clerk(content)
    clerk.sheet.delete_cols(clerk.places[Col.PART])
    with pytest.raises(DomainError) as caught:
        bring(clerk.saved())
    assert caught.value.message == returned.NOT_OURS


def test_what_nobody_took_is_forgotten_after_a_while(taken, bring, part):
    brought = bring(taken())
    assert answer_imports.expire(brought.made_at) == 0
    assert answer_imports.expire(brought.made_at + timedelta(seconds=1)) == 1
    assert db.session.scalar(select(AnswerImport.id)) is None


def test_files_that_are_no_workbook_are_refused(bring):
    bomb = strange.zipped({"xl/workbook.xml": b"0" * 40_000_000, "[Content_Types].xml": "<Types/>"})
    for content in (bomb, b"\x89PNG....", b"<html><script>1</script></html>", b"", bomb[:2000]):
        with pytest.raises(DomainError):
            bring(content)
    with pytest.raises(DomainError) as caught:
        bring("質問,回答\n1,はい\n".encode())
    assert caught.value.message == answer_imports.NOT_EXCEL
    assert HAS_PASSWORD in REFUSALS


def test_only_who_answers_brings_answers(taken, bring, ctx, ctx_of, part, app, engagement):
    brought = answer_imports.read("a.xlsx", taken())
    with app.test_request_context(), pytest.raises(NotAllowed):
        answer_imports.stage(ctx_of(Role.AUDITOR), part, brought)
    answering_closed = part
    answering_closed.state = AssignmentState.SUBMITTED
    with app.test_request_context(), pytest.raises(DomainError) as caught:
        answer_imports.stage(ctx, part, brought)
    assert caught.value.message == answering.CLOSED


def test_what_a_vendor_sends_by_mail_is_entered_by_us(app, ctx, ctx_of, engagement, at):
    party = Party(organisation_id=engagement.vendor_id, level=1)
    (part,) = make.asked(ctx, engagement, party, mailed="tanaka@fixer.example")
    with app.test_request_context():
        content = filled(answer_books.written(part, Request("FIXER", "つばめ銀行"), "en", at)).saved()
        with pytest.raises(NotAllowed):
            answer_imports.stage(ctx_of(Role.RISK), part, answer_imports.read("a.xlsx", content))
        brought = answer_imports.stage(ctx, part, answer_imports.read("a.xlsx", content))
    assert take(ctx, part, brought) == 12
    row = db.session.scalars(select(Answer).where(Answer.question == "q-text")).one()
    assert (row.answered_by_id, row.organisation_id) == (ctx.actor_id, engagement.vendor_id)


def test_no_cell_is_a_formula_and_only_the_answers_can_be_written(taken, bring, ctx, part):
    take(ctx, part, bring(filled(taken()).saved()))
    clerk = Clerk(taken())
    cells = [cell for sheet in clerk.book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert clerk.cell(clerk.row_of("q-text"), Col.ANSWER).value == "=1+1 <b>そのまま</b>"
    assert all(sheet.protection.sheet for sheet in clerk.book)
    assert clerk.book.security.lockStructure
    row = clerk.row_of("q-single")
    open_ones = {column for column in Col if not clerk.cell(row, column).protection.locked}
    assert open_ones == {
        Col.ANSWER, Col.STANCE, Col.REASON, Col.CONDITION, Col.SUBSTITUTE, *STAND_IN, Col.COMMENT, Col.FILES,
    }  # fmt: skip
    assert clerk.cell(clerk.row_of("q-two", "text"), Col.REASON).protection.locked
    rules = {str(one.sqref): one.formula1 for one in clerk.sheet.data_validations.dataValidation}
    assert '"毎日,毎週,なし"' in rules.values()


def test_96_questions_go_out_and_come_back_in_time(app, bring, ctx, engagement, at):
    (part,) = make.asked(ctx, engagement, Party(unit_id=engagement.unit_id), key=make.LONG)
    with app.test_request_context():
        began = time.perf_counter()
        content = answer_books.written(part, Request("個人ローン部", "つばめ銀行"), "ja", at)
        out = time.perf_counter() - began
    clerk = filled(content)
    for ref in part.questions:
        if ref.startswith("r-"):
            clerk.write(ref, Col.ANSWER, "補足", "text")
    content = clerk.saved()
    began = time.perf_counter()
    brought = bring(content, of=part)
    found = answer_imports.differences(part, brought)
    back = time.perf_counter() - began
    began = time.perf_counter()
    count = take(ctx, part, brought)
    print(f"out {out:.2f} s, differences {back:.2f} s, taken {time.perf_counter() - began:.2f} s")
    assert (len(found), count) == (96, 94)
    assert out < 1
    assert back < 2
