"""Evidence on an instance whose files lie in a bucket: handed in and taken by the pages, and said when it is away."""

import io
import time
from dataclasses import replace

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from app.core.audit import SecurityEvent, reading
from app.core.db import db
from app.core.files import objects
from app.core.files.models import StoredFile
from app.core.files.objects import S3Store
from app.core.files.storing import store
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Evidence
from app.diligence.queries import assessments as queries
from tests.buckets import Bucket, Link, bucket
from tests.conftest import begins_with
from tests.factories import assessments as make
from tests.factories import evidence as lay
from tests.factories.files import pdf
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24"))
CONTENT = pdf("SOC2報告書" * 20_000)


@pytest.fixture
def there() -> Bucket:
    return bucket()


@pytest.fixture
def lies_in(app, monkeypatch):
    """The store of the instance for this test."""

    def use(objects) -> None:
        config = replace(app.extensions["sekisho"], objects=objects)
        monkeypatch.setitem(app.extensions, "sekisho", config)

    return use


@pytest.fixture
def vendor(ctx, engagement):
    return queries.assignments_of(make.sent(ctx, engagement))[1]


@pytest.fixture
def pages(vendor, at, pages_of):
    return pages_of(lay.vendor_person(at, vendor.organisation_id))


def hand_in(pages, vendor, content=CONTENT, status=303, question=0):
    form = f"/requests/{vendor.id}/evidence/new?question={vendor.questions[question]}"
    sent = {"file": (io.BytesIO(content), "SOC2.pdf"), "disclosure": "public"}
    return pages.submit(form, status=status, **sent)


def rows() -> list[Evidence]:
    db.session.expire_all()
    return list(db.session.scalars(select(Evidence)))


def test_a_file_goes_to_the_bucket_sealed_and_comes_back_as_it_was(session, pages, vendor, there, lies_in):
    lies_in(there.settings)
    hand_in(pages, vendor)
    (row,) = rows()
    stored = session.get_one(StoredFile, row.stored_file_id)
    assert isinstance(store(), S3Store)
    assert there.keys() == [there.key(stored.address)]
    assert CONTENT[:200] not in there.read(stored.address)
    got = pages.get(f"/requests/{vendor.id}/evidence/{row.id}/file")
    assert got.data == CONTENT
    assert Act.EVIDENCE_READ in [one.event for one in reading.entries_about(row)]
    content = there.read(stored.address)
    there.write(stored.address, content[:-20] + b"x" + content[-19:])
    page = pages.get(f"/requests/{vendor.id}/evidence/{row.id}/file", status=500)
    assert "登録時の内容と一致しません" in words(page.find("main"))
    hand_in(pages, vendor, question=1)  # the same content puts it back
    got = pages.get(f"/requests/{vendor.id}/evidence/{row.id}/file")
    assert got.data == CONTENT
    there.lose(stored.address)
    page = pages.get(f"/requests/{vendor.id}/evidence/{row.id}/file", status=500)
    assert "保管場所にありません" in words(page.find("main"))


def test_while_the_bucket_is_silent_nothing_is_stored_and_no_file_counts_as_lost(
    session, pages, vendor, there, lies_in, monkeypatch
):
    monkeypatch.setattr(objects, "SILENT_SECONDS", 0.5)
    lies_in(there.settings)
    hand_in(pages, vendor)
    (row,) = rows()
    with Link() as link, capture_logs() as lines:
        lies_in(there.through(link.port))
        began = time.monotonic()
        answer = pages.get(f"/requests/{vendor.id}/evidence/{row.id}/file", status=503)
        assert time.monotonic() - began < 2
        assert "%PDF" not in str(answer)
        hand_in(pages, vendor, pdf("別の報告書"), status=503)
    told = [line["why"] for line in lines if line["event"] == "store of files"]
    assert len(told) == 2
    assert all(there.settings.name in why and there.settings.secret not in why for why in told)
    assert [one.id for one in rows()] == [row.id]
    assert list(session.scalars(select(SecurityEvent).where(SecurityEvent.kind == "file:damaged"))) == []
    lies_in(there.settings)
    hand_in(pages, vendor, pdf("別の報告書"))
    assert len(rows()) == 2
