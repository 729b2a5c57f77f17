"""A report without a service reaches nobody, and says so; only staff are offered as readers."""

import pytest

from app.identity.roles import Role
from tests.factories import identity
from tests.factories import reports as make
from tests.pages import words


@pytest.fixture
def pages(pages_as, azure):
    return pages_as(Role.VENDOR_MANAGER)


def test_a_report_without_a_service_says_that_it_reaches_nobody(pages, ctx, provider, azure):
    answer = pages.submit(
        "/assurance/new?kind=iso27001",
        title="認証",
        organisation_id=str(provider.id),
        expires_on="2028-03-31",
    )
    page = pages.follow(answer)
    notice = page.select_one("main .notice-attention")
    assert "どの案件にも届きません" in words(notice)
    (link,) = notice.select("a")
    form = pages.get(link["href"].partition("#")[0])
    assert form.select_one(f"#{link['href'].partition('#')[2]}")
    listed = pages.get("/assurance").select_one("main tbody tr")
    assert "対象未登録" in words(listed)
    pages.submit(link["href"].partition("#")[0], service_ids=str(azure.id))
    assert "どの案件にも届きません" not in words(pages.get(answer.location).select_one("main"))
    assert "対象未登録" not in words(pages.get("/assurance").select_one("main"))


def test_only_staff_are_offered_and_taken_as_readers(pages, ctx, provider, azure, at, session):
    report = make.recorded(ctx, make.soc2(provider), azure)
    outside = identity.user(at, "hori@vendor.example", "堀 千尋", organisation_id=provider.id)
    inside = identity.user(at, "hori@bank.example", "堀 一郎")
    session.commit()
    form = pages.get(f"/assurance/{report.id}/readers/new")
    url = form.select_one("[data-picker]")["data-picker"]
    offered = [one["id"] for one in pages.client.get(f"{url}&q=堀").json]
    assert offered == [str(inside.id)]
    everybody = [one["id"] for one in pages.client.get("/users/options?q=堀").json]
    assert str(outside.id) in everybody
    pages.submit(f"/assurance/{report.id}/readers/new", status=422, user_id_text="堀 千尋", purpose="評価")
    pages.submit(f"/assurance/{report.id}/readers/new", user_id_text="堀 一郎", purpose="評価")
    names = words(pages.get(f"/assurance/{report.id}/readers").select_one("main"))
    assert "堀 一郎" in names
