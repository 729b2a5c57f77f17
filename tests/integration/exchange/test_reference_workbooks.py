"""A workbook of a reference is read, compared, written into a draft, and goes out and in again without a difference."""

import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import select

from app.core import audit
from app.core.audit.reading import entries_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.exchange.models import ReferenceImport, RememberedMapping
from app.exchange.reading.book import REFUSALS
from app.exchange.rules import reference_differences as rules
from app.exchange.rules.reference_differences import Outcome, digest_of
from app.exchange.rules.reference_layouts import Sort
from app.exchange.services import reference_books, reference_imports, reference_reading
from app.exchange.services.reference_books import Names
from app.exchange.services.reference_reading import Wanted
from app.identity.roles import Role
from app.references.events import ReferencesAct as Act
from app.references.models import Acts, Conformity, Layout, PaperKind, ReferenceVersion, VersionState
from app.references.queries import references as queries
from app.references.rules import facts
from app.references.rules.facts import (
    NOTED,
    VERSION_FIELDS,
    PaperFacts,
    RecordFacts,
    VersionFacts,
    paper_facts,
    record_facts,
    version_facts,
)
from app.references.services import writing
from tests.conftest import begins_with
from tests.factories import reference_books as books
from tests.factories import references as make
from tests.factories import workbooks as strange

ground = begins_with(make.laid)
NAMES = Names("日本マイクロソフト株式会社", "Azure", "FISC安全対策基準", "FISC安全対策基準 13版")
TODAY = date(2026, 4, 1)


@pytest.fixture
def ctx(ctx_of):
    return ctx_of(Role.VENDOR_MANAGER)


@pytest.fixture
def reference(ctx, at):
    return make.reference(ctx, make.service(at))


@pytest.fixture
def bring(app, ctx, reference):
    def stage(content, name="参照.xlsx"):
        with app.test_request_context():
            brought = reference_imports.stage(ctx, reference, reference_imports.read(name, content))
            db.session.commit()
            return brought

    return stage


@pytest.fixture
def out(app, ctx, reference):
    def write(version, layout=Layout.WHOLE, language="ja"):
        with app.test_request_context():
            return reference_books.exported(ctx, reference, version, layout, NAMES, language).content

    return write


@pytest.fixture
def found(app, ctx, reference):
    def compare(brought):
        with app.test_request_context():
            return reference_imports.differences(ctx, reference, brought)

    return compare


@pytest.fixture
def apply(app, ctx, reference):
    def write(brought, is_removing=False):
        with app.test_request_context():
            seen = digest_of(reference_imports.differences(ctx, reference, brought))
            draft = reference_imports.apply(ctx, reference, brought, seen=seen, is_removing=is_removing)
            db.session.commit()
            return draft

    return write


def outcomes(found, sort=Sort.RECORDS):
    return {one.key: one.outcome for one in found if one.sort is sort}


def of(found, key, sort=Sort.RECORDS):
    return next(one for one in found if one.key == key and one.sort is sort)


def records(version):
    return {item: record_facts(row) for item, row in queries.record_rows(version.id).items()}


def papers(version):
    return {one.key: one for one in map(paper_facts, queries.paper_rows(version.id))}


# --- in ------------------------------------------------------------------------------------------


def test_an_azure_like_workbook_is_read_whole(reference, bring, found, apply):
    brought = bring(books.azure_like())
    told = found(brought)
    assert outcomes(told) == dict.fromkeys(make.ITEMS, Outcome.NEW)
    assert set(outcomes(told, Sort.DOCUMENTS)) == {"01", "05", "06", "7"}
    draft = apply(brought)
    said = records(draft)
    assert said["統20"] == RecordFacts(
        provider_view="委託先として協力します。", conformity=Conformity.CONFORMABLE,
        confirmed="手順書を確認した。\n窓口もある。", documents=("01", "05"), certified="証明書に記載がある。",
        needed="契約で定める。",
    )  # fmt: skip
    assert said["統21"].conformity is Conformity.OUT_OF_SCOPE
    assert said["統21"].documents == ()
    assert (said["統24"].conformity, said["統24"].conformity_note) == (Conformity.CONDITIONAL, "")
    assert said["統24"].confirmed == "1行目の内容\n2行目の内容"
    assert said["統24"].documents == ("05", "7")
    listed = papers(draft)
    assert listed[PaperKind.DOCUMENT, "05"].url == "https://example.com/encryption"
    assert listed[PaperKind.DOCUMENT, "06"] == PaperFacts(
        kind=PaperKind.DOCUMENT, number="06", is_missing=True
    )
    assert listed[PaperKind.CERTIFICATE, "02"].is_missing
    assert [one.event for one in entries_of(reference)].count(Act.WORKBOOK_APPLIED) == 1


