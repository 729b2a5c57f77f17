"""What stands in for a refused answer goes out in the workbook and comes back in it."""

import pytest
from flask_babel import force_locale

from app.core.db import db
from app.diligence.models import Stance, SubstituteKind
from app.diligence.queries import answers as reads
from app.diligence.rules import entering, returned_stand_in, wanting
from app.diligence.rules.differing import Outcome
from app.diligence.rules.respondents import Party
from app.diligence.rules.workbooks import STAND_IN, Col
from app.diligence.services import answering
from app.diligence.services.answering import Facts, StandIn
from app.exchange import differences_shown
from app.exchange.services import answer_books, answer_imports
from app.exchange.services.answer_books import Request
from app.identity.roles import Role
from tests.conftest import begins_with
from tests.factories import asked_books as make
from tests.factories import matrices
from tests.factories.asked_books import Clerk
from tests.factories.evidence import added

ground = begins_with(make.laid)
KIND, FILE, ADDRESS, PLACE = STAND_IN
REFUSAL = {Col.STANCE: "回答しない", Col.REASON: "非開示"}
# As people write it → as it is stored.
WRITTEN = {
    "q-yes-no": ({KIND: "この質問に添付したファイル", FILE: "SOC2.pdf", PLACE: "24ページ"},
                 (SubstituteKind.FILE, "", "24ページ")),
    "q-single": ({KIND: "A public document", ADDRESS: "https://example.jp/soc3.pdf", PLACE: "3.2"},
                 (SubstituteKind.ADDRESS, "https://example.jp/soc3.pdf", "3.2")),
    "q-multi": ({KIND: "report", Col.SUBSTITUTE: "ISO/IEC 27001 登録証", PLACE: "附属書"},
                (SubstituteKind.REPORT, "", "附属書")),
    # Without its kind.
    "q-number": ({FILE: "SOC2.pdf"}, (SubstituteKind.FILE, "", "")),
    "q-percent": ({ADDRESS: "https://example.jp/"}, (SubstituteKind.ADDRESS, "https://example.jp/", "")),
    "q-date": ({Col.SUBSTITUTE: "統制報告書", PLACE: "4章"}, (SubstituteKind.REPORT, "", "4章")),
    "q-text": ({Col.SUBSTITUTE: "問い合わせてください。"}, (None, "", "")),
}  # fmt: skip


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
    def take(language="ja"):
        with app.test_request_context():
            return answer_books.written(part, Request("個人ローン部", "つばめ銀行"), language, at)

    return take


@pytest.fixture
def bring(app, ctx, part):
    def stage(content):
        with app.test_request_context():
            return answer_imports.stage(ctx, part, answer_imports.read("回答.xlsx", content))

    return stage


def found_in(part, brought):
    return {one.back.question: one for one in answer_imports.differences(part, brought)}


def take(ctx, part, brought):
    found = found_in(part, brought)
    chosen = [ref for ref, one in found.items() if one.outcome == Outcome.CHANGED]
    count = answer_imports.take(ctx, part, brought, chosen, seen=answer_imports.seen_of(found.values()))
    db.session.commit()
    return count


def told(row):
    return row.substitute_kind, row.substitute_address, row.substitute_place


def refuse(clerk, ref, cells):
    for column, text in {**REFUSAL, **cells}.items():
        clerk.write(ref, column, text)


def test_it_comes_back_as_it_was_written_and_goes_out_again_the_same(taken, bring, ctx, part):
    files = {ref: added(ctx, part, question=ref, name="SOC2.pdf") for ref in ("q-yes-no", "q-number")}
    db.session.commit()
    clerk = Clerk(taken())
    for ref, (cells, _) in WRITTEN.items():
        refuse(clerk, ref, cells)
    assert take(ctx, part, bring(clerk.saved())) == len(WRITTEN)
    answers = reads.answers_of(part)
    for ref, (_, stored) in WRITTEN.items():
        assert (answers[ref].stance, told(answers[ref])) == (Stance.REFUSED, stored), ref
        assert reads.given_of(answers[ref]) is not None
    assert {ref: answers[ref].substitute_file_id for ref in files} == {
        ref: one.id for ref, one in files.items()
    }
    for language in ("ja", "en"):
        again = taken(language)
        assert {one.outcome for one in found_in(part, bring(again)).values()} == {Outcome.UNCHANGED}
        book = Clerk(again)
        assert book.cell(book.row_of("q-yes-no"), FILE).value == "SOC2.pdf"
        assert book.cell(book.row_of("q-single"), ADDRESS).value == "https://example.jp/soc3.pdf"
    clerk = Clerk(taken())
    clerk.write("q-single", PLACE, "4.1")
    clerk.write("q-multi", Col.STANCE, None)
    clerk.write("q-multi", Col.REASON, None)
    assert take(ctx, part, bring(clerk.saved())) == 2
    db.session.expire_all()
    answers = reads.answers_of(part)
    assert told(answers["q-single"])[2] == "4.1"
    assert told(answers["q-multi"]) == (None, "", "")


