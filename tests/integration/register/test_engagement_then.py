"""What an engagement says of a past moment or another day: consents, overrides, approvals, changes of then."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.core import audit
from app.core.audit import AuditHead
from app.core.dates import day_of
from app.core.db import db
from app.identity.roles import Role
from app.register.models import Organisation, OverrideState, Service, TierOverride
from app.register.services import consents
from app.register.sheets.deciding import tier_sheet
from app.work import services as work
from app.work.services import Ringi
from tests.factories import chain as make
from tests.factories import deciding as decide
from tests.factories.identity import Made, context
from tests.pages import words


@dataclass(frozen=True)
class Moment:
    instant: datetime | None
    on: date
    today: date | None = None


def now():
    return db.session.scalars(select(AuditHead.at)).one()


def then():
    return {"as_at": now().strftime("%Y-%m-%dT%H:%M:%S.%fZ")}


@pytest.fixture
def recorded(monkeypatch):
    """Commit a change as if the log's clock stood there."""

    def commit(record, at):
        class Clock(datetime):
            @classmethod
            def now(cls, tz=None):
                return at

        monkeypatch.setattr("app.core.audit.chain.datetime", Clock)
        audit.record(context(at), Made.FOR_TEST, record)
        db.session.commit()

    return commit


def head_of(page):
    return {words(box.dt): box.dd for box in page.select(".file-head > div")}


@pytest.fixture
def overridden(at, root):
    """Another tier than the rule's, given today for ninety days; and the moment before that."""
    engagement = decide.engagement(at, root)
    before = now()
    override = TierOverride(
        engagement_id=engagement.id, tier="strict", reason="社内の決定", state=OverrideState.ACTIVE,
        expires_on=day_of(at) + timedelta(days=90), made_at=before, decided_at=datetime.now(UTC),
    )  # fmt: skip
    db.session.add(override)
    audit.record(context(at), Made.FOR_TEST, override)
    db.session.commit()
    return engagement, override, before


# --- the override --------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["", "/chain", "/tier", "/stage"])
def test_an_override_holds_from_its_approval_to_its_last_day(pages_as, overridden, at, page):
    engagement, *_ = overridden
    pages, today = pages_as(Role.OFFICER), day_of(at)
    told = {
        days: words(
            head_of(pages.get(f"/engagements/{engagement.id}{page}?on={today + timedelta(days=days)}"))[
                "管理区分"
            ]
        )
        for days in (-1, 0, 90, 91)
    }
    assert told[-1] != told[0]
    assert (told[91], told[90]) == (told[-1], told[0])


def test_an_override_that_has_ended_since_still_holds_on_a_day_before(overridden, recorded, at):
    engagement, override, before = overridden
    today = day_of(at)
    later = today + timedelta(days=5)
    override.state, override.decided_at = OverrideState.ENDED, at + timedelta(days=3)
    recorded(override, at + timedelta(days=3))
    assert tier_sheet(engagement, Moment(None, later, later)).tier == "simple"
    assert tier_sheet(engagement, Moment(None, today + timedelta(days=2), later)).tier == "strict"
    assert tier_sheet(engagement, Moment(None, today - timedelta(days=1), later)).tier == "simple"
    assert tier_sheet(engagement, Moment(before, today, later)).tier == "simple"
    assert (
        tier_sheet(engagement, Moment(at + timedelta(days=1), today - timedelta(days=1), later)).tier
        == "simple"
    )
    assert tier_sheet(engagement, Moment(at + timedelta(days=1), later, later)).tier == "strict"


# --- the consent that ends first -----------------------------------------------------------


@pytest.fixture
def given(at, root):
    """Recorded as given on 10 April 2024; the engagement itself has no date to come."""
    edge = make.supply(at, make.service(at, "株式会社元請"), make.service(at, "株式会社再委託先"))
    engagement = make.engagement(at, root, db.session.get_one(Service, edge.service_id))
    before = then()
    use = make.granted(at, engagement, edge, expires_on=day_of(at) + timedelta(days=100))
    return engagement, edge, use, before


def consent_told(pages, engagement, **asked):
    """The address that the head leads to, if it names the end of a consent."""
    box = head_of(pages.get(f"/engagements/{engagement.id}", query_string=asked)).get("再委託承諾の期限")
    return box.a["href"].partition("?")[0] if box else None


