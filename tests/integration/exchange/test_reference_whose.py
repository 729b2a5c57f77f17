"""A workbook of another service, provider or edition, or under other terms, changes nothing without a word."""

import io
from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.assurance.models import Disclosure
from app.core.db import db
from app.core.errors import DomainError
from app.exchange.models import ReferenceImport
from app.exchange.services import reference_imports as imports
from app.exchange.services import reference_whose
from app.identity.roles import Role
from app.references.models import Layout, ReferenceVersion
from app.references.queries import references as queries
from app.references.services import agreeing, keeping
from app.register.models import Organisation
from tests.conftest import begins_with
from tests.factories import masters
from tests.factories import reference_books as books
from tests.factories import references as make
from tests.pages import words

ground = begins_with(make.laid)
TERMS = "この資料は、社内での利用に限ります。\n複製しないでください。"
UNIT = make.EDITION


@pytest.fixture
def ctx(ctx_of):
    return ctx_of(Role.VENDOR_MANAGER)


@pytest.fixture
def reference(ctx, at):
    return make.reference(ctx, make.service(at))


@pytest.fixture
def pages(pages_as):
    return pages_as(Role.VENDOR_MANAGER)


def taken(pages, version, layout=Layout.WHOLE, language="ja"):
    here = f"/references/{version.reference_id}/versions/{version.id}/workbook.xlsx"
    return pages.client.get(f"{here}?layout={layout}&language={language}").data


def brought(pages, here, content):
    """The address of its differences."""
    pages.submit(here, workbook=(BytesIO(content), "参照.xlsx"))
    found = db.session.scalars(select(ReferenceImport).order_by(ReferenceImport.made_at.desc())).first()
    assert found is not None
    return f"{here}/{found.id}"


def import_of(reference):
    return f"/references/{reference.id}/import"


def head_of(content):
    return {row[0].value: row[1].value for row in load_workbook(io.BytesIO(content)).worksheets[-1]}


def with_head(content, **said):
    """The same workbook with other words beside the labels of its sheet of premises."""
    sheet = load_workbook(io.BytesIO(content)).worksheets[-1]
    rows = {row[0].value: row[0].row for row in sheet}
    return books.changed(content, -1, {f"B{rows[label]}": value for label, value in said.items()})


# --- another service, provider, edition ----------------------------------------------------------


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_workbook_of_another_reference_is_written_only_when_that_is_confirmed(
    layout, language, ctx, at, reference, pages
):
    other = make.reference(ctx, make.service(at, "cloud.config", "株式会社FIXER"))
    version = make.published(ctx, other, 統20=make.record(confirmed="FIXERの確認"))
    here = brought(pages, import_of(reference), taken(pages, version, layout, language))
    for page in (here, f"{here}/mapping"):
        told = words(pages.get(page))
        assert "ファイルはcloud.config（株式会社FIXER）・" in told
        assert "取込み先はAzure（日本マイクロソフト株式会社）・" in told
        assert "違うもの：サービス、提供者" in told
    page = pages.submit(here, form="#form", status=422)
    assert page.select_one("#is_confirmed-error")
    assert queries.draft_of(reference.id, False) is None
    pages.follow(pages.submit(here, form="#form", is_confirmed="y"))
    draft = queries.draft_of(reference.id, False)
    assert draft is not None
    assert queries.record_rows(draft.id)["統20"].confirmed == "FIXERの確認"


def test_the_service_refuses_it_too(app, ctx, at, reference):
    content = books.azure_like(service="みどりクラウド", provider="みどり計算")
    with app.test_request_context():
        found = imports.stage(ctx, reference, imports.read("a.xlsx", content))
        seen = imports.seen_of(imports.differences(ctx, reference, found), None)
        with pytest.raises(DomainError) as caught:
            imports.apply(ctx, reference, found, seen=seen, is_removing=False)
        assert (caught.value.message, caught.value.field) == (imports.OTHER, "is_confirmed")
        assert imports.apply(ctx, reference, found, seen=seen, is_removing=False, is_confirmed=True)


