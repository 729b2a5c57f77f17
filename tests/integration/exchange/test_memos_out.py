"""経緯 go out beside the ledger of the engagements, and nothing of them comes back as a difference."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.core.asat import Moment
from app.exchange.kinds import KINDS
from app.exchange.models import BatchState
from app.exchange.queries import sheets_of
from app.exchange.reading.files import read_file
from app.exchange.services import staging
from app.exchange.services.exporting import Form
from app.exchange.services.ledgers import Layout
from app.identity.roles import Role
from app.register.services import judging
from tests.factories import chain, masters
from tests.factories.engagements import branch
from tests.factories.engagements import ctx_of as ctx_of_person
from tests.factories.ledgers import brought_in, outcomes, taken_out

DAY = date(2026, 4, 1)


@pytest.fixture
def ctx(session, ctx_of):
    return ctx_of(Role.VENDOR_MANAGER)


@pytest.fixture
def known(ctx, root):
    service = masters.service(ctx.at, "株式会社みどり計算")
    first, second = (chain.engagement(ctx.at, root, service, number=number) for number in ("K-1", "K-2"))
    for engagement, body, on in (
        (second, "=1+1", DAY), (first, "更新を協議\n条件は未定", DAY), (first, "見積を受領", DAY - timedelta(1)),
    ):  # fmt: skip
        judging.write_memo(ctx, engagement, body=body, on=on)
    return first, second


def memos_in(content: bytes, name: str = "経緯"):
    (sheet,) = (sheet for sheet in read_file("ledger.xlsx", content).sheets if sheet.name == name)
    return sheet.rows


@pytest.mark.parametrize("language", ["ja", "en"])
def test_memos_stand_on_a_sheet_of_their_own_that_is_not_brought_back(ctx, known, language):
    exported = taken_out(ctx, "engagements", language=language)
    note, head, *rows = memos_in(exported.content, "経緯" if language == "ja" else "Memo")
    assert ("閲覧用" if language == "ja" else "reading only") in note[0]
    if language == "ja":
        assert head[1:] == ("日付", "記入者", "内容")
    assert [(row[0], row[1], row[3]) for row in rows] == [
        ("K-1", DAY - timedelta(1), "見積を受領"), ("K-1", DAY, "更新を協議\n条件は未定"), ("K-2", DAY, "=1+1"),
    ]  # fmt: skip
    assert {row[2] for row in rows} == {ctx.actor_name}
    _, found = brought_in(ctx, exported.content, "engagements")
    assert outcomes(found) == {"unchanged": 2}
    book = staging.read("ledger.xlsx", exported.content)
    batch = staging.stage_all(ctx, KINDS["engagements"], "ledger.xlsx", exported.content, book)
    assert [sheet.state for sheet in sheets_of(ctx, batch) if not sheet.is_hidden] == [BatchState.MAPPING]


def test_only_what_was_written_by_then_and_what_may_be_seen_goes_out(session, ctx, known, at, root):
    unit, officer = branch(at, root)
    chain_of_unit = chain.engagement(at, unit, chain.service(at, "株式会社ほしぞら計算"), number="K-3")
    theirs = ctx_of_person(officer, at)
    judging.write_memo(theirs, chain_of_unit, body="支店の経緯", on=DAY)
    session.commit()
    then = Moment(datetime.now(UTC), DAY)
    late = replace(theirs, at=datetime.now(UTC) + timedelta(hours=1))
    judging.write_memo(late, chain_of_unit, body="後で書いた経緯", on=DAY)
    session.commit()
    own = taken_out(theirs, "engagements").content
    assert [row[3] for row in memos_in(own)[2:]] == ["支店の経緯", "後で書いた経緯"]
    past = taken_out(theirs, "engagements", moment=then).content
    assert [row[3] for row in memos_in(past)[2:]] == ["支店の経緯"]


def test_neither_a_text_file_nor_a_form_of_the_institution_holds_them(ctx, known):
    layout = Layout("様式", (("number", ""), ("title", "")))
    form = read_file("form.xlsx", taken_out(ctx, "engagements", layout=layout).content)
    assert "経緯" not in [sheet.name for sheet in form.sheets]
    assert "見積を受領" not in taken_out(ctx, "engagements", Form.CSV).content.decode("utf-8-sig")
