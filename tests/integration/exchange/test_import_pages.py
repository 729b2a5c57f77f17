"""A ledger on its way in, page by page: read, mapped, looked at, corrected on the screen, applied once."""

import io
import re

import pytest
from sqlalchemy import func, select

from app.core.audit import AuditEvent
from app.core.words import value_label
from app.exchange.models import BatchState, ImportBatch, ImportRow, Outcome
from app.identity.roles import Role
from app.register import settings
from app.register.events import RegisterAct
from app.register.models import NoNumberReason, Organisation, OrganisationKind
from tests.factories import register as make_register
from tests.factories.workbooks import inline, workbook_parts, zipped
from tests.pages import words

NEW = "/exchange/organisations/new"
GOOD_NUMBERS = ("6010001019388", "7010401006126", "8700110005901")
HEAD = "取引先,,番号,財務\n商号（必須）,フリガナ,法人番号,決算期\n"
LEDGER = (
    "外部委託先管理台帳,,,\n,,,\n"
    + HEAD
    + f"株式会社あおば情報,アオバ,{GOOD_NUMBERS[0]},令和8年3月31日\n"
    + "みなと決済株式会社,ミナト,1234567890123,令和8年3月31日\n"
    + f"株式会社さくら印刷,サクラ,{GOOD_NUMBERS[1]},令和8年13月31日\n"
    + ",ナマエナシ,８７００１１０００５９０１,2026/3/31\n"
)


def csv(text: str = LEDGER, name: str = "台帳.csv", encoding: str = "cp932"):
    return io.BytesIO(text.encode(encoding)), name


def batch_in(session):
    session.expire_all()
    return session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc())).first()


def count_of(session, model):
    session.expire_all()
    return session.scalar(select(func.count()).select_from(model))


def bring(pages, text: str = LEDGER, **options):
    """The address of the batch, compared."""
    answer = pages.submit(NEW, ledger=csv(text), **options)
    mapped = pages.submit(answer.headers["Location"], form="#form")
    assert mapped.status_code == 303
    return mapped.headers["Location"].removesuffix("/differences")


def boxes(page) -> dict[str, str]:
    """Cell address → name of the box in which it can be typed anew."""
    found = {}
    for box in page.select(".troubles input, .troubles textarea"):
        (place,) = re.findall(r"[A-Z]+[0-9]+", box["aria-label"])
        found[place] = box["name"]
    return found


def counts(page) -> dict[str, int]:
    return {one.span.get_text(): int(one.strong.get_text()) for one in page.select(".outcomes .outcome")}


@pytest.fixture
def pages(pages_as):
    return pages_as(Role.VENDOR_MANAGER)


def test_a_ledger_in_jis_is_compared_like_one_of_windows(pages):
    told = []
    for encoding in ("cp932", "iso2022_jp"):
        mapping = pages.submit(NEW, ledger=csv(encoding=encoding)).headers["Location"]
        name = {"cp932": "Shift_JIS"}.get(encoding, "ISO-2022-JP")
        assert f"文字コードを{name}として読み取りました。" in words(pages.get(mapping))
        page = pages.follow(pages.submit(mapping, form="#form"))
        told.append((counts(page), sorted(boxes(page))))
    assert told[0] == told[1]
    assert any(told[1][0].values())


