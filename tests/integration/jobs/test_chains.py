"""The jobs that keep up what the checks of the chains find."""

import pytest
from sqlalchemy import select

from app.core import audit
from app.core.db import db
from app.jobs import chains
from app.register.models import ChainCheck, ChainCheckRun, OutsourcingJudgement
from tests.factories import chain as make
from tests.factories import identity
from tests.factories.identity import Made


@pytest.fixture
def engagement(at, root):
    top, low = make.service(at, "株式会社上"), make.service(at, "株式会社下")
    make.supply(at, top, low)
    return make.engagement(at, root, top)


def kept(engagement):
    db.session.expire_all()
    return set(db.session.scalars(select(ChainCheck.check).where(ChainCheck.engagement_id == engagement.id)))


def test_the_first_run_checks_everything_and_the_next_what_has_changed(engagement, at):
    ctx = identity.context(at)
    assert chains.has_changed(ctx)
    assert int(chains.check_changed(ctx)) >= 1
    assert "consent_missing" in kept(engagement)
    assert not chains.has_changed(ctx)
    engagement.outsourcing = OutsourcingJudgement.NOT_OUTSOURCING
    audit.record(ctx, Made.FOR_TEST, engagement)
    db.session.commit()
    assert chains.has_changed(ctx)
    assert chains.check_changed(ctx) == "1"
    assert "consent_missing" not in kept(engagement)
    assert not chains.has_changed(ctx)
    assert len(db.session.scalars(select(ChainCheckRun)).all()) == 1


def test_the_nightly_run_goes_through_all_in_batches(engagement, at, root, monkeypatch):
    monkeypatch.setattr(chains, "BATCH", 1)
    second = make.engagement(at, root, make.service(at, "株式会社別"))
    assert int(chains.check_all(identity.context(at))) >= 2
    assert kept(engagement)
    assert not kept(second)


def test_reminders_are_counted(session, at):
    assert chains.remind(identity.context(at)) == "0"
