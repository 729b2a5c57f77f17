"""Matrices, questionnaires and editions as workbooks, cell by cell, and who gets them."""

import io
from time import perf_counter
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.core import audit
from app.core.audit import AuditHead
from app.core.dates import day_of
from app.core.db import db
from app.identity.roles import Role
from app.overview import queries as overview
from app.register.models import Organisation
from app.standards.models import Ruling
from app.standards.queries import contents
from app.standards.queries import matrices as queries
from app.standards.rules.matrices import Side
from app.standards.services import items as item_services
from app.standards.services import matrices as services
from app.standards.services.matrices import Who
from app.work.models import Severity
from app.work.services.findings import FindingFacts
from tests.conftest import begins_with
from tests.factories import engagements as branches
from tests.factories import matrices as make
from tests.factories.identity import Made, context
from tests.factories.questionnaires import published, questionnaire
from tests.factories.standards import published as everything

TEMPLATE = f"/matrices/{make.KEY}/matrix.xlsx"
MOST = 12
HOSTILE = "=cmd|'/c calc'!A0"


def book(pages, address):
    answer = pages.client.get(address)
    assert answer.status_code == 200, answer.status_code
    assert answer.content_type.endswith("spreadsheetml.sheet")
    return load_workbook(io.BytesIO(answer.data))


def table(sheet, head):
    """Rows by the first heading, each as a mapping; headings that repeat keep the last."""
    rows = [[cell if cell is not None else "" for cell in row] for row in sheet.values]
    start = next(at for at, row in enumerate(rows) if row[0] == head and row[1])
    return rows[start], rows[start + 1 :]


def records(sheet, head):
    labels, rows = table(sheet, head)
    return [dict(zip(labels, row, strict=True)) for row in rows]


def lines_above(sheet, head):
    found: list[str] = []
    for row in sheet.values:
        if row[0] == head:
            return found
        found.append(row[0] or "")
    raise AssertionError(head)


ground = begins_with(lambda at: published(at, "to24", with_items=True))


@pytest.fixture
def template():
    return make.delivered().matrices[make.KEY, 1]


@pytest.fixture
def ctx(ctx_of):
    return ctx_of(Role.OFFICER)


@pytest.fixture
def engagement(template, at, root):
    return make.engagement(at, root)


@pytest.fixture
def matrix(engagement, at, ctx):
    return make.started(at, engagement, ctx)


def address(engagement):
    return f"/engagements/{engagement.id}/responsibility/{make.KEY}"


def entered(ctx, matrix):
    db.session.expire_all()
    return queries.entered(ctx, matrix)


def rule(ctx, engagement, matrix, place, reason, **sides):
    said = {side: sides.get(side.value) for side in Side}
    services.rule(ctx, engagement, entered(ctx, matrix), place, said, reason, version=matrix.version)
    db.session.commit()


# --- a template ----------------------------------------------------------------------------------


def test_the_template_is_a_wide_table_under_the_names_of_its_actors(pages_as, template):
    found = book(pages_as(Role.OFFICER), TEMPLATE)
    assert found.sheetnames == ["責任分界表", "条件", "凡例・出典"]
    sheet = found["責任分界表"]
    labels, rows = table(sheet, "項目")
    assert len(rows) == 60
    assert labels[:6] == ["項目", "資料の箇所", "章", "実施", "責任", "証跡"]
    assert labels[3:18] == ["実施", "責任", "証跡"] * 5
    assert labels[18:] == ["資料の要旨", "確からしさ", "出典"]
    row = rows[31]
    assert row[:2] == ["実61–実64", "表7 (1)"]
    assert row[3:10] == ["△1ab", "?\n未確定", "?\n未確定", "△1c", "?\n未確定", "?\n未確定", "?\n未確定"]
    head = sheet.auto_filter.ref.split(":")[0]
    bands = [cell.value for cell in sheet[sheet[head].row - 1]]
    assert [name for name in bands if name] == [
        "金融機関", "FIXER（サービスの提供者）", "マイクロソフト（Microsoft Azure）",
        "SIer・アプリケーションの開発会社", "回線事業者",
    ]  # fmt: skip
    assert {"D", "G", "J", "M", "P"} <= {area.coord[0] for area in sheet.merged_cells.ranges}


def test_the_table_prints_on_a3_with_its_legend_and_heads_on_each_sheet(pages_as, template):
    sheet = book(pages_as(Role.OFFICER), TEMPLATE)["責任分界表"]
    above = lines_above(sheet, "項目")
    assert any("2018年" in line for line in above)
    assert any(line.startswith("凡例") and "? 未確定" in line and "× いいえ" in line for line in above)
    head, legend = len(above) + 1, next(at for at, line in enumerate(above, 1) if line.startswith("凡例"))
    assert sheet.print_title_rows == f"${legend}:${head}"
    assert sheet.freeze_panes == f"B{head + 1}"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (8, "landscape")
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
    assert sheet.oddFooter.center.text == "&P / &N"