def test_three_bad_rows_are_corrected_on_the_screen_and_all_is_applied(session, pages):
    address = bring(pages)
    page = pages.get(f"{address}/differences")
    assert counts(page) == {
        "エラー": 3, "特定できない": 0, "重複の可能性": 0, "新規": 1, "変更": 0, "変更なし": 0, "対象外": 0
    }  # fmt: skip
    shown = words(page.find("main"))
    assert "台帳!C6 法人番号" in shown
    assert "台帳!D7 決算期" in shown
    assert "台帳!A8 列「商号（必須）」（名称）" in shown
    assert "令和8年13月31日" in shown
    assert "すべて反映" not in shown
    places = boxes(page)
    typed = {places["C6"]: "", places["D7"]: "令和8年3月31日", places["A8"]: "株式会社なおした"}
    answer = pages.submit(f"{address}/differences", button="直した行を比較し直す", fields=typed)
    page = pages.follow(answer)
    assert counts(page)["新規"] == 4
    assert "3行を比較し直しました。" in words(page)
    assert "2026-03-31" in words(page.find("main"))
    assert count_of(session, Organisation) == count_before(session)
    result = pages.follow(pages.submit(f"{address}/differences", button="すべて反映（4件）"))
    assert "新規4件、変更0件を反映しました。" in words(result)
    stored = {one.name: one for one in session.scalars(select(Organisation))}
    assert stored["株式会社なおした"].corporate_number == GOOD_NUMBERS[2]
    assert stored["みなと決済株式会社"].corporate_number is None
    assert stored["株式会社さくら印刷"].fiscal_year_end.isoformat() == "2026-03-31"
    events = session.scalars(select(AuditEvent).where(AuditEvent.event == RegisterAct.IMPORTED)).all()
    assert len({event.act_id for event in events}) == 1
    assert batch_in(session).act_id == events[0].act_id


def count_before(session):
    """Nothing of the file is in the register: only what the test bank began with."""
    return session.scalar(
        select(func.count()).select_from(Organisation).where(Organisation.name != "株式会社なおした")
    )


def test_the_same_file_again_changes_nothing_and_its_mapping_is_remembered(session, pages):
    text = HEAD + f"株式会社あおば情報,アオバ,{GOOD_NUMBERS[0]},令和8年3月31日\n"
    address = bring(pages, text)
    pages.submit(f"{address}/differences", button="すべて反映（1件）")
    before = count_of(session, Organisation)
    answer = pages.submit(NEW, ledger=csv(text))
    mapping = pages.follow(answer)
    assert "前回と同じ割当てを使用しています" in words(mapping)
    page = pages.follow(pages.submit(answer.headers["Location"], form="#form"))
    assert counts(page)["変更なし"] == 1
    assert "内容はすべて登録済みです" in words(page)
    assert not page.find("button", string=re.compile("反映"))
    assert count_of(session, Organisation) == before


def test_a_changed_field_is_shown_as_it_was_and_as_it_would_be(session, at, pages):
    known = make_register.organisation(at, "株式会社あおば情報", corporate_number=GOOD_NUMBERS[0])
    session.commit()
    text = f"商号,法人番号,種別,国・地域\n株式会社あおば情報システム,{GOOD_NUMBERS[0]},会社,日本\n"
    address = bring(pages, text)
    page = pages.get(f"{address}/differences")
    assert counts(page)["変更"] == 1
    change = words(page.select_one(".changes"))
    assert "株式会社あおば情報 → から変更 株式会社あおば情報システム" in change
    assert "company" not in change
    assert page.find("a", href=f"/organisations/{known.id}")
    pages.submit(f"{address}/differences", button="すべて反映（1件）")
    session.expire_all()
    assert session.get(Organisation, known.id).name == "株式会社あおば情報システム"


def test_only_the_good_rows_are_applied_knowingly_and_the_rest_comes_back_as_a_file(session, pages):
    address = bring(pages)
    page = pages.get(f"{address}/apply")
    assert "新規1件を登録し、0件を変更します。" in words(page)
    assert "3件は反映せずに残します（問題あり3件、対象外0件）" in words(page)
    result = pages.follow(pages.submit(f"{address}/apply", form="#form"))
    assert "新規1件、変更0件を反映しました。" in words(result)
    assert "反映しなかった行3件" in words(result)
    rest = pages.get(f"{address}/rest").get_data().decode("utf-8-sig")
    assert rest.splitlines()[0].endswith("取り込まなかった理由")
    assert len(rest.splitlines()) == 4
    assert "令和8年13月31日" in rest
    answer = pages.submit(NEW, ledger=(io.BytesIO(rest.encode()), "残り.csv"))
    again = pages.follow(pages.submit(answer.headers["Location"], form="#form"))
    assert counts(again)["エラー"] == 3


