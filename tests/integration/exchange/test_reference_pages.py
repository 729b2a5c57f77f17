"""The pages on which a workbook of a reference is taken, brought back, mapped, compared and applied."""

import io
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.core.audit.reading import entries_of
from app.core.db import db
from app.exchange.models import ReferenceImport
from app.identity.roles import Role
from app.references.events import ReferencesAct as Act
from app.references.models import PaperKind, ReferenceVersion
from app.references.queries import references as queries
from app.register.models import Organisation
from tests.conftest import begins_with
from tests.factories import masters
from tests.factories import reference_books as books
from tests.factories import references as make
from tests.factories import workbooks as strange
from tests.pages import words

ground = begins_with(make.laid)


@pytest.fixture
def ctx(ctx_of):
    return ctx_of(Role.VENDOR_MANAGER)


@pytest.fixture
def reference(ctx, at):
    return make.reference(ctx, make.service(at))


@pytest.fixture
def pages(pages_as):
    return pages_as(Role.VENDOR_MANAGER)


def upload(content, name="参照.xlsx"):
    return (BytesIO(content), name)


def test_in_from_the_file_to_the_draft(reference, pages):
    here = f"/references/{reference.id}/import"
    assert "まだ版がありません。" in words(pages.get(here))
    page = pages.follow(pages.submit(here, workbook=upload(books.azure_like())))
    told = words(page)
    assert "見出し3 - 4行目" in told
    assert page.select_one("#records-item option[selected]").text == "A: FISC安全対策基準の 項目"
    brought = db.session.scalars(select(ReferenceImport)).one()
    page = pages.follow(pages.submit(f"{here}/{brought.id}/mapping", form="#form"))
    told = words(page)
    assert "契約で定める。" in told
    assert "シート「セキュリティリファレンス」6行目" in told
    page = pages.follow(pages.submit(f"{here}/{brought.id}", form="#form"))
    assert "ファイルの内容を、下書きに反映しました。" in words(page)
    draft = queries.draft_of(reference.id, False)
    assert draft is not None
    assert set(queries.record_rows(draft.id)) == set(make.ITEMS)
    told = words(pages.get(f"{here}/{brought.id}"))
    assert "下書きに反映しました" in told
    assert pages.get(here).select_one("a[href$='workbook.xlsx?layout=aws']")


def test_the_row_of_headings_is_moved_on_the_mapping_page(reference, pages):
    here = f"/references/{reference.id}/import"
    pages.submit(here, workbook=upload(books.azure_like()))
    brought = db.session.scalars(select(ReferenceImport)).one()
    mapping = f"{here}/{brought.id}/mapping"
    page = pages.follow(pages.submit(mapping, form="#sheets", fields={"records_row": "6"}))
    assert "指定したシートと行で読み直しました。" in words(page)
    assert page.select_one("#records_row")["value"] == "6"
    page = pages.submit(mapping, form="#sheets", fields={"records_row": "900"}, status=422)
    assert page.select_one("#records_row-error")
    page = pages.follow(pages.submit(mapping, form="#sheets", fields={"records_row": "4"}))
    assert page.select_one("#records-item option[selected]").text == "A: FISC安全対策基準の 項目"
    page = pages.submit(mapping, form="#form", fields={"records-item": ""}, status=422)
    assert page.select_one("#records-item-error")


def test_premises_are_shown_before_they_are_written(ctx, reference, pages):
    """The sheet of premises can be left out on the mapping page."""
    version = make.published(ctx, reference)
    book = pages.client.get(f"/references/{reference.id}/versions/{version.id}/workbook.xlsx").data
    sheet = load_workbook(io.BytesIO(book)).worksheets[-1]
    row = next(row[0].row for row in sheet if row[0].value == "著者")
    here = f"/references/{reference.id}/import"
    pages.submit(here, workbook=upload(books.changed(book, -1, {f"B{row}": "あかつきソフトウエア株式会社"})))
    brought = db.session.scalars(select(ReferenceImport)).one()
    told = words(pages.get(f"{here}/{brought.id}"))
    assert "著者と前提" in told
    assert "あかつきソフトウエア株式会社" in told
    mapping = f"{here}/{brought.id}/mapping"
    pages.submit(mapping, form="#sheets", fields={"head_sheet": "0"}, status=422)
    pages.submit(mapping, form="#sheets", fields={"head_sheet": ""})
    assert "あかつきソフトウエア株式会社" not in words(pages.get(f"{here}/{brought.id}"))