def test_leaving_the_sheet_of_premises_out_does_not_make_it_another_file(ctx, at, reference, pages):
    other = make.reference(ctx, make.service(at, "cloud.config", "株式会社FIXER"))
    here = brought(pages, import_of(reference), taken(pages, make.published(ctx, other), Layout.AWS))
    pages.submit(f"{here}/mapping", form="#sheets", fields={"head_sheet": ""})
    assert "違うもの：サービス、提供者" in words(pages.get(here))


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("language", ["ja", "en"])
def test_its_own_workbook_is_written_without_a_word(layout, language, ctx, reference, pages):
    """The edition is written exactly: its ref beside its name."""
    version = make.published(ctx, reference)
    content = taken(pages, version, layout, language)
    said = head_of(content)
    edition = said["基準の版" if language == "ja" else "Edition of the standard"]
    name = reference.edition_ja if language == "ja" else reference.edition_en
    assert edition == (f"{name}（{UNIT}）" if language == "ja" else f"{name} ({UNIT})")
    page = pages.get(brought(pages, import_of(reference), content))
    assert "取込み先は" not in words(page)
    assert page.select_one("#form") is None


def test_another_edition_of_the_same_service_is_told(ctx, reference, pages):
    content = taken(pages, make.published(ctx, reference))
    here = brought(
        pages,
        import_of(reference),
        with_head(content, 基準の版="FISC安全対策基準 第8版（fisc/8r）", 備考="新しい"),
    )
    told = words(pages.get(here))
    assert "FISC安全対策基準 第8版（fisc/8r）のものです" in told
    assert "違うもの：基準の版" in told
    assert pages.get(here).select_one("#is_confirmed")


def test_a_file_that_names_nobody_is_not_warned_about(reference, pages):
    content = books.azure_like(service="クラウドサービス", provider="事業者")
    page = pages.get(brought(pages, import_of(reference), content))
    assert "取込み先は" not in words(page)
    assert page.select_one("#is_confirmed") is None


def test_the_provider_is_warned_by_what_it_may_read(ctx, at, people, pages_as):
    provider = db.session.get_one(Organisation, people[Role.VENDOR].organisation_id)
    shared = [
        make.reference(ctx, masters.service(at, provider, name), is_shared=True, title=f"{name}の資料")
        for name in ("貨物", "旅客")
    ]
    theirs = pages_as(Role.VENDOR)
    version = make.published(ctx, shared[0], 統20=make.record(needed="貨物の対応"))
    content = theirs.client.get(f"/portal/references/{shared[0].id}/versions/{version.id}/workbook.xlsx").data
    said = head_of(content)
    assert (said["提供者"], said.get("サービス")) == (provider.name, None)
    here = brought(theirs, f"/portal/references/{shared[1].id}/import", content)
    told = words(theirs.get(here))
    assert "ファイルは貨物の資料" in told
    assert "取込み先は旅客の資料" in told
    theirs.submit(here, form="#form", status=422)
    assert queries.draft_of(shared[1].id, True) is None
    here = brought(theirs, f"/portal/references/{shared[0].id}/import", content)
    assert "取込み先は" not in words(theirs.get(here))


# --- terms ---------------------------------------------------------------------------------------


def secret_content(ctx, reference, pages, disclosure="利用許諾同意", **more):
    content = taken(pages, make.published(ctx, reference))
    return with_head(content, 開示条件=disclosure, 利用条件=TERMS, **more)


def test_stricter_terms_are_proposed_and_taken_over_without_any_other_change(ctx, reference, pages):
    here = brought(pages, import_of(reference), secret_content(ctx, reference, pages))
    page = pages.get(here)
    assert "複製しないでください。" in words(page.select_one("#reference-terms"))
    assert page.select_one("input[name=terms][value=take]").has_attr("checked")
    done = pages.submit(here, form="#form")
    assert "リファレンスの開示条件を、ファイルのものに変更しました。" in words(pages.follow(done))
    assert done.headers["Location"].endswith(f"/references/{reference.id}")
    db.session.refresh(reference)
    assert (reference.disclosure, reference.terms) == (Disclosure.LICENSED, TERMS)
    assert queries.draft_of(reference.id, False) is None
    assert "リファレンスの開示条件を、ファイルのものに変更しました。" in words(pages.get(here))


def test_terms_that_are_left_are_told_in_the_result(ctx, reference, pages):
    here = brought(pages, import_of(reference), secret_content(ctx, reference, pages, 備考="新しい"))
    page = pages.follow(pages.submit(here, form="#form", terms="leave"))
    assert "ファイルの開示条件は取り込みませんでした。" in words(page)
    assert reference.disclosure == Disclosure.PUBLIC
    assert (
        db.session.scalars(select(ReferenceVersion.note).where(ReferenceVersion.number == 0)).one()
        == "新しい"
    )