def test_the_problems_are_listed_in_a_file(pages):
    address = bring(pages)
    text = pages.get(f"{address}/problems").get_data().decode("utf-8-sig")
    lines = text.splitlines()
    assert lines[0] == "シート,行,セル,ファイルの列,項目,値,結果,理由,名称"
    assert lines[1].startswith("台帳,6,C6,法人番号,法人番号,1234567890123,エラー,")
    assert lines[3].startswith("台帳,8,A8,商号（必須）,名称,")
    assert len(lines) == 4


def test_a_row_left_out_makes_room_for_its_double(session, pages):
    number = GOOD_NUMBERS[0]
    address = bring(pages, f"商号,法人番号\n甲株式会社,{number}\n乙株式会社,{number}\n")
    page = pages.get(f"{address}/differences")
    assert (counts(page)["新規"], counts(page)["重複の可能性"]) == (1, 1)
    assert "このファイルの2行目と同じ登録を指しています" in words(page)
    out = pages.submit(f"{address}/differences?show=new", button="leave_out")
    page = pages.follow(out)
    assert (counts(page)["新規"], counts(page)["対象外"], counts(page)["重複の可能性"]) == (1, 1, 0)
    assert "乙株式会社" in words(pages.get(f"{address}/differences?show=new").find("main"))
    page = pages.follow(pages.submit(f"{address}/differences?show=left_out", button="take_in"))
    assert (counts(page)["対象外"], counts(page)["重複の可能性"]) == (0, 1)


def test_two_rows_that_mean_one_record_are_told_though_they_name_it_differently(session, at, pages):
    make_register.organisation(at, "株式会社あおば情報", corporate_number=GOOD_NUMBERS[0])
    session.commit()
    lines = f"株式会社あおば情報,{GOOD_NUMBERS[0]},一\n株式会社あおば情報,,二\n"
    address = bring(pages, "商号,法人番号,備考\n" + lines)
    page = pages.get(f"{address}/differences")
    assert (counts(page)["変更"], counts(page)["重複の可能性"]) == (1, 1)


def test_a_name_that_is_recorded_almost_so_is_confirmed_as_another(session, at, pages):
    known = make_register.organisation(at, "株式会社みどり計算", corporate_number=GOOD_NUMBERS[0])
    session.commit()
    address = bring(pages, "商号,国・地域\n（株）みどり計算,日本\n")
    page = pages.get(f"{address}/differences")
    assert counts(page)["重複の可能性"] == 1
    assert page.find("a", href=f"/organisations/{known.id}")
    page = pages.follow(pages.submit(f"{address}/differences", button="confirm"))
    assert (counts(page)["重複の可能性"], counts(page)["新規"]) == (0, 1)


def test_a_number_of_somebody_else_is_corrected_or_confirmed_as_a_new_name(session, at, pages):
    known = make_register.organisation(at, "株式会社みどり計算", corporate_number=GOOD_NUMBERS[0])
    session.commit()
    address = bring(pages, f"商号,法人番号\nさくら印刷株式会社,{GOOD_NUMBERS[0]}\n")
    page = pages.get(f"{address}/differences")
    assert counts(page).get("変更", 0) == 0
    assert "名称が大きく異なります" in words(page)
    assert page.find("a", href=f"/organisations/{known.id}")
    page = pages.follow(pages.submit(f"{address}/differences", button="confirm"))
    assert counts(page)["変更"] == 1


def test_a_corrected_number_meets_its_double_further_down(session, pages):
    first, second = GOOD_NUMBERS[:2]
    address = bring(pages, f"商号,法人番号\n甲株式会社,{first}\n乙株式会社,{second}\n")
    row = session.scalars(select(ImportRow).where(ImportRow.number == 2)).one()
    page = f"{address}/rows/{row.id}"
    answer = pages.submit(page, form="#form", fields={f"cell-{row.id}-1": second})
    found = counts(pages.follow(answer))
    assert (found["新規"], found["重複の可能性"]) == (1, 1)
    session.expire_all()
    outcomes = dict(
        session.execute(select(ImportRow.number, ImportRow.outcome).where(ImportRow.number > 1)).all()
    )
    assert outcomes == {2: Outcome.NEW, 3: Outcome.DUPLICATE}
    answer = pages.submit(page, form="#form", fields={f"cell-{row.id}-1": first})
    assert counts(pages.follow(answer))["新規"] == 2


