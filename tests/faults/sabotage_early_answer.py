"""Sabotage: the answer leaves before the transaction is committed."""

import threading
import time
from typing import Any

from app.core import web
from app.core.db import _scope
from app.identity.sessions import DatabaseSessions
from tests.faults.sabotage import replace_everywhere

LATER = 0.5


def install() -> None:
    def answer_first() -> None:
        scope = _scope.get()
        assert scope is not None
        assert scope.session is not None
        session, scope.session = scope.session, None

        def commit_later() -> None:
            time.sleep(LATER)
            session.commit()
            session.close()

        threading.Thread(target=commit_later, daemon=True).start()

    replace_everywhere("commit", web.commit, answer_first)
    # On SQLite storing the message for the next page would wait for the write lock, and so for the commit.
    DatabaseSessions.save_session = _save_nothing  # type: ignore[assignment,method-assign]


def _save_nothing(*_: Any) -> None:
    return None
