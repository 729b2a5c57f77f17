"""まとめて確定: many rows of an engagement's matrix settled in one act."""

import pytest
from sqlalchemy import select

from app.core.audit import AuditEvent
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, StaleVersion
from app.identity.roles import Role
from app.standards.models import DutyRuling, Ruling
from app.standards.queries import matrices as queries
from app.standards.rules.matrices import Side
from app.standards.services import matrices as services
from app.standards.services import settling
from app.standards.services.settling import Settling
from tests.conftest import begins_with
from tests.factories import matrices as make
from tests.pages import words

YES = {Side.DOES: Ruling.YES}


ground = begins_with(make.published)


def address(engagement):
    return f"/engagements/{engagement.id}/responsibility/{make.KEY}"


def entered(ctx, matrix):
    db.session.expire_all()
    return queries.entered(ctx, matrix)


def rule(ctx, engagement, matrix, row, **sides):
    said = {side: sides.get(side.value) for side in Side}
    held = entered(ctx, matrix)
    services.rule(ctx, engagement, held, (row, "platform"), said, "契約第5条", version=matrix.version)
    db.session.commit()


def ruled():
    db.session.expire_all()
    rows = db.session.scalars(select(DutyRuling).order_by(DutyRuling.row))
    return {one.row: (one.does, one.accountable, one.reason) for one in rows}


def test_rows_of_a_filter_are_ticked_looked_at_and_settled_at_once(pages_as, engagement, matrix, ctx):
    rule(ctx, engagement, matrix, "r02", does=Ruling.NO)
    pages = pages_as(Role.OFFICER)
    assert pages.get(address(engagement)).select_one(f'#matrix a[href="{address(engagement)}/settle"]')
    where = f"{address(engagement)}/settle?chapter=1&actor=platform"
    page = pages.get(where)
    ticked = [box["value"] for box in page.select("#rows input[checked]")]
    assert ticked[:2] == ["r01", "r02"]
    assert len(ticked) < 60
    assert page.select_one("#actor option[selected]")["value"] == "platform"
    given = {"does": "yes", "reason": "基本契約第3条", "rows": ["r01", "r02"]}
    page = pages.submit(where, "変更内容を確認", 200, fields=given)
    told = [words(line) for line in page.select("#preview tbody tr")]
    assert ["変更あり" in line for line in told] == [True, False]
    assert "規程と方針 ほか2件" in told[0]
    assert "? 未確定 → から変更 ○※ はい（当方で確定）" in told[0]
    assert "×※ いいえ（当方で確定） 変更なし" in told[1]
    assert [words(head) for head in page.select("#preview thead th")] == ["行", "実施", "結果"]
    (focused,) = page.select("[data-focus]")
    assert words(focused) == "1行が変わります"
    top, bottom = page.select('button[name="apply"]')
    assert (words(top), words(bottom)) == ("1行を確定する", "1行を確定する")
    assert top["form"] == page.select_one("form#form")["id"]
    assert "チェックした行のうち1行は変わりません" in words(page.select_one("#preview"))
    assert "覆します" not in words(page.select_one("main"))
    assert list(ruled()) == ["r02"]
    sent = {box["name"]: box.get("value", "") for box in page.select("#form input[type=hidden]")}
    pages.post(
        where, fields={**sent, **given, "actor": "platform", "accountable": "", "proof": "", "apply": "1"}
    )
    assert ruled() == {"r01": (Ruling.YES, None, "基本契約第3条"), "r02": (Ruling.NO, None, "契約第5条")}


def test_what_is_stated_and_would_be_overturned_is_counted_and_marked(pages_as, engagement, matrix, ctx):
    services.answer(
        ctx, engagement, entered(ctx, matrix), {"shared_centre": ("no", "使わない")}, version=matrix.version
    )
    db.session.commit()
    pages = pages_as(Role.OFFICER)
    given = {"actor": "provider", "does": "yes", "reason": "契約", "rows": ["r06", "r07", "r08"]}
    page = pages.submit(f"{address(engagement)}/settle", "変更内容を確認", 200, fields=given)
    told = [words(line) for line in page.select("#preview tbody tr")]
    assert ["覆します" in line for line in told] == [False, True, True]
    assert (
        "この条件では対象外（条件3a） → から変更 ○※ はい（当方で確定） 「この条件では対象外」を覆します"
        in told[1]
    )
    assert "× いいえ → から変更 ○※ はい（当方で確定） 「いいえ」を覆します" in told[2]
    warning = "2行で、今の記載や条件から決まる内容"
    assert warning in words(page.select_one("#preview .notice-danger"))
    assert warning in words(page.select_one("#form .form-end"))
    page = pages.submit(
        f"{address(engagement)}/settle", "変更内容を確認", 200, fields={**given, "does": "no"}
    )
    assert "「はい」を覆します" in words(page.select("#preview tbody tr")[0])
    assert ["覆します" in words(line) for line in page.select("#preview tbody tr")] == [True, False, False]


