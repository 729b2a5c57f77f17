"""「別の取引先です」: a false suspicion is dismissed with a reason, comes back when a name changes, can be undone."""

import pytest
from sqlalchemy import select

from app.core.db import db
from app.core.errors import DomainError
from app.identity.roles import STAFF, Role
from app.jobs import chains
from app.register.models import ChainCheck, OrganisationDistinction
from app.register.queries import duplicates
from app.register.rules.chain_checks import Check
from app.register.services.distinguishing import tell_apart
from app.register.services.merging import merge_organisations
from tests.factories import chain
from tests.factories import register as parties
from tests.factories.identity import context
from tests.pages import words

LIST = "/organisations/duplicates"
REASON = "登記簿で本店所在地が異なる"


@pytest.fixture
def two(session, at):
    return parties.organisation(at, "株式会社みどり計算"), parties.organisation(at, "みどり計算（株）")


def told_apart(at, one, other):
    made = tell_apart(context(at), one, other, reason=REASON)
    db.session.commit()
    return made


def pairs(ctx):
    return [{each.first_id, each.second_id} for each in duplicates.suspected(ctx)]


def test_a_pair_is_dismissed_on_the_list_shown_there_and_taken_back(pages_as, two, ctx_of):
    one, other = two
    pages = pages_as(Role.VENDOR_MANAGER)
    address = next(a["href"] for a in pages.get(LIST).select("tbody a") if "/different/" in a["href"])
    refused = pages.submit(address, button="別の取引先として登録する", status=422)
    assert "根拠を入力してください" in words(refused.select_one(".error-summary"))
    page = pages.follow(pages.submit(address, button="別の取引先として登録する", reason=REASON))
    assert pairs(ctx_of(Role.VENDOR_MANAGER)) == []
    assert "二重登録の疑いはありません" in words(page)
    told = words(page.select_one("#told-apart tbody tr"))
    assert REASON in told
    assert one.name in told
    assert other.name in told
    assert REASON in words(pages.get(f"/organisations/{min(one.id, other.id)}/history").select_one("main"))
    page = pages.follow(pages.submit(LIST, button="取り消す"))
    assert pairs(ctx_of(Role.VENDOR_MANAGER)) == [{one.id, other.id}]
    assert page.select_one("#told-apart") is None


def test_it_comes_back_when_a_name_changes_and_is_dismissed_anew(two, at, ctx_of, pages_as):
    one, other = two
    told_apart(at, one, other)
    parties.edited(at, one, address="札幌市")
    assert pairs(ctx_of(Role.VENDOR_MANAGER)) == []
    parties.edited(at, one, is_confirmed=True, name_kana="ミドリケイサン")
    assert pairs(ctx_of(Role.VENDOR_MANAGER)) == [{one.id, other.id}]
    row = words(pages_as(Role.VENDOR_MANAGER).get(LIST).select_one("#told-apart tbody tr"))
    assert "再び確認の対象" in row
    told_apart(at, other, one)
    assert pairs(ctx_of(Role.VENDOR_MANAGER)) == []
    assert len(db.session.scalars(select(OrganisationDistinction)).all()) == 1


def test_of_three_of_one_name_the_other_pairs_stay(two, at, ctx_of):
    one, other = two
    third = parties.organisation(at, "ミドリ計算㈱", name_latin="Midori Keisan", name_kana="ミドリケイサン")
    parties.edited(at, third, is_confirmed=True, name="みどり計算 株式会社")
    told_apart(at, one, other)
    assert sorted(map(sorted, pairs(ctx_of(Role.VENDOR_MANAGER)))) == sorted(
        [sorted((one.id, third.id)), sorted((other.id, third.id))]
    )


def test_the_entry_form_does_not_warn_of_it_again(two, at):
    one, other = two
    told_apart(at, one, other)
    parties.edited(at, one, name="株式会社あお")
    # Back to the names they were told apart by.
    parties.edited(at, one, name="株式会社みどり計算")
    parties.edited(at, other, name="株式会社あか")
    with pytest.raises(DomainError):
        parties.edited(at, other, name="みどり計算（株）", website="https://midori.example/")


def found_twice():
    return set(db.session.scalars(select(ChainCheck.check))) & {Check.RECORDED_TWICE}


def test_the_checks_of_the_chains_follow(pages_as, two, at, root):
    one, other = two
    top, low = chain.service(at, one, "上"), chain.service(at, other, "下")
    chain.supply(at, top, low)
    engagement = chain.engagement(at, root, top)
    page = f"/engagements/{engagement.id}/chain"
    chains.check_all(context(at))
    assert found_twice()
    assert "二重に登録" in words(pages_as(Role.VENDOR_MANAGER).get(page).select_one("main"))
    made = told_apart(at, one, other)
    assert chains.has_changed(context(at))
    chains.check_changed(context(at))
    assert not found_twice()
    assert "二重に登録" not in words(pages_as(Role.VENDOR_MANAGER).get(page).select_one("main"))
    parties.edited(at, other, is_confirmed=True, website="https://midori.example/")
    chains.check_changed(context(at))
    assert found_twice(), made


def test_a_merge_forgets_what_was_said_of_the_one_that_goes(two, at):
    one, other = two
    told_apart(at, one, other)
    merge_organisations(context(at), other, one, taken=(), reason="やはり同一")
    db.session.commit()
    assert db.session.scalars(select(OrganisationDistinction)).all() == []
    with pytest.raises(DomainError):
        tell_apart(context(at), one, other, reason=REASON)


@pytest.mark.parametrize("role", sorted(STAFF - {Role.VENDOR_MANAGER}))
def test_only_who_may_merge_tells_apart(pages_as, two, at, role):
    one, other = two
    made = told_apart(at, one, other)
    pages = pages_as(role)
    assert pages.client.get(f"/organisations/{one.id}/different/{other.id}").status_code == 403
    assert pages.client.post(f"/organisations/distinctions/{made.id}/undo").status_code in (400, 403)