def test_terms_are_loosened_by_who_agreed_to_the_present_ones_only(app, ctx, at, pages):
    reference = make.reference(ctx, make.service(at), disclosure=Disclosure.NDA, terms=TERMS)
    version = make.published(ctx, reference)
    content = books.azure_like()
    with app.test_request_context():
        place = imports.stage(ctx, reference, imports.read("a.xlsx", content))
        assert reference_whose.offered(ctx, reference, place) is None
    agreeing.agree(ctx, reference, digest=agreeing.wording_of(reference))
    db.session.commit()
    loose = with_head(taken(pages, version), 開示条件="公開")
    here = brought(pages, import_of(reference), loose)
    assert pages.get(here).select_one("input[name=terms][value=leave]").has_attr("checked")
    pages.submit(here, form="#form", terms="take")
    db.session.refresh(reference)
    assert reference.disclosure == Disclosure.PUBLIC


def test_who_has_not_agreed_is_shown_the_way_and_the_service_refuses(app, ctx, ctx_of, at, pages, pages_as):
    reference = make.reference(ctx, make.service(at), disclosure=Disclosure.NDA, terms=TERMS)
    version = make.published(ctx, reference)
    agreeing.agree(ctx, reference, digest=agreeing.wording_of(reference))
    db.session.commit()
    loose = with_head(taken(pages, version), 開示条件="公開", 備考="新しい")
    risk = pages_as(Role.SYSTEM_RISK)
    here = brought(risk, import_of(reference), loose)
    page = risk.get(here)
    assert page.select_one(f"#reference-terms a[href='/references/{reference.id}/terms']")
    assert page.select_one("input[name=terms]") is None
    reader = ctx_of(Role.SYSTEM_RISK)
    with app.test_request_context():
        found = db.session.scalars(select(ReferenceImport)).one()
        offer = reference_whose.offered(reader, reference, found)
        assert offer is not None
        with pytest.raises(DomainError) as caught:
            reference_whose.take(reader, reference, offer)
        assert caught.value.field == "terms"
        # The rule is that of the reference's own form: the offer is not what holds it.
        with pytest.raises(DomainError) as caught:
            reference_whose.take(reader, reference, replace(offer, hindrance=None))
    assert caught.value.message == keeping.AGREE_FIRST


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"開示条件": "秘", "利用条件": TERMS}, "ファイルのセルを直して"),
        ({"開示条件": "NDA", "利用条件": None}, "利用条件がどこにも書かれていません"),
    ],
)
def test_terms_that_cannot_be_taken_say_why(said, told, ctx, reference, pages):
    content = with_head(taken(pages, make.published(ctx, reference)), **said)
    page = pages.get(brought(pages, import_of(reference), content))
    assert told in words(page.select_one("#reference-terms"))
    assert page.select_one("input[name=terms]") is None


def test_the_provider_is_told_that_terms_are_not_taken(ctx, at, people, pages_as):
    provider = db.session.get_one(Organisation, people[Role.VENDOR].organisation_id)
    reference = make.reference(ctx, masters.service(at, provider), is_shared=True, title="資料")
    version, theirs = make.published(ctx, reference), pages_as(Role.VENDOR)
    content = theirs.client.get(f"/portal/references/{reference.id}/versions/{version.id}/workbook.xlsx").data
    content = with_head(content, 開示条件="利用許諾同意", 利用条件=TERMS, 備考="新しい")
    here = brought(theirs, f"/portal/references/{reference.id}/import", content)
    assert "委託元が決めるため" in words(theirs.get(here).select_one("#reference-terms"))
    page = theirs.follow(theirs.submit(here, form="#form"))
    assert "ファイルの開示条件は取り込みませんでした。" in words(page)
    assert reference.disclosure == Disclosure.PUBLIC


# --- what the file says of itself ----------------------------------------------------------------


@pytest.mark.parametrize("disclosure", [Disclosure.PUBLIC, Disclosure.CONFIDENTIAL])
@pytest.mark.parametrize("layout", list(Layout))
def test_a_workbook_says_who_took_it_when_and_under_which_terms(disclosure, layout, ctx, at, pages):
    reference = make.reference(ctx, make.service(at), disclosure=disclosure)
    version = make.published(ctx, reference)
    content = taken(pages, version, layout)
    above = load_workbook(io.BytesIO(content)).worksheets[0]["A1"].value
    label = "公開" if disclosure == Disclosure.PUBLIC else "社外秘"
    assert above.startswith(f"開示条件：{label}")
    assert ctx.actor_name in above
    said = head_of(content)
    assert said["開示条件"] == label
    assert ctx.actor_name in said["このファイル"]
