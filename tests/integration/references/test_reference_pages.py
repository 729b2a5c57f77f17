"""Pages of references and their versions: recorded, written, published, compared, by whom it may be done."""

import pytest
from sqlalchemy import select

from app.core import audit
from app.core.db import db
from app.identity.roles import Role
from app.references.events import ReferencesAct as Act
from app.references.models import (
    Acts,
    Conformity,
    PaperKind,
    ReferenceVersion,
    SecurityReference,
    VersionState,
)
from app.references.queries import references as queries
from app.references.rules.facts import RecordFacts
from app.references.services import keeping, writing
from tests.factories import references as make
from tests.pages import words

MANAGER, CLERK, AUDITOR = Role.VENDOR_MANAGER, Role.OFFICER, Role.AUDITOR


@pytest.fixture
def pages(pages_as):
    return pages_as(MANAGER)


@pytest.fixture
def draft(ctx, reference):
    return make.draft(ctx, reference)


def of(version, tail=""):
    return f"/references/versions/{version.id}{tail}"


def rows(page, table="main tbody tr[data-href]"):
    return [words(row.select_one("th")) for row in page.select(table)]


def test_a_reference_is_recorded_and_found_in_the_list(pages, service):
    assert pages.get("/references").select_one(".empty a[href='/references/new']")
    page = pages.submit(
        "/references/new", title="Azure対応セキュリティリファレンス", service_id=str(service.id),
        edition=make.EDITION, layout="azure", disclosure="licensed", terms="利用許諾契約書に同意",
    )  # fmt: skip
    made = db.session.query(SecurityReference).one()
    assert page.location == f"/references/{made.id}"
    shown = words(pages.get(page.location).select_one("main"))
    assert all(
        said in shown for said in ("Azure", "日本マイクロソフト株式会社", "利用許諾同意", "Azure版の様式")
    )
    listed = pages.get("/references")
    assert rows(listed) == ["Azure対応セキュリティリファレンス"]
    assert [words(head) for head in listed.select("main thead th")] == [
        "件名", "サービス", "提供者", "基準の版", "適用中の版", "項目の記載", "適合性", "自己点検", "担当者",
    ]  # fmt: skip
    assert listed.select_one(".tabs a[aria-current]").get_text(strip=True) == "セキュリティリファレンス"
    assert pages.get("/standards").select_one(".tabs a[href='/references']")


def test_what_is_missing_is_said_at_its_field(pages, service):
    page = pages.submit("/references/new", status=422, title="", service_id="", edition="")
    assert len(page.select(".field-error")) == 3


def test_every_filter_narrows_and_the_file_holds_what_is_shown(pages, ctx, reference, at):
    other = make.reference(ctx, make.service(at, "AWS", "アマゾン"), title="AWS版")
    make.published(ctx, reference)
    make.draft(ctx, other)
    keeping.withdraw_reference(ctx, other, reason="提供終了", seen=other.version)
    db.session.commit()
    mine, theirs = [reference.title], ["AWS版 取り下げ"]
    narrowed = {
        "draft=yes": theirs, "draft=no": mine, "withdrawn=yes": theirs, "withdrawn=no": mine,
        f"service={other.service_id}": theirs, f"organisation={reference.organisation_id}": mine,
        f"edition={make.EDITION}": theirs + mine, "edition=x/y": [], "mine=me": [], "q=AWS": theirs,
        "q=マイクロソフト": mine, "draft=nonsense": theirs + mine,
    }  # fmt: skip
    for query, found in narrowed.items():
        assert rows(pages.get(f"/references?{query}")) == found, query
    file = pages.client.get("/references/export?withdrawn=no").get_data(as_text=True)
    assert reference.title in file
    assert "AWS版" not in file


def test_papers_that_nothing_refers_to_are_told_by_their_kind_and_lead_to_them(ctx, pages, reference):
    papers = [
        make.paper("01"), make.paper("02"), make.paper("03", is_missing=True),
        make.paper("01", kind=PaperKind.CERTIFICATE, title="SOC 2"),
    ]  # fmt: skip
    draft = make.draft(ctx, reference, papers=papers, 統20=make.record(documents=("02",)))
    notes = pages.get(of(draft, "/publish")).select_one("#notes")
    told = [words(one.contents[0]) for one in notes.select(".file-list > li:has(.paper-links)")]
    assert told == ["どの項目からも参照されていない公開文書", "どの項目からも参照されていない第三者認証等"]
    document, certificate = notes.select(".paper-links a")
    assert [words(one) for one in (document, certificate)] == ["公開文書01", "SOC 2"]
    assert pages.get(document["href"]).select_one("#number")["value"] == "01"
    assert pages.get(certificate["href"]).select_one("#title")["value"] == "SOC 2"