def test_a_condition_and_what_stays_beside_another_title_are_shown_before_they_are_written(
    ctx, reference, pages
):
    make.published(ctx, reference, papers=[make.paper("02", kind=PaperKind.CERTIFICATE)], 統20=make.record())
    here = f"/references/{reference.id}/import"
    rows = [("統20", None, "適合可能（専用線のみ）", "確認", None, None, None, None)]
    pages.submit(here, workbook=upload(books.azure_like(rows, [], [("02", "別の報告書")])))
    brought = db.session.scalars(select(ReferenceImport)).one()
    told = words(pages.get(f"{here}/{brought.id}"))
    assert "条件付きで適合可能" in told
    assert "専用線のみ" in told
    assert "変更前の文書名に対する内容が残ります（https://example.com/02）" in told


def test_what_cannot_be_read_is_told_and_the_rest_is_shown(reference, pages):
    rows = [("統20", None, "たぶん", "確認", None, None, None, None), ("統99", None, "対象外", *[None] * 5)]
    here = f"/references/{reference.id}/import"
    pages.submit(here, workbook=upload(books.azure_like(rows)))
    brought = db.session.scalars(select(ReferenceImport)).one()
    told = words(pages.get(f"{here}/{brought.id}"))
    assert "セルC5" in told
    assert "この版の基準に、この項番はありません。" in told
    told = words(pages.get(f"{here}/{brought.id}?show=unknown"))
    assert "統99" in told
    assert "統20" not in told


def test_a_hostile_file_is_refused_beside_the_field(reference, pages):
    here = f"/references/{reference.id}/import"
    for content in (b"%PDF-1.7", strange.zipped({"xl/workbook.xml": "<a"}), "名前\n山田\n".encode()):
        page = pages.submit(here, status=422, workbook=upload(content, "a.xlsx"))
        assert page.select_one(".error-summary")
    assert db.session.scalar(select(ReferenceImport.id)) is None


@pytest.mark.parametrize("layout", ["azure", "aws", "whole", ""])
def test_out_in_each_layout_and_it_is_remembered(layout, ctx, reference, pages):
    version = make.published(ctx, reference)
    answer = pages.get(f"/references/{reference.id}/versions/{version.id}/workbook.xlsx?layout={layout}")
    book = load_workbook(io.BytesIO(answer.data))
    assert len(book.worksheets) == (3 if layout == "aws" else 4)
    assert Act.WORKBOOK_TAKEN in {one.event for one in entries_of(reference)}


def test_few_statements_for_the_differences_of_many_records(ctx, reference, pages, count_queries):
    make.published(ctx, reference, 統20=make.record(), 統21=make.record())
    here = f"/references/{reference.id}/import"
    pages.submit(here, workbook=upload(books.azure_like()))
    brought = db.session.scalars(select(ReferenceImport)).one()
    count_queries.sent.clear()
    pages.get(f"{here}/{brought.id}")
    assert len(count_queries) <= 12, count_queries.sent


def test_only_who_brought_a_file_sees_it_and_only_who_may_write_brings_one(reference, pages, pages_as):
    here = f"/references/{reference.id}/import"
    pages.submit(here, workbook=upload(books.azure_like()))
    brought = db.session.scalars(select(ReferenceImport)).one()
    pages_as(Role.SYSTEM_RISK).get(f"{here}/{brought.id}", status=404)
    pages_as(Role.OFFICER).get(here, status=403)
    assert db.session.scalar(select(ReferenceVersion.id)) is None


def test_the_providers_people_bring_their_own_draft_in_the_portal(ctx, at, people, reference, pages_as):
    theirs = pages_as(Role.VENDOR)
    theirs.get(f"/portal/references/{reference.id}/import", status=404)
    provider = db.session.get_one(Organisation, people[Role.VENDOR].organisation_id)
    shared = make.reference(ctx, masters.service(at, provider), is_shared=True, title="みなとの参照")
    here = f"/portal/references/{shared.id}/import"
    theirs.submit(here, workbook=upload(books.azure_like(provider=provider.name)))
    brought = db.session.scalars(select(ReferenceImport)).one()
    assert brought.organisation_id == people[Role.VENDOR].organisation_id
    theirs.submit(f"{here}/{brought.id}/mapping", form="#form")
    theirs.follow(theirs.submit(f"{here}/{brought.id}", form="#form"))
    draft = queries.draft_of(shared.id, True)
    assert draft is not None
    assert set(queries.record_rows(draft.id)) == set(make.ITEMS)
    answer = theirs.get(f"/portal/references/{shared.id}/versions/{draft.id}/workbook.xlsx")
    assert load_workbook(io.BytesIO(answer.data)).worksheets[0]["A5"].value == "統20"
    assert queries.draft_of(shared.id, False) is None
    pages_as(Role.VENDOR_MANAGER).get(f"/references/{shared.id}/import/{brought.id}", status=404)