def test_an_aws_like_workbook_is_read_and_what_is_licensed_is_not_kept(bring, apply):
    draft = apply(bring(books.aws_like()))
    said = records(draft)
    assert said["統20"] == RecordFacts(
        provider_acts=Acts.YES, customer_acts=Acts.YES, documents=("1", "5"), information="SLAを公開している。",
        confirmed="契約の雛形を確認した。", simple="簡易な管理が求められる場合には、標準の約款で足りる。",
        strict="厳格な管理が求められる場合には、個別に合意する。\n合意の記録を残す。",
    )  # fmt: skip
    assert (said["統21"].provider_acts, said["統21"].customer_acts) == (Acts.NO, Acts.YES)
    assert books.LICENSED not in str(said)
    assert papers(draft)[PaperKind.DOCUMENT, "5"].url == "https://example.com/white"


def test_what_cannot_be_taken_says_where_and_why(bring, found, apply):
    rows = [
        ("統20", "", "たぶん", "確認", None, None, None, None),
        ("統99", "", "適合可能", "確認", None, None, None, None),
        ("統21", "", "適合可能", "確認", "99", None, None, None),
        ("統24", "", "適合可能", "確認", None, None, None, None),
        ("統21", "", "対象外", "確認", None, None, None, None),
    ]
    told = found(bring(books.azure_like(rows)))
    assert [(one.key, one.outcome) for one in told if one.sort is Sort.RECORDS] == [
        ("統20", Outcome.WRONG), ("統99", Outcome.UNKNOWN), ("統21", Outcome.WRONG), ("統24", Outcome.NEW),
        ("統21", Outcome.WRONG),
    ]  # fmt: skip
    (problem,) = of(told, "統20").problems
    assert (problem.address, problem.shown) == ("C5", "たぶん")
    (problem,) = of(told, "統21").problems
    assert (problem.address, problem.shown) == ("E7", "99")
    draft = apply(bring(books.azure_like(rows)))
    assert set(records(draft)) == {"統24"}


def test_all_faults_of_a_row_are_told_at_once(ctx, reference, bring, found):
    make.draft(ctx, reference, papers=[make.paper("9", is_missing=True)], 統21=make.record())
    rows = [
        ("統20", None, "概ね適合", "確認", "99", None, None, None),
        ("統99", None, "概ね適合", "確認", "98", None, None, None),
    ]
    told = found(bring(books.azure_like(rows)))
    assert of(told, "統99").outcome is Outcome.UNKNOWN
    said = {one.key: [problem.address for problem in one.problems] for one in told if one.problems}
    assert said == {"統20": ["C5", "E5"], "統99": ["C6", "E6"]}
    sources = [(9, "x" * 501, "ftp://example.com"), (5, None, "ftp://example.com")]
    told = found(bring(books.aws_like(sources=sources)))
    assert [problem.address for problem in of(told, "9", Sort.DOCUMENTS).problems] == ["B3", "C3"]
    assert [problem.address for problem in of(told, "5", Sort.DOCUMENTS).problems] == ["B4", "C4"]


def test_a_merged_cell_over_several_items_is_said_of_each(bring, found):
    content = books.azure_like()
    book = load_workbook(io.BytesIO(content))
    page = book.worksheets[1]
    page["B6"], page["B7"], page["B8"] = "どの項目も同じ見解です。", None, None
    page.merge_cells("B6:B8")
    told = found(bring(books.saved(book)))
    assert {of(told, item).after.provider_view for item in make.ITEMS} == {"どの項目も同じ見解です。"}


