"""The score as a page, a workbook and JSON: the same numbers, which can be added up."""

import io
import json
from fractions import Fraction

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.core import audit
from app.core.audit import AuditEvent
from app.core.db import db
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Stance, Verdict
from app.diligence.queries import assessments as queries
from app.diligence.services import answering, judging
from app.diligence.services.answering import Facts
from app.diligence.services.judging import Said
from app.identity.roles import Role
from tests.conftest import begins_with
from tests.factories import assessments as make
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24"))
MOST = 14
SCORE = "評点（100点満点）"


@pytest.fixture
def assessment(engagement, ctx, ctx_of):
    """Ours is answered, one answer under a condition; the vendor was released and one of theirs is compensated."""
    made = make.sent(ctx, engagement)
    ours, vendor = queries.assignments_of(made)
    make.answered(ctx, ours)
    judging.release(ctx, made, vendor, reason="期日までに回答がありません。")
    db.session.commit()
    risk = ctx_of(Role.RISK)
    judging.judge(
        risk, made, ours, ours.questions[0], Said(Verdict.PARTLY_MET, comment="証跡が古い"), version=None
    )
    judging.judge(risk, made, ours, ours.questions[1], Said(Verdict.MET), version=None)
    db.session.commit()
    return made


def here(assessment, tail="score"):
    return f"/assessments/{assessment.id}/{tail}"


def told(pages, assessment):
    answer = pages.client.get(here(assessment, "score.json"))
    assert answer.status_code == 200
    assert answer.content_type == "application/json"
    return json.loads(answer.data)


def book(pages, assessment):
    answer = pages.client.get(here(assessment, "score.xlsx"))
    assert answer.status_code == 200
    return load_workbook(io.BytesIO(answer.data))


def number(text):
    return Fraction(str(text))


def terms_of(sheet):
    rows = list(sheet.values)
    start = next(at for at, row in enumerate(rows) if row[0] == "質問")
    return [dict(zip(rows[start], row, strict=True)) for row in rows[start + 1 :]]


def test_page_workbook_and_json_say_the_same_and_it_adds_up(assessment, pages_as):
    pages = pages_as(Role.AUDITOR)
    said, sheets, page = told(pages, assessment), book(pages, assessment), pages.get(here(assessment))
    counting = [one for one in said["terms"] if one["counts"]]
    low = said["score"]["low"]
    assert sum(number(one["points_low"]["exact"]) for one in counting) == number(low["points"]["exact"])
    assert sum(one["weight"] for one in counting) == low["weights"]
    for one in counting:
        assert number(one["points_low"]["exact"]) == one["weight"] * number(one["earned_low"]["exact"])
    uncapped = number(low["points"]["exact"]) / low["weights"] * 100
    assert uncapped == number(low["uncapped"]["exact"])
    value = min([uncapped, *(Fraction(one["cap"]) for one in low["caps"])])
    assert value == number(low["value"]["exact"])
    assert assessment.score_low == int(value * 100 + Fraction(1, 2))

    *rows, total = terms_of(sheets["質問ごとの内訳"])
    assert [row["質問"] for row in rows] == [one["question"] for one in said["terms"]]
    assert total["重み"] == low["weights"]
    for row, one in zip(rows, said["terms"], strict=True):
        assert (row["重み"], row["採点の根拠"]) == (one["weight"], one["ground_words"])
        if one["counts"]:
            assert abs(number(row["得点"]) - number(one["points_low"]["exact"])) <= Fraction(1, 20_000)
    assert abs(number(total["得点"]) - number(low["points"]["exact"])) <= Fraction(1, 20_000)
    facts = dict(row[:2] for row in sheets["評点の計算"].values if row[1])
    shown = f"{int(value * 100 + Fraction(1, 2)) / 100:.2f}"
    assert facts[SCORE] == shown
    assert shown in words(page.select_one("main"))
    assert facts["得点合計 ÷ 重み合計 × 100"] in words(page.select_one("main"))

    lines = page.select("table.terms tbody tr")
    assert len(lines) == len(said["terms"])
    for line, one in zip(lines, said["terms"], strict=True):
        cells = [words(cell) for cell in line.select("td.num")]
        assert (cells[0] == str(one["weight"])) if one["counts"] else cells == []
    asked, answered = said["coverage"]["asked"], said["coverage"]["answered"]
    assert f"{asked}問中{answered}問" in words(page.select_one("main"))
    assert said["coverage"]["reviewed"] == 2
    assert len(said["coverage"]["explained"]) == 4
    for one in said["coverage"]["explained"]:
        assert facts[one["label"]] == f"{one['count']}（{one['note']}）"
        assert f"{one['label']} {one['count']} {one['note']}" in words(page.select_one("main"))


