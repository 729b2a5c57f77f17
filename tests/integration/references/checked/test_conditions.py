"""条件付きで適合可能: from the record to the self-check; and references that state a response and no conformity."""

import io

import pytest
from openpyxl import load_workbook

from app.core.db import db
from app.core.errors import DomainError
from app.identity.roles import Role
from app.references.models import Acts, Conformity, OwnState
from app.references.queries import checking as queries
from app.references.rules.checking import Result, Theirs
from app.references.rules.facts import RecordFacts
from app.references.services import checking as services
from app.references.services import writing
from app.references.services.checking import OwnFacts
from tests.conftest import begins_with
from tests.factories import portal as portals
from tests.factories import self_checks as make
from tests.factories.standards import published as content
from tests.pages import words

ground = begins_with(content)
IF = {"conformity": Conformity.CONDITIONAL, "conformity_note": "専用線でつなぐ場合に限る"}
RESPONSE = RecordFacts(provider_acts=Acts.YES, customer_acts=Acts.YES, information="SLAを公開している。")
MET = OwnFacts(OwnState.DONE, "専用線を引いた。", is_condition_met=True)


@pytest.fixture
def version(manager, reference):
    records = {"統1": make.said(**IF), "統2": make.said(), "統3": RESPONSE}
    return make.published(manager, reference, records=records)


@pytest.fixture
def check(ctx, engagement, version):
    return make.check(ctx, engagement, version)


@pytest.fixture
def here(engagement, check):
    return f"/engagements/{engagement.id}/self-checks/{check.id}"


def enter(ctx, engagement, check, facts, item="統1"):
    row = next(iter(queries.rows_of(check, [item])), None)
    services.set_item(ctx, engagement, check, item, facts, version=row.version if row else 0)
    db.session.commit()


def line_of(ctx, engagement, check, item="統1"):
    return make.opened(ctx, engagement, check).line(item)


def test_done_alone_does_not_make_a_conditional_item_conform(ctx, engagement, check):
    enter(ctx, engagement, check, OwnFacts(OwnState.DONE, "規程第3条"))
    line = line_of(ctx, engagement, check)
    assert (line.theirs, line.result, line.is_condition_open) == (Theirs.CONDITIONAL, Result.OPEN, True)
    enter(ctx, engagement, check, MET)
    line = line_of(ctx, engagement, check)
    assert (line.result, line.is_condition_open) == (Result.CONFORMS, False)


@pytest.mark.parametrize(
    ("facts", "field"),
    [(OwnFacts(OwnState.DONE, "", is_condition_met=True), "measure"), (OwnFacts(None, is_condition_met=True), "state")],
)  # fmt: skip
def test_who_says_that_a_condition_is_met_says_how(facts, field, ctx, engagement, check):
    with pytest.raises(DomainError) as caught:
        services.set_item(ctx, engagement, check, "統1", facts, version=0)
    assert caught.value.field == field


def test_where_there_is_no_condition_none_is_met(ctx, engagement, check):
    enter(ctx, engagement, check, MET, "統2")
    (row,) = queries.rows_of(check)
    assert not row.is_condition_met


def test_several_together_keep_what_meets_a_condition_only_with_its_measure(ctx, engagement, check):
    enter(ctx, engagement, check, MET)
    (row,) = queries.rows_of(check)
    services.set_items(ctx, engagement, check, {"統1": row.version}, OwnFacts(OwnState.PARTLY))
    db.session.commit()
    assert row.is_condition_met
    services.set_items(ctx, engagement, check, {"統1": row.version}, OwnFacts(OwnState.DONE, "別の対応"))
    assert not queries.rows_of(check)[0].is_condition_met


def test_a_condition_that_reads_otherwise_is_seen_to_anew(
    manager, pages_as, ctx, engagement, reference, version, check, here
):
    enter(ctx, engagement, check, MET)
    newer = make.next_version(manager, reference, version, {"統1": {"conformity_note": "閉域網のみ"}})
    services.move(ctx, engagement, check, newer, version=check.version)
    db.session.commit()
    assert line_of(ctx, engagement, check).is_condition_open
    page = pages_as(Role.OFFICER).get(f"{here}/items/統1")
    assert not page.select_one("input[name=is_condition_met][checked]")
    services.set_items(ctx, engagement, check, {"統1": 2}, OwnFacts(OwnState.DONE))
    db.session.commit()
    assert line_of(ctx, engagement, check).result == Result.OPEN