def test_a_cell_of_several_lines_that_nobody_changed_stays_as_it_is(session, pages):
    address = bring(pages, '商号,備考\n甲株式会社,"一行目\n二行目"\n')
    row = session.scalars(select(ImportRow).where(ImportRow.number == 2)).one()
    answer = pages.submit(
        f"{address}/rows/{row.id}", form="#form", fields={f"cell-{row.id}-1": "一行目\r\n二行目"}
    )
    assert "変更はありません" in words(pages.follow(answer))
    session.expire_all()
    assert session.get(ImportRow, row.id).corrected == []


def test_a_field_without_its_column_and_a_column_taken_twice_are_told(pages):
    address = pages.submit(NEW, ledger=csv("名前欄,番号\n甲株式会社,1\n")).headers["Location"]
    page = pages.submit(address, form="#form", status=422)
    assert "この項目の列を選んでください" in words(page)
    page = pages.submit(address, form="#form", status=422, fields={"field-name": "0", "field-name_kana": "0"})
    assert "この列は別の項目に割当て済みです" in words(page)
    assert "B: 番号" in words(page.find("main"))
    pages.submit(address, form="#form", status=422, fields={"field-name": ""})
    assert (
        pages.submit(address, form="#form", fields={"field-name": "0"})
        .headers["Location"]
        .endswith("/differences")
    )


def test_another_row_may_name_the_columns(pages):
    address = pages.submit(NEW, ledger=csv("商号,国\n商号,区分\n甲株式会社,日本\n")).headers["Location"]
    heading = address.replace("/mapping", "/heading")
    page = pages.submit(heading, form="#form", status=422, row="99")
    assert "99行目は空か、シートにありません" in words(page)
    page = pages.follow(pages.submit(heading, form="#form", row="2"))
    assert "2行目を見出しとして読みました" in words(page)


def sheets_file():
    def row(at: int, *cells: str) -> str:
        return (
            f'<row r="{at}">'
            + "".join(inline(f"{c}{at}", t) for c, t in zip("AB", cells, strict=False))
            + "</row>"
        )

    parts = workbook_parts(
        {
            "表紙": row(1, "台帳"),
            "今年度": row(1, "商号", "備考") + row(2, "甲株式会社", "a") + row(3, "乙株式会社", "b"),
            "控え": row(1, "商号", "備考") + row(2, "丙株式会社", "c"),
            "前年度": row(1, "商号", "備考") + row(2, "丁株式会社", "d"),
        },
        hidden=("控え",),
    )
    return io.BytesIO(zipped(parts)), "四枚.xlsx"


def test_of_several_sheets_one_is_chosen_without_sending_the_file_again(session, pages):
    answer = pages.submit(NEW, ledger=sheets_file())
    assert answer.headers["Location"].endswith("/sheets")
    page = pages.follow(answer)
    shown = words(page.find("main"))
    assert [name in shown for name in ("今年度 2行", "控え 1行 ブックで非表示", "前年度 1行")] == [True] * 3
    assert "表紙" not in shown
    wanted = session.scalars(select(ImportBatch).where(ImportBatch.sheet == "前年度")).one()
    mapping = pages.submit(answer.headers["Location"], form="#form", sheet=str(wanted.id))
    assert mapping.headers["Location"] == f"/exchange/imports/{wanted.id}/mapping"
    page = pages.follow(pages.submit(mapping.headers["Location"], form="#form"))
    assert "丁株式会社" in words(page.find("main"))
    states = dict(session.execute(select(ImportBatch.sheet, ImportBatch.state)).all())
    assert states == {
        "今年度": BatchState.OFFERED, "控え": BatchState.OFFERED, "前年度": BatchState.COMPARED
    }  # fmt: skip
    assert len(pages.get("/exchange").select("tbody a[href*='/imports/']")) == 2