def test_the_way_from_a_draft_to_a_published_version(pages, reference):
    to = pages.submit(f"/references/{reference.id}/versions/new", copy_of="empty").location
    (version,) = db.session.scalars(select(ReferenceVersion)).all()
    assert to == of(version, "/edit")
    pages.submit(
        to, label="1.3", authors="みどり計算\nつばめ銀行\nみどり計算", premise_models=["iaas"], premise="仮想マシン",
        as_of_on="令和8年4月1日",
    )  # fmt: skip
    faulty = pages.get(of(version, "/publish"))
    assert "記載がまだありません" in words(faulty.select_one("#faults"))
    assert not faulty.select_one("main form")
    pages.submit(of(version, "/papers/new"), number="０５", title="回答書", url="https://example.com/05")
    refused = pages.submit(
        of(version, "/edit-item/統20"), status=422, conformity="conformable", documents_more="5、24"
    )
    assert "文書の一覧にない番号です：24" in words(refused.select_one(".error-summary"))
    next_to = pages.submit(
        of(version, "/edit-item/統20"), button="next", conformity="conformable", documents_more="5"
    )
    assert next_to.location.endswith("/edit-item/%E7%B5%B121")
    record = words(pages.get(of(version, "/items/統20")).select_one(".reference-record"))
    assert "適合可能" in record
    assert "05 回答書 https://example.com/05" in record
    pages.submit(of(version, "/publish"))
    db.session.expire_all()
    assert (version.state, version.number, version.authors) == (
        VersionState.PUBLISHED, 1, ["みどり計算", "つばめ銀行"],
    )  # fmt: skip
    assert "第1版（1.3）" in words(pages.get(of(version)).select_one("h1"))
    for tail in ("/edit", "/edit-item/統20", "/papers/new", "/publish", "/remove-item/統20"):
        assert pages.get(of(version, tail), status=303).location == of(version), tail


def test_the_table_is_narrowed_to_what_needs_eyes(pages, ctx, reference):
    before = make.published(ctx, reference, 統20=make.record(), 統21=make.record(needed=""))
    version = writing.begin(ctx, reference, before)
    writing.set_record(ctx, version, "統21", RecordFacts(conformity=Conformity.OUT_OF_SCOPE))
    db.session.commit()
    wanted = {
        "": ["統20", "統21 変更", "統24"], "?show=without": ["統24"], "?show=conformable": ["統20"],
        "?show=out_of_scope": ["統21 変更"], "?show=customer": ["統20"], "?show=changed": ["統21 変更"],
        "?q=統24": ["統24"], "?show=nonsense": ["統20", "統21 変更", "統24"],
    }  # fmt: skip
    for query, found in wanted.items():
        assert rows(pages.get(of(version) + query)) == found, query
    changed = pages.get(of(version, "/items/統21")).select_one("#changes")
    assert "適合可能" in words(changed)
    assert "対象外" in words(changed)


def test_columns_of_the_layout_stand_first_and_the_others_folded(pages, ctx, service):
    azure = make.reference(ctx, service, layout="azure")
    version = make.draft(ctx, azure)
    page = pages.get(of(version, "/edit-item/統21"))
    names = [
        one["name"] for one in page.select("main form [name]") if not one["name"].startswith(("csrf", "form"))
    ]
    folded = [one["name"] for one in page.select(".other-columns [name]")]
    assert set(folded) == {"provider_acts", "customer_acts", "information", "simple", "strict"}
    assert names.index("provider_view") < names.index("needed") < names.index("provider_acts")


def test_who_was_second_is_told_and_may_save_again(pages, ctx, reference):
    version = make.draft(ctx, reference)
    page = pages.get(of(version, "/edit-item/統20"))
    seen = page.select_one("[name=seen]")["value"]
    writing.set_record(ctx, version, "統20", make.record(needed="別の人"))
    db.session.commit()
    again = pages.submit(of(version, "/edit-item/統20"), status=422, fields={"seen": seen}, needed="わたし")
    assert "別の担当者がこの項目を先に保存しました" in words(again.select_one(".error-summary"))
    assert again.select_one("[name=seen]")["value"] != seen
    pages.submit(of(version, "/edit-item/統20"), needed="わたし")
    record = queries.record_of(version.id, "統20")
    assert record is not None
    assert record.needed == "わたし"