def test_a_condition_is_told_and_seen_to_in_pages(pages_as, ctx, engagement, check, here):
    pages = pages_as(Role.OFFICER)
    enter(ctx, engagement, check, OwnFacts(OwnState.DONE, "規程第3条"))
    (row,) = pages.get(f"{here}?show=condition").select(".self-check-items tbody tr")
    assert "条件付きで適合可能" in words(row)
    assert "条件が未確認" in words(row)
    assert "条件が未確認" in words(pages.get(f"{here}/together").select_one("tbody tr"))
    page = pages.get(f"{here}/items/統1")
    assert "専用線でつなぐ場合に限る" in words(page.select_one("#ours .notice"))
    assert "専用線でつなぐ場合に限る" in words(page.select_one("#theirs"))
    pages.submit(f"{here}/items/統1", is_condition_met="y", measure="", status=422)
    pages.submit(f"{here}/items/統1", is_condition_met="y")
    page = pages.get(f"{here}/items/統1")
    assert not page.select("#ours .notice")
    assert line_of(ctx, engagement, check).result == Result.CONFORMS
    assert "条件が未確認" not in words(pages.get(here).select_one("main"))
    assert not pages.get(f"{here}/items/統2").select("input[name=is_condition_met]")
    read = pages_as(Role.AUDITOR).get(f"{here}/items/統1")
    assert "条件を確認済み" in words(read.select_one("#ours"))


def test_the_workbook_tells_the_condition_and_what_became_of_it(pages_as, ctx, engagement, check, here):
    enter(ctx, engagement, check, OwnFacts(OwnState.DONE, "規程第3条"))
    sheet = load_workbook(io.BytesIO(pages_as(Role.OFFICER).client.get(f"{here}.xlsx").data)).worksheets[0]
    row = next([cell.value for cell in row] for row in sheet if row[0].value == "統1")
    known = ("条件付きで適合可能", IF["conformity_note"], "条件が未確認", "適合", "未確認")
    assert [said for said in row if said in known] == [*known[:3], "未確認"]


# --- a response without a word on conformity ----------------------------------------------------------


def test_a_response_is_not_called_conformity(pages_as, ctx, engagement, reference, check, here):
    pages = pages_as(Role.OFFICER)
    enter(ctx, engagement, check, OwnFacts(OwnState.DONE, "年一回見直す"), "統3")
    page = pages.get(here)
    row = next(one for one in page.select(".self-check-items tbody tr") if words(one).startswith("統3"))
    assert "対応の記載あり" in words(row)
    assert "適合可能" not in words(row)
    told = words(page.select_one(".check-unstated"))
    assert "適合性の記載がなく、提供者の対応だけが記載されている項目が1件" in told
    assert "適合性の記載はありません" in words(pages.get(f"{here}/items/統3").select_one("#theirs"))
    assert "適合性の記載はありません" not in words(pages.get(f"{here}/items/統2").select_one("#theirs"))


def test_what_is_stated_is_counted_beside_what_is_not(pages_as, reference, version):
    pages = pages_as(Role.VENDOR_MANAGER)
    told = "適合可能 1、条件付きで適合可能 1、記載なし 1"
    page = pages.get(f"/references/{reference.id}")
    assert told in words(page.select_one("#versions tbody tr"))
    assert "件数は、適合性の記載によって" in words(page.select_one("#versions"))
    assert told in words(pages.get("/references").select_one("main tbody tr"))
    of = f"/references/versions/{version.id}"
    shown = {
        show: [words(one) for one in pages.get(f"{of}?show={show}").select("tbody tr[data-href] th")]
        for show in ("conformable", "conditional", "not_stated", "out_of_scope")
    }
    assert shown == {
        "conformable": ["統2"],
        "conditional": ["統1"],
        "not_stated": ["統3"],
        "out_of_scope": [],
    }


def test_a_condition_is_written_in_the_form_of_a_record(pages_as, manager, reference, version):
    pages = pages_as(Role.VENDOR_MANAGER)
    draft = writing.begin(manager, reference, version)
    db.session.commit()
    of = f"/references/versions/{draft.id}"
    pages.submit(f"{of}/edit-item/統2", "save", conformity_note="専用線のみ", status=422)
    pages.submit(f"{of}/edit-item/統2", "save", conformity="conditional", conformity_note="専用線のみ")
    page = pages.get(f"{of}/items/統2")
    said = words(page.select_one(".reference-record"))
    assert "条件付きで適合可能" in said
    assert "専用線のみ" in said
    assert "専用線のみ" in words(page.select_one("#changes"))


def test_a_provider_writes_a_condition_in_the_portal(at, root, pages_of, manager, platform):
    shared = make.reference(manager, platform, is_shared=True)
    clerk = portals.person(at, root, platform.organisation_id, "clerk@midori.example", "担当 花子")
    pages = pages_of(clerk)
    response = pages.submit(f"/portal/references/{shared.id}/begin", copy_of="empty")
    draft = response.location.removesuffix("/edit")
    pages.submit(f"{draft}/items/統1", "save", conformity="conditional", conformity_note="専用線のみ")
    page = pages.get(draft)
    (row,) = [
        words(one) for one in page.select(".reference-records tbody tr") if words(one).startswith("統1 ")
    ]
    assert "条件付きで適合可能" in row
    assert "専用線のみ" in pages.get(f"{draft}/items/統1").select_one("#conformity_note").text