def test_the_head_names_the_consent_that_was_in_use_then(pages_as, ctx_of, given, at):
    engagement, edge, use, before = given
    pages, held = pages_as(Role.VENDOR_MANAGER), then()
    own = f"/engagements/{engagement.id}/chain/{edge.id}"
    assert consent_told(pages, engagement) == own
    assert consent_told(pages, engagement, on="2024-04-09") is None
    assert consent_told(pages, engagement, **before) is None
    consents.withdraw(ctx_of(Role.APPROVER), engagement, use, reason="条件に反した", version=use.version)
    db.session.commit()
    yesterday = str(day_of(at) - timedelta(days=1))
    assert consent_told(pages, engagement) is None
    assert consent_told(pages, engagement, **held) == own
    assert consent_told(pages, engagement, on=yesterday) == own
    assert consent_told(pages, engagement, **held, on=yesterday) == own
    assert consent_told(pages, engagement, **before) is None
    assert consent_told(pages, engagement, on="2024-04-09") is None
    assert consent_told(pages, engagement, **held, on="2024-04-09") is None


def test_an_unused_edge_and_the_later_of_two_are_not_named(pages_as, given, at):
    engagement, edge, _use, _before = given
    below = db.session.get_one(Service, edge.base_service_id)
    for days, is_unused in ((150, False), (50, True)):
        other = make.supply(at, below, make.service(at, f"株式会社{days}"))
        make.granted(at, engagement, other, expires_on=day_of(at) + timedelta(days=days), is_unused=is_unused)
    own = f"/engagements/{engagement.id}/chain/{edge.id}"
    assert consent_told(pages_as(Role.VENDOR_MANAGER), engagement, **then()) == own


# --- what else belongs to the moment -------------------------------------------------------


def test_the_overview_shows_the_approvals_of_then_and_leads_to_the_findings_of_now(
    ctx_of, pages_as, at, root
):
    engagement = make.engagement(at, root, make.service(at, "株式会社元請"))
    moments = []
    for number in ("はじめ", "あと"):
        ringi = Ringi(
            number=number,
            title=f"{number}の決裁",
            decider="役員",
            decider_title="常務",
            decided_on=day_of(at),
        )
        work.record_ringi(
            ctx_of(Role.APPROVER), ringi, subject_type="engagement", subject_id=engagement.id,
            unit_id=engagement.unit_id,
        )  # fmt: skip
        db.session.commit()
        moments.append(then())
    address = f"/engagements/{engagement.id}"
    page = pages_as(Role.VENDOR_MANAGER).get(address, query_string=moments[0])
    told = page.select_one("#approvals")
    assert [words(link) for link in told.select("li a")] == ["はじめの決裁"]
    assert not told.select('a[href^="/approvals/record"]')
    assert page.select_one("#findings a")["href"] == f"{address}#findings"


@pytest.mark.parametrize("page", ["", "/tier", "/stage", "/approvals", "/documents", "/history"])
def test_before_the_engagement_was_recorded_a_page_says_so(pages_as, at, root, page):
    engagement = make.engagement(at, root, make.service(at, "株式会社元請"))
    day = day_of(at) - timedelta(days=30)
    shown = pages_as(Role.VENDOR_MANAGER).get(f"/engagements/{engagement.id}{page}?as_at={day}")
    assert words(shown.select_one("h1")) == "この時点では未登録です"


@pytest.mark.parametrize("kind", ["engagements", "organisations", "services", "supplies"])
def test_an_entry_of_a_history_leads_to_the_record_with_its_change(pages_as, recorded, at, root, kind):
    edge = make.supply(
        at, make.service(at, "まえの商会", "まえの品"), make.service(at, "基盤"), purpose="まえの用途"
    )
    service = db.session.get_one(Service, edge.service_id)
    engagement = make.engagement(at, root, service, title="まえの案件")
    changed = {
        "engagements": (engagement, "title"),
        "organisations": (db.session.get_one(Organisation, service.organisation_id), "name"),
        "services": (service, "name"),
        "supplies": (edge, "purpose"),
    }
    record, field = changed[kind]
    setattr(record, field, "あとの名")
    recorded(record, now() + timedelta(seconds=2))
    pages = pages_as(Role.VENDOR_MANAGER)
    history = pages.get(f"/{kind}/{record.id}/history")
    links = [link for link in history.select(".history tbody th a") if words(link) == "この時点で表示"]
    assert len(links) == len(history.select(".history tbody"))
    newest, *_, oldest = [words(pages.get(link["href"]).select_one("main")) for link in links]
    assert "あとの名" in newest
    assert "あとの名" not in oldest
    assert "まえの" in oldest