def test_another_row_of_headings_and_another_sheet_can_be_chosen(app, ctx, bring, found):
    brought = bring(books.azure_like())
    assert brought.reading["records"]["rows"] == [2, 3]
    with app.test_request_context():
        wanted = {
            Sort.RECORDS: Wanted(1, 4), Sort.DOCUMENTS: Wanted(None, None), Sort.CERTIFICATES: Wanted(None, None),
        }  # fmt: skip
        reading_before = brought.reading["records"]
        reference_reading.choose(ctx, brought, wanted)
        assert brought.reading == {"records": reading_before}
        with pytest.raises(DomainError):
            reference_reading.choose(ctx, brought, {**wanted, Sort.DOCUMENTS: Wanted(1, None)})
        with pytest.raises(DomainError) as caught:
            reference_reading.choose(ctx, brought, {**wanted, Sort.RECORDS: Wanted(1, 900)})
        assert caught.value.field == "records_row"
        reference_reading.choose(ctx, brought, {**wanted, Sort.RECORDS: Wanted(2, None)})
    assert brought.reading["records"]["sheet"] == 2


def test_a_mapping_is_remembered_for_the_same_headings(app, ctx, bring):
    brought = bring(books.azure_like())
    assert not brought.reading["records"]["is_remembered"]
    mapping = dict(brought.reading["records"]["mapping"])
    mapping["information"] = mapping.pop("interview")
    with app.test_request_context():
        reference_reading.set_mapping(ctx, brought, {Sort.RECORDS: mapping}, is_clearing=True)
        db.session.commit()
    assert db.session.scalars(select(RememberedMapping.kind)).all() == ["reference"]
    again = bring(books.azure_like())
    assert again.reading["records"]["is_remembered"]
    assert again.reading["records"]["mapping"]["information"] == mapping["information"]


# --- against what stands here ----------------------------------------------------------------------


def test_a_change_is_told_field_by_field_and_written_into_a_copy_of_what_is_in_force(
    ctx, reference, bring, found, apply, out
):
    version = make.published(
        ctx, reference, 統20=make.record(documents=("05",)), 統21=make.record(simple="残る")
    )
    content = books.changed(out(version, Layout.AZURE), 0, {"I5": "別の対応です。", "E5": "05、21"})
    brought = bring(content)
    told = found(brought)
    assert outcomes(told) == {"統20": Outcome.CHANGED, "統21": Outcome.UNCHANGED}
    assert of(told, "統20").changes == {
        "needed": ("利用者が設定を確認します。", "別の対応です。"), "documents": (("05",), ("05", "21")),
    }  # fmt: skip
    draft = apply(brought)
    assert (draft.state, draft.id == version.id) == (VersionState.DRAFT, False)
    assert draft.authors == ["株式会社みどり計算", "つばめ銀行"]
    assert records(draft)["統20"].needed == "別の対応です。"
    assert records(draft)["統21"].simple == "残る"
    assert records(version)["統20"].needed == "利用者が設定を確認します。"
    with pytest.raises(DomainError) as caught:
        apply(brought)
    assert caught.value.message == reference_imports.IS_APPLIED


@pytest.mark.parametrize("is_removing", [False, True])
def test_what_the_file_does_not_have_is_kept_or_removed_by_choice(
    is_removing, ctx, reference, bring, found, apply, out
):
    draft = make.draft(ctx, reference, 統20=make.record(), 統21=make.record())
    book = load_workbook(io.BytesIO(out(draft, Layout.AZURE)))
    book.worksheets[0].delete_rows(6)
    book.worksheets[1].delete_rows(3)
    brought = bring(books.saved(book))
    told = found(brought)
    assert outcomes(told) == {"統20": Outcome.UNCHANGED, "統21": Outcome.ABSENT}
    assert outcomes(told, Sort.DOCUMENTS) == {"05": Outcome.UNCHANGED, "21": Outcome.ABSENT}
    if not is_removing:
        with pytest.raises(DomainError) as caught:
            apply(brought)
        assert caught.value.message == reference_imports.NOTHING
        return
    assert apply(brought, is_removing=True).id == draft.id
    assert set(records(draft)) == {"統20"}
    assert set(papers(draft)) == {(PaperKind.DOCUMENT, "05")}


