"""Organisations on their way out, and back again without a difference."""

import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.core.asat import Moment
from app.core.db import db
from app.core.text import clean
from app.exchange.kinds import KINDS
from app.exchange.services import layouts
from app.exchange.services.exporting import Form
from app.exchange.services.ledgers import Layout
from app.identity.roles import Role
from app.register.models import NoNumberReason, Organisation, OrganisationKind, SubcontractAct
from app.register.queries import organisations as queries
from app.register.rules.organisations import OrganisationFacts
from app.register.services import importing
from app.register.services import organisations as services
from tests.factories.identity import context
from tests.factories.ledgers import HOSTILE, brought_in, taken_out, told
from tests.factories.register import code, renamed
from tests.factories.register import organisation as an_organisation

KIND = KINDS["organisations"]
OWN = Layout(
    "当行様式",
    (("own_code", "取引先ｺｰﾄﾞ（当行）"), ("name", "委託先名"), ("note", "備考＆特記"), ("kind", "")),
)


@pytest.fixture
def ctx(session, ctx_of):
    return ctx_of(Role.VENDOR_MANAGER)


def texts(most=60):
    odd = st.sampled_from(HOSTILE)
    wild = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=most)
    return st.one_of(odd, st.lists(odd, min_size=2, max_size=3).map("".join), wild).map(
        lambda text: clean(" ".join(text.split()))
    )


LINES = st.lists(texts(), max_size=3).map(lambda lines: clean("\n".join(lines)))
COUNTRIES = ["BQ", "US", "CI", "SX", ""]
DAYS = st.none() | st.dates(date(1873, 1, 1), date(2999, 12, 31))


@st.composite
def organisations(draw):
    kind = draw(st.sampled_from(OrganisationKind))
    abroad = draw(st.booleans())
    reason = (
        NoNumberReason.INDIVIDUAL if kind == OrganisationKind.INDIVIDUAL else NoNumberReason.NOT_YET_CHECKED
    )
    closed = draw(DAYS)
    return OrganisationFacts(
        name=draw(texts().filter(bool)), name_kana=draw(st.sampled_from(["", "ミドリケイサン", "Midori (Tokyo)"])),
        name_latin=draw(texts()), kind=kind, country=draw(st.sampled_from(COUNTRIES if abroad else ["JP"])),
        no_number_reason=reason, no_number_note=draw(texts()), address=draw(texts()), representative=draw(texts()),
        fiscal_year_end=closed, net_assets=draw(st.none() | st.integers(-(10**14), 10**14)) if closed else None,
        subcontract_act=draw(st.none() | st.sampled_from(SubcontractAct)), ended_on=draw(DAYS), note=draw(LINES),
    )  # fmt: skip


def stored(ctx, facts):
    made = [Organisation() for _ in facts]
    importing.store_organisations(
        ctx, [(one, fact, {}) for one, fact in zip(made, facts, strict=True)], new=made, reason="test"
    )
    db.session.flush()
    return made


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    facts=st.lists(organisations(), min_size=1, max_size=12), form=st.sampled_from(Form),
    language=st.sampled_from(["ja", "en"]), layout=st.sampled_from([None, OWN]), clears=st.booleans(),
)  # fmt: skip
def test_whatever_goes_out_comes_back_as_no_difference(ctx, facts, form, language, layout, clears):
    with db.session.begin_nested() as savepoint:
        stored(ctx, facts)
        if layout is not None:
            layouts.add_layout(ctx, KIND, name=OWN.name, columns=OWN.columns, is_usual=True)
        exported = taken_out(ctx, form=form, language=language, layout=layout)
        batch, found = brought_in(ctx, exported.content, is_clearing=clears)
        wanted = (
            {"id", *(key for key, _ in OWN.columns)} if layout else {field.key for field in KIND.fields()}
        )
        assert set(batch.mapping) == wanted
        assert exported.count == len(found) >= len(facts)
        assert told(found) == []
        savepoint.rollback()


# --- the workbook itself -------------------------------------------------------------------


def opened(content):
    return load_workbook(io.BytesIO(content)).worksheets[0]


def headed(sheet):
    """Row of the headings, and the column of each."""
    row = next(r for r in range(1, 10) if sheet.cell(r, 2).value)
    return row, {sheet.cell(row, at).value: at for at in range(1, sheet.max_column + 1)}


def test_the_workbook_tells_whose_ledger_it_is_and_of_when(session, ctx, at):
    an_organisation(at, "株式会社東京印刷", fiscal_year_end=date(2026, 3, 31), net_assets=-1_200_000)
    sheet = opened(taken_out(ctx).content)
    head, columns = headed(sheet)
    titles = [sheet.cell(row, 1).value for row in range(1, head)]
    assert titles[0].endswith("取引先台帳")
    assert "記録時点：" in titles[1]
    assert "基準日：2026-11-20" in titles[1]
    assert ctx.actor_name in titles[2]
    assert sheet.freeze_panes == f"B{head + 1}"
    assert columns["Sekisho ID"] == sheet.max_column
    names = [sheet.cell(row, columns["名称"]).value for row in range(1, sheet.max_row + 1)]
    row = names.index("株式会社東京印刷") + 1
    day = sheet.cell(row, columns["決算期"])
    assert (day.value.date(), day.number_format) == (date(2026, 3, 31), "yyyy-mm-dd")
    amount = sheet.cell(row, columns["純資産（円）"])
    assert (amount.value, amount.number_format) == (-1_200_000, "#,##0")


