"""A reference under an NDA or terms of use leaves as a file for its provider, and for who agreed to its terms."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.assurance.models import Disclosure
from app.core.audit.reading import entries_of
from app.core.db import db
from app.core.errors import DomainError
from app.identity.roles import Role
from app.references.events import ReferencesAct as Act
from app.references.models import ReferenceAgreement
from app.references.services import agreeing
from app.register.models import Organisation
from tests.factories import engagements as make_engagements
from tests.factories import masters, self_checks
from tests.factories import references as make
from tests.leaving import CANARY, addresses, holds
from tests.pages import words

TERMS = "秘密保持契約の範囲内で使うこと"
READER = Role.RISK
SECRET_TERMS = (Disclosure.LICENSED, Disclosure.NDA)


@pytest.fixture
def secret(ctx, service):
    """`secret(disclosure)`: a reference with a published version, in which the secret stands."""

    def made(disclosure=Disclosure.NDA, **more):
        found = make.reference(ctx, service, disclosure=disclosure, **{"terms": TERMS, **more})
        return found, make.published(ctx, found, 統20=make.record(confirmed=CANARY))

    return made


def book_of(reference, version) -> str:
    return f"/references/{reference.id}/versions/{version.id}/workbook.xlsx"


def terms_of(reference) -> str:
    return f"/references/{reference.id}/terms"


@pytest.mark.parametrize("disclosure", SECRET_TERMS)
def test_no_file_holds_it_for_who_has_not_agreed(
    app, session, pages_as, secret, ctx, ctx_of, root, service, disclosure
):
    found, version = secret(disclosure)
    engagement = make_engagements.engagement(ctx.at, root, service)
    check = self_checks.check(ctx_of(Role.OFFICER), engagement, version)
    known = {
        "reference_id": found.id, "version_id": version.id, "engagement_id": engagement.id, "check_id": check.id,
        "service_id": service.id, "organisation_id": found.organisation_id,
    }  # fmt: skip
    pages = pages_as(READER)
    asked = [url for url in addresses(app, known) if "/language" not in url]
    assert {book_of(found, version), f"/engagements/{engagement.id}/self-checks/{check.id}.xlsx"} <= set(
        asked
    )
    files = []
    for url in asked:
        answer = pages.client.get(url)
        if "attachment" in answer.headers.get("Content-Disposition", ""):
            files.append(url)
            assert not holds(answer.data), url
    assert files
    for url in (book_of(found, version), f"/engagements/{engagement.id}/self-checks/{check.id}.xlsx"):
        assert pages.client.get(url).status_code == 303
    pages.submit(terms_of(found), is_agreed="y")
    for url in (book_of(found, version), f"/engagements/{engagement.id}/self-checks/{check.id}.xlsx"):
        assert pages.client.get(url).status_code == 200
    assert holds(pages.client.get(book_of(found, version)).data)


def test_agreeing_leads_on_to_the_file_and_is_in_the_log(session, pages_as, people, secret):
    found, version = secret()
    pages, wanted = pages_as(READER), f"{book_of(found, version)}?layout=aws"
    way = pages.client.get(wanted).headers["Location"]
    page = pages.get(way)
    assert TERMS in words(page)
    assert "同意して保存" in words(page.select_one("main form"))
    taken = pages.client.get(pages.submit(way, is_agreed="y").location)
    assert taken.request.full_path == wanted
    assert len(load_workbook(BytesIO(taken.data)).worksheets) == 3
    page = pages.get(way)
    assert page.select_one(f"main a[href='{wanted}']")
    assert "に同意しています" in words(page)
    (made,) = session.scalars(select(ReferenceAgreement)).all()
    assert (made.user_id, made.disclosure, made.terms) == (people[READER].id, Disclosure.NDA, TERMS)
    assert Act.TERMS_AGREED in {one.event for one in entries_of(found)}
    assert people[READER].name in words(pages.get(terms_of(found)).select_one("#agreed").parent)
    # It binds who gave it alone.
    assert pages_as(Role.VENDOR_MANAGER).client.get(wanted).status_code == 303


def test_who_came_for_no_file_agrees_and_stays(session, pages_as, secret):
    found, _version = secret()
    pages = pages_as(READER)
    assert "保存" not in words(pages.get(terms_of(found)).select_one("main form"))
    page = pages.follow(pages.submit(terms_of(found), is_agreed="y"))
    assert "に同意しています" in words(page)
    assert "条件に同意しました。" in words(page)
    assert not page.select("main .btn-primary")


@pytest.mark.parametrize("disclosure", list(Disclosure))
def test_the_form_says_who_may_take_the_file(session, pages_as, secret, disclosure):
    found, version = secret(disclosure)
    hint = words(
        pages_as(Role.VENDOR_MANAGER)
        .get(f"/references/{found.id}/edit")
        .select_one(".field:has(#disclosure)")
    )
    free, agreed = hint.split("公開・社外秘：")[1].split("利用許諾同意・NDA：")
    assert "だれでも" in free
    assert "同意した人だけ" in agreed
    answer = pages_as(READER).client.get(book_of(found, version))
    assert answer.status_code == (303 if disclosure in SECRET_TERMS else 200)


def test_it_leads_to_no_other_host(session, pages_as, secret):
    found, _version = secret()
    back = pages_as(READER).submit(f"{terms_of(found)}?next=https://elsewhere.example/x", is_agreed="y")
    assert not pages_as(READER).follow(back).select("main a[href*=elsewhere]")


def test_other_words_are_agreed_to_anew_and_only_those_on_the_page(session, ctx, pages_as, secret):
    found, version = secret()
    pages = pages_as(READER)
    pages.submit(terms_of(found), is_agreed="y")
    form = pages_as(Role.VENDOR_MANAGER)
    # Who keeps it does not step round the terms by changing them.
    for change in ({"terms": "もっと厳しい条件"}, {"disclosure": "public"}):
        refused = form.submit(f"/references/{found.id}/edit", status=422, **change)
        assert "現在の条件に同意してから" in words(refused)
    form.submit(terms_of(found), is_agreed="y")
    form.submit(f"/references/{found.id}/edit", terms="もっと厳しい条件")
    assert pages.client.get(book_of(found, version)).status_code == 303
    assert "以前の文面" in words(pages.get(terms_of(found)))
    with pytest.raises(DomainError):
        agreeing.agree(ctx, db.session.get_one(type(found), found.id), digest="0" * 64)
    assert len(session.scalars(select(ReferenceAgreement)).all()) == 2


def test_a_public_one_and_ones_own_leave_without_asking(session, ctx, at, people, pages_as, reference):
    version = make.published(ctx, reference)
    assert pages_as(READER).client.get(book_of(reference, version)).status_code == 200
    provider = db.session.get_one(Organisation, people[Role.VENDOR].organisation_id)
    shared = make.reference(
        ctx,
        masters.service(at, provider),
        is_shared=True,
        title="みなとの参照",
        disclosure=Disclosure.NDA,
        terms=TERMS,
    )
    version = make.published(ctx, shared)
    answer = pages_as(Role.VENDOR).client.get(f"/portal{book_of(shared, version)}")
    assert answer.status_code == 200


@pytest.mark.parametrize("disclosure", SECRET_TERMS)
def test_terms_that_are_agreed_to_stand_somewhere(session, ctx, service, disclosure):
    with pytest.raises(DomainError) as refused:
        make.reference(ctx, service, disclosure=disclosure, terms=" ")
    assert refused.value.field == "terms"