def test_empty_cells_empty_a_field_only_when_that_is_asked_for(ctx, reference, bring, found, out):
    draft = make.draft(ctx, reference, 統20=make.record(confirmed="確認した。"))
    brought = bring(books.changed(out(draft, Layout.AZURE), 0, {"D5": None}))
    assert of(found(brought), "統20").changes == {"confirmed": ("確認した。", "")}
    brought.is_clearing = False
    assert of(found(brought), "統20").outcome is Outcome.UNCHANGED


IF = Conformity.CONDITIONAL


@pytest.mark.parametrize(
    ("here", "cell", "changes"),
    [
        ((Conformity.CONFORMABLE, ""), "適合可能（条件あり）", {"conformity": (Conformity.CONFORMABLE, IF)}),
        ((IF, "専用線"), "適合可能（条件あり）", {}),
        ((IF, "専用線"), "適合可能（閉域網）", {"conformity_note": ("専用線", "閉域網")}),
        ((IF, "専用線"), "適合可能", {
            "conformity": (IF, Conformity.CONFORMABLE), "conformity_note": ("専用線", ""),
        }),
        ((IF, "専用線"), "対象外（設備）", {
            "conformity": (IF, Conformity.OUT_OF_SCOPE), "conformity_note": ("専用線", "設備"),
        }),
        ((IF, "専用線"), None, {}),
    ],
)  # fmt: skip
def test_a_condition_goes_with_the_conformity_that_the_file_states(
    here, cell, changes, ctx, reference, bring, found, apply, out
):
    said = make.record(conformity=here[0], conformity_note=here[1])
    draft = make.draft(ctx, reference, 統20=said)
    brought = bring(books.changed(out(draft, Layout.AZURE), 0, {"C5": cell}))
    brought.is_clearing = False
    one = of(found(brought), "統20")
    assert (one.changes, one.outcome) == (changes, Outcome.CHANGED if changes else Outcome.UNCHANGED)


def test_a_condition_stands_in_brackets_and_more_than_the_choices_may_be_typed(ctx, reference, out):
    draft = make.draft(ctx, reference, 統20=make.record(conformity=IF, conformity_note="専用線のみ"))
    page = load_workbook(io.BytesIO(out(draft, Layout.AZURE))).worksheets[0]
    assert page["C5"].value == "条件付きで適合可能（専用線のみ）"
    rule = next(one for one in page.data_validations.dataValidation if "C5" in one.sqref)
    assert not rule.showErrorMessage
    english = load_workbook(io.BytesIO(out(draft, Layout.WHOLE, "en"))).worksheets[0]
    assert english["C5"].value == "Can conform on conditions (専用線のみ)"


@pytest.mark.parametrize("is_clearing", [False, True])
@pytest.mark.parametrize("kind", list(PaperKind))
def test_a_number_marked_as_not_used_loses_what_stood_behind_it(
    kind, is_clearing, ctx, reference, bring, found, apply
):
    make.draft(ctx, reference, papers=[make.paper("02", kind=kind)], 統20=make.record())
    listed: dict[str, Any] = (
        {"papers": [("02", "欠番")], "reports": []} if kind is PaperKind.DOCUMENT else {"papers": []}
    )
    brought = bring(books.azure_like(rows=books.AZURE_ROWS[2:3], **listed))
    brought.is_clearing = is_clearing
    sort = Sort.DOCUMENTS if kind is PaperKind.DOCUMENT else Sort.CERTIFICATES
    assert of(found(brought), "02", sort).changes == {
        "title": ("公開文書02", ""), "url": ("https://example.com/02", ""), "is_missing": (False, True),
    }  # fmt: skip
    assert papers(apply(brought))[kind, "02"] == PaperFacts(kind=kind, number="02", is_missing=True)