def test_papers_are_listed_changed_and_removed(pages, draft):
    page = pages.get(of(draft, "/papers"))
    assert [words(one) for one in page.select("#document tbody th")] == ["05", "21"]
    link = page.select_one("#document a[href='https://example.com/05']")
    assert "noopener" in link["rel"]
    used, free = queries.papers_of(draft.id)
    refused = pages.submit(of(draft, f"/papers/{used.id}/remove"), status=422)
    assert "欠番とする" in words(refused.select_one(".error-summary"))
    pages.submit(of(draft, f"/papers/{used.id}/edit"), is_missing="y", title="", url="")
    pages.submit(of(draft, f"/papers/{free.id}/remove"))
    assert "欠番" in words(pages.get(of(draft, "/papers")).select_one("#document"))
    for address in ("javascript:alert(1)", "https://", "ftp://example.com", "https://a b.example"):
        bad = pages.submit(of(draft, "/papers/new"), status=422, number="30", title="x", url=address)
        assert "URLは" in words(bad.select_one(".field-error")), address


def test_what_changed_is_told_with_before_and_after(pages, ctx, reference):
    first = make.published(ctx, reference, 統20=make.record(), 統21=make.record(provider_acts=Acts.YES))
    second = writing.begin(ctx, reference, first)
    writing.set_record(ctx, second, "統20", make.record(needed="新しい対応"))
    writing.set_record(ctx, second, "統24", make.record())
    record = queries.record_of(second.id, "統21")
    assert record is not None
    writing.remove_record(ctx, second, record)
    writing.set_paper(ctx, second, make.paper("30"))
    writing.edit_version(ctx, second, make.head(premise="コンテナも含む。"), seen=second.version)
    writing.publish(ctx, second, seen=second.version, is_confirmed=True)
    db.session.commit()
    page = pages.get(f"/references/{reference.id}/changes")
    assert [words(one) for one in page.select("#records .lead-in .tag")] == ["追加 1", "削除 1", "変更 1"]
    assert "新しい対応" in words(page.select_one("#records"))
    assert "コンテナも含む。" in words(page.select_one("#head"))
    assert "30" in words(page.select_one("#papers"))
    back = pages.get(f"/references/{reference.id}/changes?left={second.id}&right={first.id}")
    assert [words(one) for one in back.select("#records .lead-in .tag")] == ["追加 1", "削除 1", "変更 1"]
    same = pages.get(f"/references/{reference.id}/changes?left={first.id}&right={first.id}")
    assert "同じ版" in words(same.select_one("main"))


def test_the_history_tells_which_item_and_hides_the_provider_s_draft(pages, ctx, reference, draft):
    told = words(pages.get(f"/references/{reference.id}/history").select_one("main"))
    assert "下書き · 統20" in told
    assert "下書き · 公開文書 05" in told
    draft.is_theirs, draft.number = True, -1
    audit.record(ctx, Act.VERSION_EDITED, draft)
    db.session.commit()
    told = words(pages.get(f"/references/{reference.id}/history").select_one("main"))
    assert "統20" not in told
    assert "セキュリティリファレンスの登録" in told


def test_who_only_reads_is_offered_nothing_and_refused(pages_as, reference, draft):
    for role in (CLERK, AUDITOR):
        pages = pages_as(role)
        for address in (
            f"/references/{reference.id}",
            of(draft),
            of(draft, "/papers"),
            of(draft, "/items/統20"),
        ):
            assert not pages.get(address).select(".actions .btn-primary"), address
        for tail in ("/edit", "/edit-item/統20", "/papers/new", "/publish", "/withdraw"):
            pages.get(of(draft, tail), status=403)
    writer = pages_as(Role.SYSTEM_RISK)
    assert writer.get(of(draft, "/edit-item/統20"))
    writer.get(of(draft, "/publish"), status=403)


def test_a_reference_and_a_version_are_withdrawn_with_a_reason(pages, ctx, reference):
    version = make.published(ctx, reference)
    pages.submit(of(version, "/withdraw"), reason="前提の誤り")
    assert "前提の誤り" in words(pages.get(of(version)).select_one(".notice-attention"))
    pages.submit(f"/references/{reference.id}/withdraw", reason="提供終了")
    page = pages.get(f"/references/{reference.id}")
    assert "提供終了" in words(page.select_one(".notice-attention"))
    assert not page.select(".actions .btn-primary")


def test_an_item_that_the_edition_has_not_is_no_page(pages, draft):
    pages.get(of(draft, "/items/統99"), status=404)
    pages.get(of(draft, "/edit-item/統99"), status=404)