def test_what_cannot_be_found_is_named_by_its_cell(taken, bring, part):
    clerk, long = Clerk(taken()), "長" * 2001
    wrong = {
        "q-yes-no": ({KIND: "この質問に添付したファイル", FILE: "別の書類.pdf"}, FILE, returned_stand_in.NO_SUCH_FILE),
        "q-single": ({KIND: "公開文書", ADDRESS: "soc3.pdf"}, ADDRESS, wanting.NO_ADDRESS),
        "q-multi": ({KIND: "報告書・証明書（名称）"}, Col.SUBSTITUTE, wanting.NO_REPORT),
        "q-number": ({KIND: "紙"}, KIND, entering.NOT_CHOICE),
        "q-percent": ({KIND: "この質問に添付したファイル"}, FILE, wanting.NO_FILE),
        "q-text": ({Col.SUBSTITUTE: "SOC 2", PLACE: long}, PLACE, entering.TOO_LONG),
    }  # fmt: skip
    for ref, (cells, _, _) in wrong.items():
        refuse(clerk, ref, cells)
    found = found_in(part, bring(clerk.saved()))
    for ref, (_, column, message) in wrong.items():
        ((trouble),) = found[ref].back.troubles
        place = clerk.cell(clerk.row_of(ref), column).coordinate
        assert (found[ref].outcome, trouble.cell, trouble.message) == (Outcome.WRONG, place, message), ref


def test_a_workbook_from_before_still_comes_back_and_leaves_what_it_cannot_say(app, taken, bring, ctx, part):
    stand_in = StandIn(SubstituteKind.ADDRESS, None, "https://example.jp/soc3.pdf", "3.2")
    row = answering.save(
        ctx, part, "q-single", Facts(Stance.REFUSED, reason="非開示"), version=None, stand_in=stand_in
    )
    db.session.commit()
    clerk = Clerk(taken())
    assert clerk.cell(clerk.row_of("q-single"), KIND).value == "公開文書"
    clerk.sheet.delete_cols(clerk.places[KIND], len(STAND_IN))
    heads = [cell.value for cell in clerk.sheet[1]]
    clerk.places = {column: heads.index(column) + 1 for column in Col if column in heads}
    found = found_in(part, bring(clerk.saved()))
    assert {one.outcome for one in found.values()} == {Outcome.UNCHANGED}
    clerk.write("q-single", Col.REASON, "社内規程により非開示")
    refuse(clerk, "q-text", {Col.SUBSTITUTE: "SOC 2"})
    brought = bring(clerk.saved())
    with app.test_request_context(), force_locale("ja"):
        shown = differences_shown.shown(
            list(found_in(part, brought).values()), reads.paper_for(part.content_id), []
        )
    assert "https://example.jp/soc3.pdf" in next(
        one.after for one in shown.changes if one.question == "q-single"
    )
    assert take(ctx, part, brought) == 2
    db.session.refresh(row)
    assert (row.reason, told(row)) == (
        "社内規程により非開示", (SubstituteKind.ADDRESS, "https://example.jp/soc3.pdf", "3.2"),
    )  # fmt: skip


def test_what_stands_in_the_cells_of_a_refused_answer_is_no_part_of_it(taken, bring, ctx, part):
    row = answering.save(ctx, part, "q-text", Facts(Stance.ANSWERED, {"text": "規程がある。"}), version=None)
    db.session.commit()
    clerk = Clerk(taken())
    refuse(clerk, "q-text", {Col.ANSWER: "規程がある。"})
    assert take(ctx, part, bring(clerk.saved())) == 1
    db.session.refresh(row)
    assert (row.stance, row.parts, row.set_aside) == (Stance.REFUSED, {}, {"text": "規程がある。"})
    assert found_in(part, bring(clerk.saved()))["q-text"].outcome == Outcome.UNCHANGED