def test_what_is_wrong_with_a_paper_is_said_of_its_row_and_cell(ctx, reference, bring, found):
    make.draft(ctx, reference, papers=[make.paper("9", is_missing=True)], 統20=make.record())
    sources = [
        (1, "欠番", "https://example.com/sla"),
        (5, None, "https://example.com/white"),
        (9, None, "https://a.example"),
    ]
    told = found(bring(books.aws_like(sources=sources)))
    said = {
        one.key: [(problem.address, problem.row, problem.message) for problem in one.problems]
        for one in told if one.sort is Sort.DOCUMENTS and one.outcome is Outcome.WRONG
    }  # fmt: skip
    not_used, no_title = (rules.IN_FILE[one] for one in (facts.MISSING_SAYS_NOTHING, facts.NO_PAPER_TITLE))
    assert said == {"1": [("C3", 3, not_used)], "5": [("B4", 4, no_title)], "9": [("B5", 5, no_title)]}


@pytest.mark.parametrize("kind", list(PaperKind))
def test_what_stays_beside_another_title_is_told(kind, ctx, reference, bring, found):
    held = make.paper("02", kind=kind, checked_on=TODAY)
    make.draft(ctx, reference, papers=[held], 統20=make.record())
    listed: dict[str, Any] = {"papers": [("02", "別の文書")], "reports": []} if kind is PaperKind.DOCUMENT else {
        "papers": [], "reports": [("02", "別の文書")],
    }  # fmt: skip
    brought = bring(books.azure_like(rows=books.AZURE_ROWS[2:3], **listed))
    brought.is_clearing = False
    sort = Sort.DOCUMENTS if kind is PaperKind.DOCUMENT else Sort.CERTIFICATES
    one = of(found(brought), "02", sort)
    assert one.changes == {"title": ("公開文書02", "別の文書")}
    assert one.kept == {"url": "https://example.com/02", "checked_on": TODAY}


def test_nothing_is_written_when_the_version_moved_on(app, ctx, reference, bring, found):
    draft = make.draft(ctx, reference, 統20=make.record())
    brought = bring(books.azure_like())
    seen = digest_of(found(brought))
    writing.set_record(ctx, draft, "統20", make.record(needed="その間の変更"))
    db.session.commit()
    with app.test_request_context(), pytest.raises(DomainError) as caught:
        reference_imports.apply(ctx, reference, brought, seen=seen, is_removing=False)
    assert caught.value.message == reference_imports.MOVED_ON
    assert brought.applied_at is None


def test_who_may_not_write_brings_nothing(app, ctx_of, reference):
    brought = reference_imports.read("a.xlsx", books.azure_like())
    with app.test_request_context(), pytest.raises(NotAllowed):
        reference_imports.stage(ctx_of(Role.OFFICER), reference, brought)
    assert db.session.scalar(select(ReferenceImport.id)) is None


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7", b"", strange.zipped({"xl/workbook.xml": "<a"})], ids=["pdf", "empty", "broken"]
)
def test_a_hostile_file_is_refused_in_words(content):
    with pytest.raises(DomainError) as caught:
        reference_imports.read("a.xlsx", content)
    assert caught.value.message in REFUSALS


def test_a_workbook_without_a_reference_says_what_it_lacks(bring):
    with pytest.raises(DomainError) as caught:
        bring("名前,年齢\r\n山田,30\r\n".encode(), "a.csv")
    assert caught.value.message == reference_reading.NO_RECORDS


# --- out and in again ------------------------------------------------------------------------------


def full(number):
    return RecordFacts(
        provider_view=f"見解{number}\n続き", conformity=Conformity.CONFORMABLE, confirmed="=1+1", certified="認証",
        interview="聞いた", needed="対応", provider_acts=Acts.YES, customer_acts=Acts.NO, information="情報",
        simple="簡易な管理", strict="厳格な管理", documents=("05", "21"), certificates=("C1",),
    )  # fmt: skip


def conditional(number):
    return replace(full(number), conformity=Conformity.CONDITIONAL, conformity_note="専用線（閉域）の\n場合")


