"""再受託会社: one entry for each in a report; where it does not stand beneath the services, that is said once."""

import pytest

from app.assurance.models import ReportSubservice, SubserviceMethod
from app.assurance.queries import reports as queries
from app.assurance.services import parts
from app.assurance.services.parts import SubserviceFacts
from app.core import audit
from app.core.errors import DomainError
from app.identity.roles import Role
from tests.factories import chain
from tests.factories import engagements as make_engagements
from tests.factories import readings as make
from tests.factories.identity import Made, context
from tests.pages import words


@pytest.fixture
def config(at, azure):
    """What the institution uses; it stands on Azure."""
    made = chain.service(at, "株式会社FIXER", "cloud.config")
    chain.supply(at, made, azure)
    return made


@pytest.fixture
def engagement(at, root, config):
    return make_engagements.engagement(at, root, config)


@pytest.fixture
def report(at, azure):
    return make.report(at, azure)


def refused(act) -> tuple[str, str | None, dict]:
    with pytest.raises(DomainError) as error:
        act()
    return error.value.message, error.value.field, error.value.params


def test_one_organisation_or_one_name_stands_in_a_report_once(ctx, report, config, azure):
    fixer = config.organisation_id
    first = parts.set_subservice(ctx, report, SubserviceFacts("FIXER", SubserviceMethod.INCLUSIVE, fixer))
    again = SubserviceFacts("株式会社ＦＩＸＥＲ", SubserviceMethod.CARVE_OUT, fixer)
    told = refused(lambda: parts.set_subservice(ctx, report, again))
    assert told == (parts.ORGANISATION_THERE, "organisation_id", {"name": "FIXER"})
    same_name = SubserviceFacts("ｆｉｘｅｒ ", SubserviceMethod.CARVE_OUT)
    told = refused(lambda: parts.set_subservice(ctx, report, same_name))
    assert told == (parts.NAME_THERE, "name", {"name": "FIXER"})
    parts.set_subservice(ctx, report, SubserviceFacts("FIXER", SubserviceMethod.CARVE_OUT, fixer), first)
    assert [one.method for one in queries.subservices_of(report)] == [SubserviceMethod.CARVE_OUT]
    other = parts.set_subservice(ctx, report, SubserviceFacts("さくら保管", SubserviceMethod.CARVE_OUT))
    told = refused(lambda: parts.set_subservice(ctx, report, again, other))
    assert told[0] == parts.ORGANISATION_THERE


def test_the_form_names_the_other_entry_at_the_field(pages_as, report):
    pages, form = pages_as(Role.VENDOR_MANAGER), f"/assurance/{report.id}/subservices/new"
    pages.submit(form, name="さくら保管", method="carve_out")
    back = pages.submit(form, status=422, name="さくら 保管", method="inclusive")
    assert [link["href"] for link in back.select(".error-summary a")] == ["#name"]
    assert "「さくら保管」" in words(back.select_one(".error-summary"))


def test_what_stands_elsewhere_in_the_chain_is_said_and_said_once(
    session, pages_as, at, engagement, report, config
):
    """Two entries of before this was refused; FIXER stands in the chain, above Azure."""
    rows = [
        ReportSubservice(
            report_id=report.id, name="FIXER", organisation_id=config.organisation_id, method=method
        )
        for method in SubserviceMethod
    ]
    session.add_all(rows)
    audit.record(context(at), Made.FOR_TEST, *rows)
    session.commit()
    page = pages_as(Role.OFFICER).get(f"/engagements/{engagement.id}/assurance")
    told = [words(line) for line in page.select("[id^='faults-'] li")]
    assert told == [
        "FIXERはこの案件のサプライチェーンにありますが、対象サービス（Microsoft Azure）の下ではありません。"
    ]


def test_what_stands_nowhere_in_the_chain_is_not_recorded(ctx, pages_as, at, engagement, report):
    stranger = chain.service(at, "南町警備株式会社", "巡回警備")
    facts = SubserviceFacts("南町警備", SubserviceMethod.INCLUSIVE, stranger.organisation_id)
    parts.set_subservice(ctx, report, facts)
    page = pages_as(Role.OFFICER).get(f"/engagements/{engagement.id}/assurance")
    told = [words(line) for line in page.select("[id^='faults-'] li")]
    assert told == ["南町警備は、報告書に記載がありますが、サプライチェーンに記録がありません。"]