def test_what_is_applied_twice_is_stored_once(session, pages):
    text = f"商号,法人番号\n甲株式会社,{GOOD_NUMBERS[0]}\n"
    address = bring(pages, text)
    before = count_of(session, Organisation)
    form = pages.get(f"{address}/apply").select_one("main form#form")
    sent = {one["name"]: one.get("value", "") for one in form.select("input")}
    first = pages.post(f"{address}/apply", fields=sent)
    again = pages.post(f"{address}/apply", fields=sent)
    other = pages.post(f"{address}/apply", fields={**sent, "idempotency_key": "0" * 32})
    assert first.headers["Location"] == again.headers["Location"] == other.headers["Location"] == address
    assert count_of(session, Organisation) == before + 1
    assert len(session.scalars(select(AuditEvent).where(AuditEvent.event == RegisterAct.IMPORTED)).all()) == 1
    assert pages.get(f"{address}/differences", status=303).headers["Location"] == address


def test_what_nobody_saw_is_not_applied(session, pages):
    address = bring(pages, "商号\n甲株式会社\n乙株式会社\n")
    before = count_of(session, Organisation)
    form = pages.get(f"{address}/apply").select_one("main form#form")
    sent = {one["name"]: one.get("value", "") for one in form.select("input")}
    pages.submit(f"{address}/differences", button="leave_out")
    page = pages.post(f"{address}/apply", status=422, fields=sent)
    assert "この画面を表示した後に差分が変わりました" in words(page)
    assert count_of(session, Organisation) == before
    seen = page.select_one("main form#form input[name=seen]")["value"]
    pages.post(f"{address}/apply", fields={**sent, "seen": seen, "idempotency_key": "1" * 32})
    assert count_of(session, Organisation) == before + 1


def test_a_record_that_somebody_saved_meanwhile_stops_the_import(session, at, pages):
    known = make_register.organisation(at, "株式会社あおば情報", corporate_number=GOOD_NUMBERS[0])
    session.commit()
    address = bring(pages, f"商号,法人番号\n株式会社あおば,{GOOD_NUMBERS[0]}\n")
    make_register.renamed(at, known, "株式会社べつの名")
    session.commit()
    page = pages.submit(f"{address}/apply", form="#form", status=422)
    assert "台帳が変更され、2行目の結果が変わりました" in words(page)
    session.expire_all()
    assert session.get(Organisation, known.id).name == "株式会社べつの名"


def test_a_dropped_file_leaves_nothing_but_that_it_was_there(session, pages):
    address = bring(pages)
    before = count_of(session, Organisation)
    page = pages.follow(pages.submit(f"{address}/differences", button="この取込みを破棄"))
    assert "取込みを破棄しました" in words(page)
    assert count_of(session, ImportRow) == 0
    assert count_of(session, Organisation) == before
    assert "この取込みは破棄しました" in words(pages.get(address))


def test_an_empty_workbook_can_be_filled_in_and_brought_back(pages):
    answer = pages.get("/exchange/organisations/template")
    content = answer.get_data()
    assert content[:2] == b"PK"
    page = pages.submit(NEW, status=422, ledger=(io.BytesIO(content), "記入用.xlsx"))
    assert "見出しの下に行がありません" in words(page)


def test_numbers_of_rows_are_written_as_everywhere(session, pages):
    address = bring(pages)
    batch = batch_in(session)
    batch.row_count, batch.counts = 12345, {"new": 12000, "error": 1345}
    session.commit()
    shown = words(pages.get(f"{address}/differences").find("header", class_="page-head"))
    assert "12,345行" in shown
    assert "12,000件" in shown
    assert "1,345" in words(pages.get(f"{address}/differences").select_one(".outcomes"))
    assert "新規12,000件" in words(pages.get(f"{address}/apply"))
    assert "12,345" in words(pages.get("/exchange").find("main"))


def test_the_cells_of_a_bad_row_are_told_with_their_place(pages):
    address = bring(pages)
    link = pages.get(f"{address}/differences").find("tr", id="row-8").th.a
    notice = words(pages.get(link["href"]).select_one(".notice-danger"))
    assert "台帳!A8 列「商号（必須）」（名称）" in notice