def every_paper():
    return [
        make.paper("05", checked_on=TODAY), make.paper("06", is_missing=True), make.paper("21", url=""),
        make.paper("C1", kind=PaperKind.CERTIFICATE), make.paper("C2", kind=PaperKind.CERTIFICATE, is_missing=True),
    ]  # fmt: skip


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_goes_out_comes_in_without_a_difference(layout, language, ctx, reference, bring, found, out):
    said = {item: full(n) for n, item in enumerate(make.ITEMS)} | {"統21": conditional(1)}
    said["統24"] = replace(conditional(2), conformity_note="")
    draft = make.draft(ctx, reference, papers=every_paper(), **said)
    brought = bring(out(draft, layout, language))
    told = found(brought)
    assert set(outcomes(told).values()) == {Outcome.UNCHANGED}
    assert len(outcomes(told)) == len(make.ITEMS)
    assert outcomes(told, Sort.DOCUMENTS) == dict.fromkeys(("05", "06", "21"), Outcome.UNCHANGED)
    assert outcomes(told, Sort.HEAD) == {"": Outcome.UNCHANGED}
    # What stands above the table, by whom and when, is no part of a heading: the mapping is known again next time.
    assert brought.reading["records"]["headings"][0][1] in (
        "FISC安全対策基準の項目",
        "Item of FISC安全対策基準",
    )
    certificates = {} if layout is Layout.AWS else dict.fromkeys(("C1", "C2"), Outcome.UNCHANGED)
    assert outcomes(told, Sort.CERTIFICATES) == certificates


HEAD = -1  # the last sheet


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("language", ["ja", "en"])
def test_premises_and_authors_come_back(layout, language, ctx, reference, bring, found, apply, out):
    """Each into an empty draft, so that all of them have to be read."""
    full_head = make.head(label="1.3", premise_models=("iaas", "paas"), premise="一行目\n二行目", note="注意")
    version = make.published(ctx, reference)
    draft = writing.begin(ctx, reference, version)
    writing.edit_version(ctx, draft, full_head, seen=draft.version)
    db.session.commit()
    content = out(draft, layout, language)
    writing.edit_version(ctx, draft, VersionFacts(), seen=draft.version)
    db.session.commit()
    brought = bring(content)
    told = of(found(brought), "", Sort.HEAD)
    assert (told.outcome, set(told.changes)) == (Outcome.CHANGED, set(VERSION_FIELDS))
    assert version_facts(apply(brought)) == full_head


def row_of(content, label):
    sheet = load_workbook(io.BytesIO(content)).worksheets[HEAD]
    return next(row[0].row for row in sheet if row[0].value == label)


def test_what_the_sheet_of_premises_does_not_name_stays(ctx, reference, bring, found, apply, out):
    version = make.published(ctx, reference)
    content = out(version)
    authors, models = row_of(content, "著者"), row_of(content, "対象のサービスモデル")
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[HEAD]
    sheet.cell(authors, 2).value = "つばめ銀行\nあかつきソフトウエア株式会社"
    sheet.delete_rows(models)
    brought = bring(books.saved(book))
    assert of(found(brought), "", Sort.HEAD).changes == {
        "authors": (("株式会社みどり計算", "つばめ銀行"), ("つばめ銀行", "あかつきソフトウエア株式会社"))
    }
    draft = apply(brought)
    assert draft.authors == ["つばめ銀行", "あかつきソフトウエア株式会社"]
    assert (draft.premise_models, draft.premise) == (version.premise_models, version.premise)
    assert version.authors == ["株式会社みどり計算", "つばめ銀行"]
    del book[book.sheetnames[HEAD]]
    assert not outcomes(found(bring(books.saved(book))), Sort.HEAD)


def test_an_empty_premise_empties_it_only_when_that_is_asked_for(ctx, reference, bring, found, out):
    content = out(make.published(ctx, reference))
    brought = bring(books.changed(content, HEAD, {f"B{row_of(content, '前提')}": None}))
    assert of(found(brought), "", Sort.HEAD).changes == {"premise": (make.head().premise, "")}
    brought.is_clearing = False
    assert of(found(brought), "", Sort.HEAD).outcome is Outcome.UNCHANGED


def test_a_premise_that_cannot_be_read_says_where(ctx, reference, bring, found, out):
    content = out(make.published(ctx, reference))
    models, day = row_of(content, "対象のサービスモデル"), row_of(content, "基準日")
    told = found(bring(books.changed(content, HEAD, {f"B{models}": "IaaS、雲", f"B{day}": "いつか"})))
    one = of(told, "", Sort.HEAD)
    assert one.outcome is Outcome.WRONG
    assert [problem.address for problem in one.problems] == [f"B{models}", f"B{day}"]
    assert outcomes(told) == {"統20": Outcome.UNCHANGED}


