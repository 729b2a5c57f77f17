"""The history of a reference and of a self-check in words: no key, no id, no number that means something else."""

import re

import pytest

from app.core.db import db
from app.identity.roles import Role
from app.references.models import OwnState
from app.references.services import checking, keeping, writing
from app.register.models import ServiceModel
from tests.conftest import begins_with
from tests.factories import engagements, masters
from tests.factories import portal as portals
from tests.factories import self_checks as make
from tests.factories.standards import published as content
from tests.pages import words

ground = begins_with(content)
RAW = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-|\b[a-z]+(?:_[a-z]+)+\b|\bfisc\b|/9r2|-1\b")


@pytest.fixture
def manager(ctx_of):
    return ctx_of(Role.VENDOR_MANAGER)


@pytest.fixture
def platform(session, at):
    return masters.service(at, "Microsoft Corporation", "Azure", model=ServiceModel.IAAS)


@pytest.fixture
def reference(manager, platform):
    return make.reference(manager, platform, is_shared=True)


def told(page):
    """Act, part, field, before, after: without the day and who did it."""
    found = [
        words(row).replace("試験 vendor_manager", "").replace("– 未登録", "–").replace("– not recorded", "–")
        for row in page.select("main table.history tbody tr")
    ]
    assert not [line for line in found if RAW.search(line)]
    return found


def test_a_reference_goes_by_the_name_of_its_edition_and_drafts_by_no_number(
    at, root, pages_as, pages_of, manager, reference
):
    clerk = portals.person(at, root, reference.organisation_id, "clerk@ms.example", "担当 花子")
    first = make.published(manager, reference)
    theirs = pages_of(clerk)
    form = theirs.submit(f"/portal/references/{reference.id}/begin", copy_of=str(first.id)).location
    theirs.submit(form, label="2026年版", as_of_on="2026-05-01")
    theirs.submit(form.replace("/edit", "/publish"), is_confirmed="y")
    given = writing.begin(manager, reference, first)
    db.session.commit()
    writing.withdraw_version(manager, given, reason="不要になった。", seen=given.version)
    keeping.withdraw_reference(manager, reference, reason="公表が終わった。", seen=reference.version)
    db.session.commit()
    edition = {
        "ja": "基準の版 – FISC安全対策基準 9版（令和2年3月版）",
        "en": "Edition of the standard – FISC",
    }
    number = {"ja": "版番号 ", "en": "Version number "}
    pages = pages_as(Role.VENDOR_MANAGER)
    for language in ("ja", "en"):
        pages.submit("/me", form="#form", language=language)
        lines = told(pages.get(f"/references/{reference.id}/history"))
        assert any(edition[language] in line for line in lines)
        numbers = [line.split(number[language])[1] for line in lines if number[language] in line]
        assert numbers == ["– 3", "– 2", "– 1"]


def test_a_self_check_is_told_by_its_reference_version_and_item(
    at, root, pages_as, ctx_of, manager, platform, reference
):
    ctx, first = ctx_of(Role.OFFICER), make.published(manager, reference)
    engagement = engagements.engagement(at, root, platform)
    check = make.check(ctx, engagement, first)
    make.entered(ctx, engagement, check, "統1", OwnState.DONE, "規程第3条")
    make.entered(ctx, engagement, check, "統1", OwnState.PARTLY, "途中")
    pages = pages_as(Role.VENDOR_MANAGER)
    lines = told(pages.get(f"/engagements/{engagement.id}/history"))
    assert any("リファレンスの版" in line and "第1版" in line for line in lines)
    assert not any("第1版（第1版）" in line for line in lines)
    assert sum(f"{reference.title} · 統1" in line for line in lines) == 2
    checking.remove(ctx, engagement, check, "使わなくなった。", version=check.version)
    db.session.commit()
    lines = told(pages.get(f"/engagements/{engagement.id}/history"))
    assert sum(f"{reference.title} · 統1" in line for line in lines) == 3