def test_conditions_and_sources_stand_beside_the_table(pages_as, template):
    found = book(pages_as(Role.OFFICER), TEMPLATE)
    first, *_rest = records(found["条件"], "No.")
    assert first["No."] == "1"
    assert first["選択肢"].splitlines()[0] == "1a 金融機関"
    facts = dict(table(found["凡例・出典"], "見出し")[1])
    assert "FIXERが2018年に公表" in facts["要旨"]
    assert facts["版番号"] == "1"
    assert len(facts["ハッシュ値"]) == 64
    assert facts["?"] == "未確定"
    assert "(S1)" in facts["出典"]
    assert "が関所で作成" in facts["このファイル"]


def test_who_reads_english_gets_an_english_file(pages_as, template, people, at):
    people[Role.OFFICER].language = "en"
    audit.record(context(at), Made.FOR_TEST, people[Role.OFFICER])
    pages = pages_as(Role.OFFICER)
    assert book(pages, TEMPLATE).sheetnames == ["Responsibility matrix", "Conditions", "Legend and sources"]
    named = pages.client.get(TEMPLATE).headers["Content-Disposition"]
    assert named.startswith('attachment; filename="matrix.xlsx"; ')
    assert f"Responsibility%20matrix%20cloud.config%20for%20Financial%20Services%20{day_of(at)}" in named


# --- an engagement -------------------------------------------------------------------------------


def test_what_was_settled_and_what_was_not_stand_in_the_file(pages_as, engagement, matrix, ctx, root):
    pages = pages_as(Role.OFFICER)
    found = entered(ctx, matrix)
    fixer = db.session.query(Organisation).filter_by(name="株式会社FIXER").one()
    services.bind(ctx, engagement, found, {"provider": Who(organisation_id=fixer.id)}, version=matrix.version)
    db.session.commit()
    rule(ctx, engagement, matrix, ("r57", "platform"), HOSTILE, does=Ruling.NO)
    for actor in ("integrator", "carrier"):
        rule(ctx, engagement, matrix, ("r57", actor), "契約第5条", does=Ruling.NO)
    facts = FindingFacts(title="未確定", severity=Severity.LOW, unit_id=root.id, owner_id=ctx.actor_id)
    services.charge(ctx, engagement, entered(ctx, matrix), "condition_open.mail", facts)
    db.session.commit()

    made = book(pages, f"{address(engagement)}/matrix.xlsx")
    assert made.sheetnames == ["責任分界表", "条件", "主体", "確定した責任分界", "未確定事項", "凡例・出典"]
    sheet = made["責任分界表"]
    above = lines_above(sheet, "項目")
    assert engagement.number in above[0]
    assert any(line.startswith("未確定事項") and "実施する主体なし 1" in line for line in above)
    labels, rows = table(sheet, "項目")
    assert "実施する主体なし" in rows[56][labels.index("未確定事項")]
    assert "×※" in rows[56]
    head = sheet[sheet.auto_filter.ref.split(":")[0]].row
    assert "FIXER（サービスの提供者）\n株式会社FIXER" in [cell.value for cell in sheet[head - 1]]
    open_cells = [
        cell
        for row in sheet.iter_rows(min_row=head + 1)
        for cell in row
        if str(cell.value).startswith(("?", "△"))
    ]
    assert open_cells
    for cell in open_cells:
        assert cell.value.endswith(("未確定", "条件が未回答"))
        assert cell.font.b
    assert {one["回答"] for one in records(made["条件"], "No.")} == {"未回答"}
    actors = {one["主体"]: one["この案件での該当先"] for one in records(made["主体"], "主体")}
    assert actors["FIXER（サービスの提供者）"] == "株式会社FIXER"
    assert actors["回線事業者"] == "未指定"
    rulings = records(made["確定した責任分界"], "項目")
    assert [(one["実施"], one["最終責任"], one["理由"]) for one in rulings] == [
        ("いいえ", "", HOSTILE), ("いいえ", "", "契約第5条"), ("いいえ", "", "契約第5条"),
    ]  # fmt: skip
    for row in made["確定した責任分界"].iter_rows():
        assert all(cell.data_type in "sn" for cell in row)
    gaps = records(made["未確定事項"], "未確定事項")
    charged = [one for one in gaps if one["指摘事項"]]
    assert [(one["指摘事項"], one["状態"], one["担当者"]) for one in charged] == [
        ("1", "未着手", ctx.actor_name)
    ]
    assert any(one["未確定事項"] == "実施する主体なし" for one in gaps)


