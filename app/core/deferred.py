"""What must be stored although the request itself may roll back: failed sign-ins, refusals, last seen.

It runs after the request's own transaction has ended, in a transaction of its own, before the answer leaves.
"""

from collections.abc import Callable

from flask import Flask, Response, g

from app.core.db import db
from app.core.logs import log, reference


def later(write: Callable[[], None]) -> None:
    g.setdefault("deferred", []).append(write)


def at_once(write: Callable[[], None]) -> None:
    """For a GET that may answer only if its trace is stored: a failure here is the answer."""
    db.end_transaction()
    with db.scope(writes=True):
        write()
        db.session.commit()


def init_app(app: Flask) -> None:
    @app.after_request
    def run(response: Response) -> Response:
        work = g.pop("deferred", [])
        if work and response.status_code != 503:  # the database that should store it is away
            db.end_transaction()
            try:
                with db.scope(writes=True):
                    for write in work:
                        write()
                    db.session.commit()
            except Exception as error:
                log.error("deferred", reference=reference(), error=error)
        return response