def test_what_is_earned_is_told_in_percent_and_can_be_followed(assessment, pages_as):
    """As in a comparison; the workbook holds the number itself, the points stay decimals that add up."""
    pages = pages_as(Role.RISK)
    said, page, sheets = told(pages, assessment), pages.get(here(assessment)), book(pages, assessment)
    lines = dict(
        zip([one["question"] for one in said["terms"]], page.select("table.terms tbody tr"), strict=True)
    )
    cells = {row[0].value: row for row in sheets["質問ごとの内訳"].iter_rows() if row[0].value in lines}
    head = next(row for row in sheets["質問ごとの内訳"].values if row[0] == "質問")
    at, found = head.index("得点率"), {}
    for one in said["terms"]:
        if not one["counts"]:
            assert cells[one["question"]][at].value is None
            continue
        earned = number(one["earned_low"]["exact"])
        found[earned] = words(lines[one["question"]].select_one("td.num[data-label='得点率']"))
        cell = cells[one["question"]][at]
        assert (cell.value, cell.number_format) == (float(earned), "0%")
    assert found == {Fraction(0): "0%", Fraction(1, 2): "50%", Fraction(1): "100%"}


def test_every_ground_is_said_in_words_and_narrows_the_terms_without_the_sums(assessment, pages_as):
    pages = pages_as(Role.RISK)
    whole, judged = pages.get(here(assessment)), pages.get(here(assessment, "score?ground=judged"))
    assert len(judged.select("table.terms tbody tr")) == 2
    assert words(whole.select_one("tfoot")) == words(judged.select_one("tfoot"))
    assert judged.select(".chip")
    section = whole.select_one("select[name=section] option[value]:not([value=''])")["value"]
    assert (
        0
        < len(pages.get(here(assessment, f"score?section={section}")).select("tbody tr"))
        < len(whole.select("table.terms tbody tr"))
    )
    assert not pages.get(here(assessment, "score?ground=nonsense")).select("table.terms tbody tr")


def test_a_conditional_answer_shows_both_ends(engagement, ctx, pages_as):
    made = make.sent(ctx, engagement)
    ours = queries.assignments_of(made)[0]
    question = next(
        one for one in make.content().questions()
        if one.id in ours.questions and one.ask_when is None and any(p.type == "yes_no" for p in one.parts)
    )  # fmt: skip
    said = make.answer_of(question)
    answering.save(
        ctx,
        ours,
        question.id,
        Facts(Stance.CONDITIONAL, said.parts, condition="共同利用の場合"),
        version=None,
    )
    db.session.commit()
    pages = pages_as(Role.OFFICER)
    page, found = pages.get(here(made)), told(pages, made)
    assert "回答中です" in words(page.select_one("main"))
    assert "条件がすべて満たされた場合（上限）" in words(page.select_one("main"))
    line = next(
        row for row in page.select("table.terms tbody tr") if question.id in words(row.select_one("th"))
    )
    assert words(line.select_one("td.num[data-label='得点率']")) == "0%–100%"
    low, high = (number(found["score"][end]["value"]["exact"]) for end in ("low", "high"))
    assert low < high
    facts = [row[0] for row in book(pages, made)["評点の計算"].values if row[0]]
    assert any("上限" in one for one in facts)


def test_before_it_is_sent_and_where_nothing_is_asked_there_is_no_number(engagement, ctx, pages_as):
    made = make.sent(ctx, engagement)
    for part in queries.assignments_of(made):
        part.questions, part.conditions = [], {}
        audit.record(ctx, Act.ASSIGNMENT_SET, part)
    db.session.commit()
    pages = pages_as(Role.OFFICER)
    assert "質問がありません" in words(pages.get(here(made)))
    assert told(pages, made)["score"] is None
    facts = dict(row[:2] for row in book(pages, made)["評点の計算"].values if row[1])
    assert facts[SCORE] == "評点なし"


def test_what_leaves_the_house_is_in_the_log_and_costs_few_statements(assessment, pages_as, count_queries):
    pages = pages_as(Role.AUDITOR)
    pages.get(here(assessment))
    count_queries.sent.clear()
    pages.get(here(assessment))
    assert len(count_queries) <= MOST, count_queries.sent
    for tail in ("score.json", "score.xlsx"):
        assert pages.client.get(here(assessment, tail)).status_code == 200
    query = select(AuditEvent).where(AuditEvent.event == str(Act.WORKBOOK_TAKEN))
    assert [one.subject_id for one in db.session.scalars(query)] == [assessment.id] * 2


def test_a_vendor_sees_no_score_in_any_form(assessment, pages_as):
    pages = pages_as(Role.VENDOR)
    for tail in ("score", "score.json", "score.xlsx"):
        assert pages.client.get(here(assessment, tail)).status_code == 403
