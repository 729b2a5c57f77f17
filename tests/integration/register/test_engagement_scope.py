"""Who finds, sees and changes an engagement: by unit, by reading unit, and nobody else."""

import pytest

from app.core import search
from app.core.dates import day_of
from app.core.db import db
from app.identity.roles import Role
from app.register.models import OutsourcingJudgement
from app.register.services import engagements as services
from tests.factories import chain
from tests.factories import engagements as make
from tests.factories.identity import context
from tests.pages import words

WRITING = (
    "/edit", "/edit/unit", "/edit/data", "/judge", "/memos/new",
)  # fmt: skip


@pytest.fixture
def service(at, session):
    return chain.service(at, "株式会社みどり計算", "融資クラウド")


def token(pages) -> str:
    content: str = pages.get("/search").select_one("meta[name=csrf-token]")["content"]
    return content


def found(pages, asked) -> list[str]:
    """Where the search for everything leads."""
    page = pages.get("/search", query_string={"q": asked})
    return [link["href"] for link in page.select('main a[href^="/engagements/"]')]


def test_another_units_engagement_does_not_exist(pages_of, at, root, service):
    _branch, officer = make.branch(at, root)
    made = make.engagement(at, root, service, title="本部だけの案件")
    pages = pages_of(officer)
    for path in ("", "/history", "/approvals", "/documents", *WRITING):
        pages.get(f"/engagements/{made.id}{path}", status=404)
    pages.get(f"/engagements/{made.id}/parties/{made.vendor_id}", status=404)
    assert "本部だけ" not in words(pages.get("/engagements"))
    assert pages.get("/engagements/options?q=本部だけ").json == []
    assert "本部だけ" not in pages.get("/engagements/export").get_data(as_text=True)
    assert found(pages, "本部だけ") == []
    pages.post(f"/engagements/{made.id}/edit", status=404, title="盗んだ", csrf_token=token(pages))


def test_a_reading_unit_reads_and_changes_nothing(pages_of, at, root, service):
    branch, officer = make.branch(at, root)
    made = make.engagement(at, root, service, title="本部の案件")
    make.reader(at, made, branch)
    pages = pages_of(officer)
    page = pages.get(f"/engagements/{made.id}")
    main = words(page.select_one("main"))
    assert "編集" not in main
    assert "判定する" not in main
    assert "経緯を記録" not in main
    assert "本部の案件" in words(pages.get("/engagements"))
    assert found(pages, "本部の案件") == [f"/engagements/{made.id}"]
    for path in (*WRITING, f"/parties/{made.vendor_id}"):
        pages.get(f"/engagements/{made.id}{path}", status=403)
        pages.post(f"/engagements/{made.id}{path}", status=403, csrf_token=token(pages))


def test_a_unit_that_reads_no_longer_finds_nothing(pages_of, at, root, service):
    branch, officer = make.branch(at, root)
    made = make.engagement(at, root, service, title="本部の案件")
    services.set_readers(context(at), made, [branch.id])
    services.set_readers(context(at), made, [])
    db.session.commit()
    pages = pages_of(officer)
    pages.get(f"/engagements/{made.id}", status=404)
    assert found(pages, "本部の案件") == []


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.VENDOR])
def test_who_has_nothing_to_do_with_engagements_sees_none(pages_as, at, root, service, role):
    made = make.engagement(at, root, service, title="秘密の案件")
    pages = pages_as(role)
    for path in (
        "/engagements", "/engagements/export", "/engagements/options?q=秘密", f"/engagements/{made.id}",
        "/engagements/new", "/engagements/bulk", f"/engagements/{made.id}/history",
    ):  # fmt: skip
        assert pages.client.get(path).status_code in (403, 404), path
    assert found(pages, "秘密の案件") == []
    home = pages.get("/")
    assert not home.select('nav.side a[href="/engagements"]')


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.COMMITTEE])
def test_readers_see_the_file_without_a_button(pages_as, at, root, service, role):
    made = make.engagement(at, root, service)
    pages = pages_as(role)
    assert "編集" not in words(pages.get(f"/engagements/{made.id}").select_one("main"))
    pages.get(f"/engagements/{made.id}/edit", status=403)


def test_an_officer_finds_by_vendor_service_and_number(pages_as, at, root, service):
    made = make.engagement(at, root, service, title="審査の案件", purpose="毎月の帳票")
    pages = pages_as(Role.OFFICER)
    for asked in ("みどり", "融資クラ", made.number, "帳票", "審査"):
        page = pages.get("/engagements", query_string={"q": asked})
        assert [words(cell) for cell in page.select("tbody th")] == [made.number], asked


def test_the_index_knows_the_unit(at, root, service):
    made = make.engagement(at, root, service)
    entry = db.session.query(search.SearchEntry).filter_by(kind="engagement", record_id=made.id).one()
    assert entry.unit_id == root.id
    assert entry.detail == made.number


def test_the_judge_is_who_judged_and_legal_may(pages_as, people, at, root, service):
    made = make.engagement(at, root, service)
    pages = pages_as(Role.LEGAL)
    url = f"/engagements/{made.id}/judge"
    page = pages.submit(url, status=422, outsourcing="outsourcing", outsourcing_reason="")
    assert "判定の理由を入力してください。" in words(page.select_one(".error-summary"))
    pages.submit(url, outsourcing="outsourcing", outsourcing_reason="審査を委ねるため。")
    db.session.refresh(made)
    assert made.outsourcing == OutsourcingJudgement.OUTSOURCING
    assert (made.outsourcing_by_id, made.outsourcing_on) == (people[Role.LEGAL].id, day_of(at))
    pages.get(f"/engagements/{made.id}/edit", status=403)


def test_a_category_of_outsourcing_judged_otherwise_is_pointed_out(pages_as, at, root, service):
    made = make.engagement(at, root, service)
    pages = pages_as(Role.OFFICER)
    pages.submit(
        f"/engagements/{made.id}/judge", outsourcing="not_outsourcing", outsourcing_reason="購入のみ"
    )
    assert "区分は外部委託の種類ですが" in words(pages.get(f"/engagements/{made.id}"))
