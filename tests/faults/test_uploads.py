"""R10: kill -9 while files are uploaded: no row without its file, no file without a row once it was swept."""

import os
import random
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from app.core.files import tending
from app.core.files.storing import store
from app.identity.roles import Role
from tests.factories.files import pdf
from tests.faults.size import size
from tests.harness.client import KEY, LinkLost
from tests.harness.server import Bank, Server, _application_of_its_own

CLERKS = 3


@dataclass
class Uploads:
    """What the clerks were told, and what is left."""

    acknowledged: list[str] = field(default_factory=list)
    unanswered: int = 0
    kills: int = 0
    lost: list[str] = field(default_factory=list)
    faults: list[tending.Fault] = field(default_factory=list)
    files: int = 0
    orphans: int = 0
    left: int = 0

    def figures(self) -> str:
        return (
            f"{self.kills} kills, {len(self.acknowledged)} uploads acknowledged, {self.unanswered} unanswered, "
            f"{len(self.lost)} lost, {len(self.faults)} rows without a whole file, {self.orphans} orphans swept"
        )


def upload(server: Server, page: str, into: Uploads, stop: threading.Event) -> None:
    client = server.client(Role.OFFICER)
    try:
        form = client.filled(page)
        while not stop.is_set():
            content = pdf(uuid4().hex) + os.urandom(200_000)
            answer = client.post_file(page, {**form, "kind": "report", KEY: uuid4().hex}, "file", content)
            assert answer.status == 303, answer.words()
            into.acknowledged.append(answer.location.rsplit("/", 1)[1])
    except LinkLost:
        into.unanswered += 1


def kill_while_uploading(bank: Bank, times: int, load: tuple[str, ...] = ()) -> Uploads:
    chance, result = random.Random(4711), Uploads()
    with bank.connection() as connection:
        unit = connection.execute(text("SELECT id FROM unit")).scalar()
    page = f"/documents/new?type=unit&id={unit}"
    with Server(bank, load=load) as server:
        for _ in range(times):
            stop = threading.Event()
            clerks = [
                threading.Thread(target=upload, args=(server, page, result, stop)) for _ in range(CLERKS)
            ]
            before = len(result.acknowledged)
            for clerk in clerks:
                clerk.start()
            until = time.monotonic() + 20
            while len(result.acknowledged) < before + CLERKS and time.monotonic() < until:
                time.sleep(0.005)
            time.sleep(chance.uniform(0, 0.1))
            server.kill()
            stop.set()
            for clerk in clerks:
                clerk.join(20)
            result.kills += 1
            server.start()
    _examine(bank, result)
    return result


def _examine(bank: Bank, result: Uploads) -> None:
    with bank.connection() as connection:
        known = {
            str(row).replace("-", "") for row in connection.execute(text("SELECT id FROM document")).scalars()
        }
        rows = connection.execute(text("SELECT count(*) FROM stored_file")).scalar() or 0
    result.lost = [one for one in result.acknowledged if one.replace("-", "") not in known]
    with _application_of_its_own(bank.config):
        seen = tending.verify()
        result.faults, result.files = seen.faults, seen.files
        result.orphans = tending.sweep(datetime.now(UTC) + timedelta(days=2))
        result.left = len(list(store().addresses())) - rows


@pytest.mark.parametrize(("kind", "times"), [("sqlite", size(4, 100)), ("postgresql", size(2, 30))])
def test_a_kill_during_uploads_leaves_no_row_without_its_file(bank_of, figures, kind, times):
    result = kill_while_uploading(bank_of(kind), times)
    figures(result.figures())
    assert not result.lost
    assert not result.faults
    assert result.left == 0
    assert result.files >= len(result.acknowledged) > 0
    assert result.unanswered > 0, "no kill met an upload under way: this run showed nothing"


def test_a_file_written_after_its_row_is_caught(bank_of, figures):
    result = kill_while_uploading(bank_of("sqlite"), size(1, 5), ("tests.faults.sabotage_file_after_row",))
    figures(result.figures())
    assert result.faults