def test_who_names_a_party_that_is_missing_is_told_where_to_let_it_be_added(pages):
    text = "company,sub_processor\n甲社,乙社\n"
    answer = pages.submit("/exchange/supplies/new", ledger=csv(text))
    page = pages.follow(pages.submit(answer.headers["Location"], form="#form"))
    hint = page.find("p", class_="hint", string=None)
    assert "「未登録の取引先・サービスも登録する」を選びます" in words(hint)
    assert hint.a["href"] == answer.headers["Location"]
    assert not page.select(".pager")  # one row needs no pages
    added = pages.submit(answer.headers["Location"], form="#form", is_adding_parties="y")
    assert "未登録の取引先・サービスも登録する" not in words(pages.follow(added).find("main"))


CHOICES = "商号,法人番号なしの理由,種別\n甲株式会社,わすれた,よその星の人\n乙株式会社,未確認,\n"


def options(select) -> dict[str, str]:
    """Value → words of a drop-down."""
    return {one["value"]: one.get_text() for one in select.select("option")}


def test_a_cell_with_one_value_of_a_list_is_corrected_by_choosing_it(session, pages):
    address = bring(pages, CHOICES)
    page = pages.get(f"{address}/differences")
    reason, kind = page.select(".troubles select")
    offered = options(reason)
    assert reason.select_one("option[selected]")["value"] == "わすれた"
    assert offered.pop("わすれた") == "わすれた（選択肢にない値）"
    assert offered.pop("") == "（空欄）"
    assert set(offered) == {str(value_label(each)) for each in NoNumberReason} == set(offered.values())
    assert set(options(kind)) == {"よその星の人", "", *(str(value_label(each)) for each in OrganisationKind)}
    assert not page.select(".troubles input")
    typed = {reason["name"]: "国外で設立", kind["name"]: "官公庁・公的機関"}
    answer = pages.submit(f"{address}/differences", button="直した行を比較し直す", fields=typed)
    assert counts(pages.follow(answer))["エラー"] == 1
    row = session.scalars(select(ImportRow).where(ImportRow.number == 2)).one()
    assert row.cells[1:] == list(typed.values())


def test_a_drop_down_that_nobody_touched_changes_nothing(pages):
    address = bring(pages, CHOICES)
    answer = pages.submit(f"{address}/differences", button="直した行を比較し直す")
    assert "変更はありません" in words(pages.follow(answer))


def test_the_choices_are_said_in_the_words_of_the_reader(pages):
    text = "提供者,サービス名,サービスの種類\n甲社,帳票,なにか\n"
    answer = pages.submit("/exchange/services/new", ledger=csv(text), is_adding_parties="y")
    page = pages.follow(pages.submit(answer.headers["Location"], form="#form"))
    said = words(page.select_one(".trouble-why"))
    names = list(options(page.select_one(".troubles select")).values())[2:]
    assert len(names) > 10
    assert said == f"「なにか」は選択肢にありません：{'、'.join(names[:10])}、…"


def test_several_values_in_one_cell_stay_a_text_and_all_choices_are_named(pages):
    text = "委託番号,件名,データの種類\nK-1,件名,個人データ、なにか\n"
    answer = pages.submit("/exchange/engagements/new", ledger=csv(text))
    page = pages.follow(pages.submit(answer.headers["Location"], form="#form"))
    assert "個人データ、なにか" in [one["value"] for one in page.select(".troubles input")]
    (why,) = [one for one in page.select(".trouble-why") if "選択肢" in one.get_text()]
    assert all(name in words(why) for name in settings.data_class_names("ja").values())
    assert "…" not in words(why)


def test_the_page_of_a_row_offers_the_values_too(session, pages):
    address = bring(pages, CHOICES)
    row = session.scalars(select(ImportRow).where(ImportRow.number == 3)).one()
    page = pages.get(f"{address}/rows/{row.id}")
    name, reason, kind = page.select("form#form :is(input.form-control, select)")
    assert (name.name, name["value"]) == ("input", "乙株式会社")
    assert reason.select_one("option[selected]")["value"] == "未確認"
    assert options(kind)[""] == "（空欄）"
