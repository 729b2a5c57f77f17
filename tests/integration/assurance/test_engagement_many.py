"""保証報告 of an engagement with a long chain, each service of it with a report that says a lot."""

from datetime import date

import pytest

from app.assurance.models import SubserviceMethod
from app.assurance.queries import reports as queries
from app.assurance.rules.letters import LetterFacts
from app.assurance.services import duties, parts
from app.assurance.services.duties import DutyFacts
from app.assurance.sheets.engagement import LISTED
from app.core.db import db
from app.identity.roles import Role
from app.register.models import Organisation
from tests.factories import chain
from tests.factories import reports as make
from tests.pages import words

SERVICES = 6
CONTROLS = LISTED // SERVICES + 1


@pytest.fixture
def services(session, at):
    made = [make.cloud(at, f"基盤{number}株式会社", f"基盤サービス{number}") for number in range(SERVICES)]
    chain.line(at, *made)
    return made


@pytest.fixture
def engagement(at, root, services):
    return chain.engagement(at, root, services[0], title="勘定系の基盤")


def report_on(ctx, service, controls=CONTROLS):
    provider = db.session.get_one(Organisation, service.organisation_id)
    made = make.recorded(ctx, make.soc2(provider, title=f"{service.name} SOC 2"), service)
    parts.add_controls(ctx, made, "\n".join(f"CC{at}.1 権限を見直します。" for at in range(1, controls + 1)))
    for is_relevant in (True, False, None):
        parts.set_exception(ctx, made, parts.ExceptionFacts("承認の記録がない。", is_relevant=is_relevant))
    parts.set_subservice(ctx, made, parts.SubserviceFacts("再受託会社", SubserviceMethod.CARVE_OUT))
    parts.set_letter(ctx, made, LetterFacts(date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 2)))
    db.session.commit()
    return made


def taken_up(ctx, engagement, report, count):
    ids = [one.id for one in queries.controls_of(report)][:count]
    duties.give(ctx, engagement, report, set(ids), DutyFacts(ctx.actor_id))
    db.session.commit()


def shown(pages_as, engagement):
    return pages_as(Role.OFFICER).get(f"/engagements/{engagement.id}/assurance")


def test_a_long_chain_costs_few_statements(pages_as, ctx, ctx_of, services, engagement, count_queries):
    reports = [report_on(ctx, service) for service in services]
    taken_up(ctx_of(Role.OFFICER), engagement, reports[0], 3)
    pages, path = pages_as(Role.OFFICER), f"/engagements/{engagement.id}/assurance"
    pages.get(path)
    count_queries.sent.clear()
    page = pages.get(path)
    sent = [one for one in count_queries.sent if "set_config" not in one]
    assert len(page.select("#exceptions tbody tr")) == SERVICES
    # One more opens the transaction of a request, which a test has opened already.
    assert len(sent) <= 11, sent


def test_of_many_user_controls_those_of_reports_that_nobody_has_begun_are_counted(
    pages_as, ctx, ctx_of, services, engagement
):
    reports = [report_on(ctx, service) for service in services]
    taken_up(ctx_of(Role.OFFICER), engagement, reports[0], 3)
    page = shown(pages_as, engagement)
    (begun,) = page.select("section[id^='controls-']")
    assert len(begun.select("tbody tr")) == CONTROLS
    rows = page.select("#counted tbody tr")
    assert [words(row.find("th")) for row in rows] == [one.number for one in reports[1:]]
    for row, report in zip(rows, reports[1:], strict=True):
        (count,) = row.select(f"a[href='/assurance/{report.id}/controls']")
        assert words(count) == f"{CONTROLS}件"
        assert row.select(f"a[href='/engagements/{engagement.id}/assurance/{report.id}/give']")


def test_few_user_controls_are_all_listed(pages_as, ctx, services, engagement):
    for service in services:
        report_on(ctx, service, LISTED // SERVICES)
    page = shown(pages_as, engagement)
    sections = page.select("section[id^='controls-']")
    assert not page.select("#counted")
    assert [len(section.select("tbody tr")) for section in sections] == [LISTED // SERVICES] * SERVICES