def test_what_is_chosen_from_a_list_has_its_drop_down(session, ctx, at):
    an_organisation(at)
    sheet = opened(taken_out(ctx).content)
    head, columns = headed(sheet)
    rules = {next(iter(rule.sqref.ranges)).min_col: rule for rule in sheet.data_validations.dataValidation}
    kinds = rules[columns["種別"]]
    assert (
        kinds.formula1 == '"会社・団体,官公庁・公的機関,個人,自グループの会社"'
        or "会社・団体" in kinds.formula1
    )
    assert kinds.showErrorMessage
    assert rules[columns["国・地域"]].formula1.startswith("lists!")
    assert next(iter(kinds.sqref.ranges)).min_row == head + 1
    assert columns["名称"] not in rules


def test_a_cell_edited_in_excel_is_the_only_difference(session, ctx, at):
    changed = an_organisation(at, "株式会社東京印刷", address="東京都")
    an_organisation(at, "株式会社大阪印刷", address="大阪府")
    book = load_workbook(io.BytesIO(taken_out(ctx).content))
    sheet = book.worksheets[0]
    head, columns = headed(sheet)
    rows = {sheet.cell(row, columns["Sekisho ID"]).value: row for row in range(head + 1, sheet.max_row + 1)}
    sheet.cell(rows[str(changed.id)], columns["所在地"]).value = "神奈川県"
    sheet.cell(rows[str(changed.id)], columns["国・地域"]).value = "アメリカ合衆国"
    out = io.BytesIO()
    book.save(out)
    _, found = brought_in(ctx, out.getvalue())
    (difference,) = [one for one in found if one.outcome != "unchanged"]
    assert difference.record_id == changed.id
    assert difference.changes == {"address": ["東京都", "神奈川県"], "country": ["JP", "US"]}


def test_a_text_file_holds_headings_and_rows_and_nothing_live(session, ctx, at):
    an_organisation(at, "=HYPERLINK(1)", note="+1")
    content = taken_out(ctx, form=Form.CSV, language="en").content
    lines = content.decode("utf-8-sig").split("\r\n")
    assert lines[0].startswith("Name,Name in kana,")
    assert "'=HYPERLINK(1)" in lines[1]
    assert "'+1" in lines[1]


def test_what_a_page_stored_in_another_spelling_is_no_difference(session, ctx, at):
    """A cell holds one line, half-width codes and composed letters; a record may hold others."""
    made = an_organisation(at, "株式会社\n東京\t印刷", address="か\u3099いせん")
    code(at, made, "取引先コード", "ＡＢ１")
    _, found = brought_in(ctx, taken_out(ctx).content)
    assert told(found) == []


# --- as at ---------------------------------------------------------------------------------


def test_the_ledger_of_the_past_is_as_it_stood(session, ctx, at):
    renamed_one = an_organisation(at, "株式会社旧名")
    code(at, renamed_one, "取引先コード", "A-1")
    then = Moment(datetime.now(UTC), date(2026, 11, 15))
    renamed(at, renamed_one, "株式会社新名")
    services.remove_code(context(at), renamed_one, queries.codes_of(renamed_one)[0])
    db.session.commit()
    an_organisation(at, "株式会社後日登録")
    exported = taken_out(ctx, moment=then, form=Form.CSV).content.decode("utf-8-sig")
    assert "株式会社旧名" in exported
    assert "A-1" in exported
    assert "株式会社新名" not in exported
    assert "株式会社後日登録" not in exported
    workbook = taken_out(ctx, moment=then)
    assert "過去の時点の台帳です" in opened(workbook.content).cell(3, 1).value
    _, found = brought_in(ctx, workbook.content)
    assert {one.label: one.changes for one in found if one.changes} == {
        "株式会社旧名": {"name": ["株式会社新名", "株式会社旧名"], "own_code": [None, "A-1"]}
    }


def test_only_what_is_in_force_on_the_day_if_one_asks_for_it(session, ctx, at):
    an_organisation(at, "株式会社閉店", ended_on=date(2026, 3, 31))
    for on, is_there in ((date(2026, 3, 30), True), (date(2026, 3, 31), False)):
        content = taken_out(ctx, form=Form.CSV, moment=Moment(None, on), is_in_force=True).content
        assert ("株式会社閉店" in content.decode("utf-8-sig")) is is_there
    assert "株式会社閉店" in taken_out(ctx, form=Form.CSV).content.decode("utf-8-sig")
