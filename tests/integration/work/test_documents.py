"""書類 on any record: who adds, reads, replaces and withdraws one, and what stays of it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.core.audit import reading
from app.core.errors import DomainError, NotAllowed, NotFound
from app.core.files.models import StoredFile
from app.core.files.storing import store
from app.identity.roles import Role
from app.work import queries, services
from app.work.events import WorkAct as Act
from app.work.models import Document, DocumentFile, DocumentKind
from app.work.services import DocumentFacts
from tests.conftest import context_of
from tests.factories import documents as make
from tests.factories import identity as make_identity
from tests.factories import register as make_register
from tests.factories import work as make_work
from tests.factories.files import keep, pdf

FACTS = DocumentFacts(DocumentKind.CONTRACT, "業務委託契約書", date(2026, 3, 31), "原本は文書庫")


@pytest.fixture
def company(session, at):
    return make_register.organisation(at)


def add(ctx, subject, content=b"", **facts):
    kept = keep(content or pdf("初版"))
    return services.add_document(
        ctx, DocumentFacts(**{**vars(FACTS), **facts}), kept,
        subject_type=subject.__tablename__, subject_id=subject.id,
    )  # fmt: skip


def acts_of(session, document):
    return [entry.event for entry in reading.entries_of(document)]


def test_a_document_is_added_with_its_facts_and_its_file(session, ctx_of, company):
    ctx = ctx_of(Role.OFFICER)
    document = add(ctx, company)
    session.commit()
    (found,) = queries.documents_of(ctx, "organisation", company.id)
    assert found.document == document
    assert (found.document.kind, found.document.based_on) == (DocumentKind.CONTRACT, date(2026, 3, 31))
    assert (found.file.name, found.file.media_type, found.file.size) == (
        "契約書.pdf",
        "application/pdf",
        len(pdf("初版")),
    )
    assert found.added_by == ctx.actor_name
    changes = {
        name: (pair or [None, None])[1]
        for entry in reading.entries_of(document)
        for name, pair in entry.changes.items()
    }
    assert changes["sha256"] == found.file.sha256
    assert acts_of(session, document) == [Act.DOCUMENT_ADDED] * 2


def test_without_a_title_it_is_called_as_its_file(session, ctx_of, company):
    assert add(ctx_of(Role.OFFICER), company, title="").title == "契約書"


def test_a_record_one_may_not_see_takes_no_document_and_shows_none(session, ctx_of, root, at):
    branch = make_identity.unit(at, "102", "支店", root)
    stranger = make_identity.user(at, "branch@tsubame.example", "支店 担当")
    make_identity.grant(at, stranger, Role.OFFICER, branch)
    finding = make_work.finding(at, root)
    document = add(ctx_of(Role.OFFICER), finding)
    session.commit()
    theirs = context_of(stranger, at)
    with pytest.raises(NotFound):
        add(theirs, finding)
    with pytest.raises(NotFound):
        queries.get_document(theirs, document.id)
    with pytest.raises(NotFound):
        services.edit_document(theirs, document, FACTS)


def test_the_right_is_needed_in_the_unit_whose_work_the_record_is(session, root, at):
    """Reads everywhere as an auditor, works in one branch: adds nothing elsewhere."""
    branch = make_identity.unit(at, "102", "支店", root)
    person = make_identity.user(at, "both@tsubame.example", "兼務 花子")
    make_identity.grant(at, person, Role.AUDITOR, root)
    make_identity.grant(at, person, Role.OFFICER, branch)
    here, there = make_work.finding(at, branch), make_work.finding(at, root)
    session.commit()
    ctx = context_of(person, at)
    add(ctx, here)
    with pytest.raises(NotAllowed):
        add(ctx, there)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.COMMITTEE])
def test_who_only_reads_adds_nothing(session, ctx_of, company, role):
    with pytest.raises(NotAllowed):
        add(ctx_of(role), company)
    document = add(ctx_of(Role.OFFICER), company)
    assert queries.get_document(ctx_of(role), document.id) is document
    with pytest.raises(NotAllowed):
        services.withdraw_document(ctx_of(role), document, reason="x")


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.VENDOR])
def test_the_administrator_and_a_vendor_see_none(session, ctx_of, company, role):
    document = add(ctx_of(Role.OFFICER), company)
    session.commit()
    assert queries.documents_of(ctx_of(role), "organisation", company.id) == []
    assert queries.count_documents(ctx_of(role), "organisation", company.id) == 0
    with pytest.raises(NotFound):
        queries.get_document(ctx_of(role), document.id)


def test_facts_are_edited_and_the_history_says_what(session, ctx_of, company):
    ctx = ctx_of(Role.OFFICER)
    document = add(ctx, company)
    session.commit()
    services.edit_document(ctx, document, DocumentFacts(DocumentKind.REPORT, "報告書", None, ""))
    session.commit()
    entry = reading.entries_of(document)[0]
    assert entry.event == Act.DOCUMENT_EDITED
    assert entry.changes["kind"] == ["contract", "report"]
    assert entry.changes["based_on"] == ["2026-03-31", None]


def test_a_newer_file_takes_the_place_and_the_older_stays(session, ctx_of, company):
    ctx = ctx_of(Role.OFFICER)
    document = add(ctx, company)
    with pytest.raises(DomainError, match="same file"):
        services.replace_file(ctx, document, keep(pdf("初版"), "別名.pdf"))
    session.commit()
    services.replace_file(ctx, document, keep(pdf("第2版"), "契約書_改.pdf"))
    session.commit()
    assert [(file.number, file.name) for file in queries.files_of_document(document)] == [
        (2, "契約書_改.pdf"), (1, "契約書.pdf"),
    ]  # fmt: skip
    (found,) = queries.documents_of(ctx, "organisation", company.id)
    assert found.file.number == 2
    assert Act.DOCUMENT_FILE_REPLACED in acts_of(session, document)


def test_a_file_goes_back_to_an_earlier_content_as_a_further_edition(session, ctx_of, company):
    ctx = ctx_of(Role.OFFICER)
    document = add(ctx, company)
    services.replace_file(ctx, document, keep(pdf("第2版")))
    services.replace_file(ctx, document, keep(pdf("初版")))
    session.commit()
    assert [file.number for file in queries.files_of_document(document)] == [3, 2, 1]
    assert session.scalar(select(func.count()).select_from(StoredFile)) == 2


def test_a_withdrawn_document_stays_and_changes_no_more(session, ctx_of, company):
    ctx = ctx_of(Role.OFFICER)
    document = add(ctx, company)
    services.withdraw_document(ctx, document, reason="別の取引先の書類")
    session.commit()
    assert queries.documents_of(ctx, "organisation", company.id) == []
    (kept,) = queries.documents_of(ctx, "organisation", company.id, with_withdrawn=True)
    assert kept.document.withdrawal_reason == "別の取引先の書類"
    assert queries.count_documents(ctx, "organisation", company.id) == 1
    for act in (
        lambda: services.edit_document(ctx, document, FACTS),
        lambda: services.replace_file(ctx, document, keep(pdf("第2版"))),
        lambda: services.withdraw_document(ctx, document, reason="もう一度"),
    ):
        with pytest.raises(DomainError, match="withdrawn"):
            act()


def test_the_latest_effective_date_stands_first_and_what_has_none_last(session, ctx_of, company, at):
    ctx = ctx_of(Role.OFFICER)
    for title, day in (("無", None), ("旧", date(2024, 3, 31)), ("新", date(2026, 3, 31))):
        make.document(at, company, title=title, based_on=day)
    session.commit()
    found = queries.documents_of(ctx, "organisation", company.id)
    assert [each.document.title for each in found] == ["新", "旧", "無"]
    assert [
        each.document.title for each in queries.documents_of(ctx, "organisation", company.id, limit=1)
    ] == ["新"]


def test_documents_of_a_record_cost_one_query(session, ctx_of, company, at, count_queries):
    for number in range(15):
        make.document(at, company, title=f"書類{number}")
    session.commit()
    session.expunge_all()
    ctx, company_id = ctx_of(Role.OFFICER), company.id
    queries.count_documents(ctx, "organisation", company_id)
    count_queries.sent.clear()
    assert len(queries.documents_of(ctx, "organisation", company_id)) == 15
    assert len(count_queries) == 1


def test_a_file_of_another_document_is_not_found_through_this_one(session, ctx_of, company, at):
    mine, other = make.document(at, company), make.document(at, company, title="他")
    session.commit()
    with pytest.raises(NotFound):
        queries.get_document_file(mine, queries.files_of_document(other)[0].id)


def test_nothing_is_stored_of_an_act_that_is_rolled_back_but_an_orphan(session, ctx_of, company):
    from app.core.files import tending

    kept = keep(pdf("戻された版"))
    services.add_document(
        ctx_of(Role.OFFICER), FACTS, kept, subject_type="organisation", subject_id=company.id
    )
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Document)) == 0
    assert session.scalar(select(func.count()).select_from(DocumentFile)) == 0
    assert store().size(kept.address)
    tending.sweep(ctx_of(Role.OFFICER).at + timedelta(days=2))
    assert store().size(kept.address) is None