def test_a_day_to_come_is_told_at_its_cell_beside_what_cannot_be_read(ctx, reference, bring, found, out):
    content = out(make.published(ctx, reference))
    models, day = row_of(content, "対象のサービスモデル"), row_of(content, "基準日")
    told = found(bring(books.changed(content, HEAD, {f"B{models}": "雲", f"B{day}": "2099-01-01"})))
    assert [one.address for one in of(told, "", Sort.HEAD).problems] == [f"B{models}", f"B{day}"]


def test_a_day_to_come_that_stands_here_is_told_without_a_cell(ctx, reference, bring, found, out):
    version = make.published(ctx, reference)
    book = load_workbook(io.BytesIO(out(version)))
    book.worksheets[HEAD].delete_rows(row_of(out(version), "基準日"))
    draft = writing.begin(ctx, reference, version)
    draft.as_of_on = date(2099, 1, 1)  # as it was stored before that was refused
    audit.record(ctx, Act.VERSION_EDITED, draft)
    db.session.commit()
    one = of(found(bring(books.saved(book))), "", Sort.HEAD)
    assert (one.outcome, [problem.address for problem in one.problems]) == (Outcome.WRONG, [""])


def test_the_workbook_has_two_rows_of_headings_and_no_text_of_the_standard(ctx, reference, out):
    draft = make.draft(ctx, reference, papers=every_paper(), 統20=full(1))
    book = load_workbook(io.BytesIO(out(draft, Layout.AZURE)))
    assert book.sheetnames == [
        "セキュリティリファレンス", "参照公開文書リスト", "参照第三者認証レポートリスト", "著者と前提",
    ]  # fmt: skip
    page = book.worksheets[0]
    assert [str(one) for one in page.merged_cells.ranges] == ["C3:H3"]
    assert page["C3"].value == "Azureにおける対応"
    assert [cell.value for cell in page[4]][:3] == [
        "FISC安全対策基準の項目", "FISC安全対策基準に対する日本マイクロソフト株式会社の見解",
        "FISC安全対策基準への適合性",
    ]  # fmt: skip
    assert (page["D5"].value, page["D5"].data_type) == ("=1+1", "s")
    assert book.worksheets[1]["B3"].value == "欠番"
    aws = load_workbook(io.BytesIO(out(draft, Layout.AWS))).worksheets[0]
    assert [cell.value for cell in aws[5]][:6] == ["統20", None, None, None, "○", "–"]


TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co")) | st.just("\n"), max_size=40
)
RECORD = st.builds(
    RecordFacts, provider_view=TEXT, confirmed=TEXT, needed=TEXT, simple=TEXT, strict=TEXT, information=TEXT,
    conformity=st.sampled_from([None, *Conformity]), conformity_note=TEXT, provider_acts=st.sampled_from([None, *Acts]),
    customer_acts=st.sampled_from([None, *Acts]),
    documents=st.sets(st.sampled_from(["05", "06", "21"])).map(lambda chosen: tuple(sorted(chosen))),
).map(lambda said: said if said.conformity in NOTED else replace(said, conformity_note="")).filter(
    lambda said: not said.is_empty
)  # fmt: skip


@given(said=st.lists(RECORD, min_size=1, max_size=3), layout=st.sampled_from(list(Layout)))
@settings(
    max_examples=12, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
def test_whatever_records_say_comes_back_unchanged(said, layout, ctx, reference, bring, found, out):
    draft = queries.draft_of(reference.id, False) or writing.begin(ctx, reference)
    writing.set_papers(ctx, draft, every_paper())
    writing.set_records(ctx, draft, dict(zip(make.ITEMS, said, strict=False)))
    db.session.commit()
    told = found(bring(out(draft, layout)))
    assert {one.outcome for one in told} <= {Outcome.UNCHANGED}
    assert db.session.get(ReferenceVersion, draft.id)