def test_a_finding_that_one_may_not_see_keeps_its_owner_to_itself(engagement, matrix, ctx, root, ctx_of):
    facts = FindingFacts(title="未確定", severity=Severity.LOW, unit_id=root.id, owner_id=ctx.actor_id)
    services.charge(ctx, engagement, entered(ctx, matrix), "condition_open.mail", facts)
    db.session.commit()
    (charged,) = entered(ctx, matrix).charged.values()
    assert set(overview.findings_seen(ctx, [charged.finding_id])) == {charged.finding_id}
    assert overview.findings_seen(ctx_of(Role.VENDOR), [charged.finding_id]) == {}


def test_a_matrix_of_an_older_template_says_so(pages_as, engagement, matrix, at):
    make.published(at, make.changed(make.delivered().matrices[make.KEY, 1]))
    made = book(pages_as(Role.OFFICER), f"{address(engagement)}/matrix.xlsx")
    assert any("ひな形に第2版があります" in line for line in lines_above(made["責任分界表"], "項目"))
    assert dict(table(made["凡例・出典"], "見出し")[1])["版番号"] == "1"


def test_a_stranger_gets_no_matrix(pages_of, pages_as, engagement, matrix, at, root):
    _unit, person = branches.branch(at, root)
    pages_of(person).get(f"{address(engagement)}/matrix.xlsx", 404)
    pages_as(Role.OFFICER).get(f"/engagements/{engagement.id}/responsibility/other/matrix.xlsx", 404)


# --- a questionnaire ------------------------------------------------------------------------------


def test_every_question_is_a_row_with_everything_that_is_said_of_it(pages_as):
    made = book(pages_as(Role.OFFICER), "/questionnaires/to24/questions.xlsx?critical=yes")
    assert made.sheetnames == ["質問", "凡例・出典"]
    rows = {one["質問番号"]: one for one in records(made["質問"], "セクション")}
    questions = list(questionnaire("to24").questions())
    assert list(rows) == [one.id for one in questions]
    for one in questions:
        row = rows[one.id]
        assert row["質問（英語）"] == one.text.en
        assert row["重み"] == one.weight
        assert row["点数の上限"] == (one.critical.cap if one.critical else "")
        assert len([line for line in row["期待する回答"].splitlines() if line]) == len(one.parts)
        assert bool(row["関係する項目"]) == bool(one.touches)
    critical = next(one for one in questions if one.critical)
    assert rows[critical.id]["最重要とする理由"]
    choosing = next(one for one in questions if any(part.type == "multi" for part in one.parts))
    labels = [option.label.ja for part in choosing.parts if part.type == "multi" for option in part.options]
    assert all(f"  - {label}" in rows[choosing.id]["回答"] for label in labels)
    sheet = made["質問"]
    assert sheet.auto_filter.ref.endswith(str(sheet.max_row))


def test_what_the_institution_changed_stands_beside_what_was_delivered(pages_as):
    pages = pages_as(Role.VENDOR_MANAGER)
    here, text = "/questionnaires/to24", "=データを置く国をご回答ください。"
    pages.submit(f"{here}/questions/24-02/reword", text_ja=text, text_en="Where?", reason="短くする")
    pages.submit(f"{here}/publish", "質問票を公開")
    rows = {
        one["質問番号"]: one for one in records(book(pages, f"{here}/questions.xlsx")["質問"], "セクション")
    }
    assert rows["24-02"]["質問（日本語）"] == text
    was = next(one for one in questionnaire("to24").questions() if one.id == "24-02").text.ja
    assert rows["24-02"]["自社の変更あり"].splitlines()[0] == "文言の変更"
    assert was.replace("{institution}", "当行") in rows["24-02"]["自社の変更あり"]
    before = records(book(pages, f"{here}/questions.xlsx?version=1")["質問"], "セクション")
    assert {one["自社の変更あり"] for one in before} == {""}
    pages.get(f"{here}/questions.xlsx?version=9", 404)


# --- an edition -----------------------------------------------------------------------------------


def test_an_edition_leaves_without_the_wording_held_by_licence(pages_as, ctx_of, session, at):
    everything(at)
    item = contents.catalogue().items["fisc/9r2/統24"]
    item_services.set_wording(
        ctx_of(Role.RISK), item, text="許諾を受けた文言", source="市販の書籍", version=0
    )
    db.session.commit()
    pages = pages_as(Role.OFFICER)
    answer = pages.client.get("/standards/fisc/9r2/items.xlsx")
    made = load_workbook(io.BytesIO(answer.data))
    rows = {one["項番"]: one for one in records(made["項目"], "項番")}
    held = contents.catalogue().items_of("fisc/9r2")
    assert list(rows) == [one.local for one in held]
    assert "24-02" in rows["統24"]["質問"].split("、")
    assert "9版" in rows["統24"]["対応する項目"]
    assert rows["統24"]["確からしさ"]
    assert rows["統24"]["出典"]
    every = "".join(str(cell) for sheet in made for row in sheet.values for cell in row)
    assert "許諾を受けた文言" not in every
    assert "市販の書籍" not in every