def test_what_was_not_looked_at_is_not_settled(pages_as, engagement, matrix):
    pages = pages_as(Role.OFFICER)
    where = f"{address(engagement)}/settle"
    given = {"actor": "platform", "does": "yes", "reason": "契約", "rows": ["r01"]}
    seen = pages.submit(where, "変更内容を確認", 200, fields=given)
    sent = {box["name"]: box.get("value", "") for box in seen.select("#form input[type=hidden]")}
    whole = {**sent, **given, "accountable": "", "proof": "", "apply": "1"}
    for other in ({"rows": ["r01", "r02"]}, {"does": "no"}):
        page = pages.post(where, 200, fields={**whole, **other})
        assert "確認した後に入力が変わりました" in words(page.select_one("#preview"))
    assert ruled() == {}
    pages.post(where, fields={**whole, "reason": "契約第3条"})
    assert ruled() == {"r01": (Ruling.YES, None, "契約第3条")}


def test_rows_say_what_they_are_and_how_they_stand_and_all_can_be_ticked(pages_as, engagement, matrix):
    pages = pages_as(Role.OFFICER)
    page = pages.get(f"{address(engagement)}/settle")
    assert len(page.select("#rows[data-bulk] [data-tick]")) == 60
    assert words(page.select_one('label[for="tick-all"]')) == "表示中の行をすべて選ぶ"
    assert page.select_one("[data-bulk-button]")["data-bulk-button"] == "always"
    row = page.select_one('#rows input[value="r08"]').find_parent("tr")
    assert words(row.th) == "統26 表2 (4) 金融機関相互のサービスの利用"
    assert [words(cell) for cell in row.select("td")][:4] == ["○ はい", "? 未確定", "? 未確定", "× いいえ"]
    assert "この主体の列だけ" not in words(page.select_one("main"))

    page = pages.get(f"{address(engagement)}/settle?actor=platform")
    assert "この主体の列だけを表示しています" in words(page.select_one("main"))
    assert len(page.select("#rows th.actor")) == 1
    assert not page.select("#rows input[name=rows][checked]")
    assert page.select("#rows [data-tick-all]")


def test_without_a_filter_nothing_is_ticked_and_what_is_missing_is_named(pages_as, engagement, matrix):
    pages = pages_as(Role.OFFICER)
    where = f"{address(engagement)}/settle"
    assert not pages.get(where).select("#rows input[checked]")
    page = pages.submit(where, "変更内容を確認", 422)
    told = [words(line) for line in page.select(".error-summary li")]
    assert [line.split(":")[0].strip() for line in told] == ["主体", "実施", "理由", "行"]
    assert "確定する欄を選んで" in told[1]
    assert "行にチェック" in told[3]
    assert not page.select("#preview")


def test_what_was_settled_before_is_replaced_only_when_told_so(engagement, matrix, ctx):
    rule(ctx, engagement, matrix, "r01", does=Ruling.NO, accountable=Ruling.NO)
    asked = Settling("platform", {"r01"}, YES, "覚書", replacing=True)
    kept = Settling("platform", {"r01"}, YES, "覚書")
    with pytest.raises(DomainError):
        settling.settle(ctx, engagement, entered(ctx, matrix), kept, version=matrix.version)
    assert settling.settle(ctx, engagement, entered(ctx, matrix), asked, version=matrix.version) == 1
    db.session.commit()
    # The side that nothing was said of stays, and so does its reason.
    assert ruled() == {"r01": (Ruling.YES, Ruling.NO, "契約第5条\n覚書")}
    assert settling.preview(entered(ctx, matrix), asked) == {"r01": False}


def test_each_cell_stands_in_the_log_under_one_act(engagement, matrix, ctx):
    asked = Settling("platform", {"r01", "r03"}, YES, "覚書")
    settling.settle(ctx, engagement, entered(ctx, matrix), asked, version=matrix.version)
    db.session.commit()
    made = select(AuditEvent).where(AuditEvent.subject_type == DutyRuling.__tablename__)
    events = db.session.scalars(made).all()
    assert len(events) == 2
    assert len({event.act_id for event in events}) == 1


def test_who_may_not_or_was_second_settles_nothing(pages_as, engagement, matrix, ctx, ctx_of):
    asked = Settling("platform", {"r01"}, YES, "覚書")
    with pytest.raises(StaleVersion):
        settling.settle(ctx, engagement, entered(ctx, matrix), asked, version=matrix.version + 1)
    with pytest.raises(NotAllowed):
        settling.settle(ctx_of(Role.AUDITOR), engagement, entered(ctx, matrix), asked, version=matrix.version)
    pages = pages_as(Role.AUDITOR)
    pages.get(f"{address(engagement)}/settle", 403)
    assert not pages.get(address(engagement)).select('a[href$="/settle"]')


def test_one_row_leads_to_the_next(pages_as, engagement, matrix):
    pages = pages_as(Role.AUDITOR)
    page = pages.get(f"{address(engagement)}/rows/r02")
    links = {words(link): link["href"] for link in page.select("main p a")}
    assert links["前の行"].endswith("/rows/r01")
    assert links["次の行"].endswith("/rows/r03")
    assert "前の行" not in words(pages.get(f"{address(engagement)}/rows/r01").select_one("main"))
    assert "次の行" not in words(pages.get(f"{address(engagement)}/rows/r60").select_one("main"))