def test_fintech_items_leave_with_their_risks_and_measures(pages_as, session, at):
    everything(at)
    made = book(pages_as(Role.OFFICER), "/standards/fintech-association/draft-2016/items.xlsx")
    rows = {one["項番"]: one for one in records(made["項目"], "項番")}
    assert any(one["想定リスク"] and one["対策の例"] for one in rows.values())
    assert rows["選1"]["FinTech企業での取捨選択"].splitlines()[0] == "不採用"


# --- all of them -----------------------------------------------------------------------------------


def test_nobody_else_gets_them(pages_as, template):
    pages = pages_as(Role.VENDOR)
    for path in (TEMPLATE, "/questionnaires/to24/questions.xlsx", "/standards/fisc/9r2/items.xlsx"):
        pages.get(path, 403)
    pages = pages_as(Role.OFFICER)
    for path in (
        "/matrices/no/matrix.xlsx",
        "/questionnaires/no/questions.xlsx",
        "/standards/fisc/no/items.xlsx",
    ):
        pages.get(path, 404)


def test_the_pages_lead_to_their_files(pages_as, engagement, matrix, at):
    everything(at)
    pages = pages_as(Role.OFFICER)
    for page, file in (
        (f"/matrices/{make.KEY}", TEMPLATE),
        (address(engagement), f"{address(engagement)}/matrix.xlsx"),
        ("/questionnaires/to24", "/questionnaires/to24/questions.xlsx"),
        ("/standards/fisc/9r2", "/standards/fisc/9r2/items.xlsx"),
    ):
        assert pages.get(page).select_one(f'main a[href="{file}"]'), page
        book(pages, file)


def test_three_hundred_rows_cost_few_statements_and_little_time(pages_as, at, root, ctx, count_queries):
    make.published(at, make.long(324))
    engagement = make.engagement(at, root)
    matrix = make.started(at, engagement, ctx)
    rule(ctx, engagement, matrix, ("x1", "platform"), "契約第9条", does=Ruling.NO)
    pages = pages_as(Role.OFFICER)
    for path in (TEMPLATE, f"{address(engagement)}/matrix.xlsx"):
        book(pages, path)
        count_queries.sent.clear()
        started = perf_counter()
        pages.client.get(path)
        assert perf_counter() - started < 3
        assert len(count_queries) <= MOST, path


def test_a_past_moment_leaves_as_it_was_and_says_so(pages_as, at, root, ctx_of):
    make.published(at)
    ctx, engagement = ctx_of(Role.OFFICER), make.engagement(at, root)
    matrix = make.started(at, engagement, ctx)
    pages = pages_as(Role.OFFICER)
    for reason in ("契約の第1条", "契約の第2条"):
        sides = {Side.DOES: Ruling.NO, Side.ACCOUNTABLE: None, Side.PROOF: None}
        row = "r01" if reason == "契約の第1条" else "r02"
        services.rule(
            ctx, engagement, queries.entered(ctx, matrix), (row, "platform"), sides, reason,
            version=matrix.version,
        )  # fmt: skip
        db.session.commit()
        db.session.expire_all()
        if row == "r01":
            moment = db.session.scalars(select(AuditHead.at)).one()
    own = f"/engagements/{engagement.id}/responsibility/{make.KEY}"
    answer = pages.client.get(f"{own}/matrix.xlsx", query_string={"as_at": moment.isoformat()})
    assert answer.status_code == 200
    past = load_workbook(io.BytesIO(answer.data))
    told = [str(cell) for sheet in past for row in sheet.values for cell in row if cell]
    assert "契約の第1条" in told
    assert "契約の第2条" not in told
    day = day_of(moment).isoformat()
    assert sum(line.startswith(day) and line.endswith("時点の記録") for line in told) == 2
    assert "時点の記録" in unquote(answer.headers["Content-Disposition"])
    now = [str(c) for s in book(pages, f"{own}/matrix.xlsx") for row in s.values for c in row if c]
    assert "契約の第2条" in now
    pages.get(f"{own}/matrix.xlsx?as_at=2020-01-01", 404)
    page = pages.get(f"{own}?as_at={day}T23:59:59")
    assert page.select_one('a[href*="matrix.xlsx?as_at="]')
