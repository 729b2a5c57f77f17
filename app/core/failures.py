"""What a person sees when something goes wrong: what happened, what to do next, and a reference to quote."""

from typing import Any

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request, session
from sqlalchemy.exc import DBAPIError, NoResultFound, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from app.core.db import db
from app.core.errors import Busy, DomainError, NotAllowed, NotFound, ResultUnknown, StaleVersion
from app.core.files import StoreUnavailable
from app.core.logs import log, reference

PAGES = {400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503}


def init_app(app: Flask) -> None:
    def on(kind: Any, status: int) -> None:
        app.register_error_handler(kind, lambda error: _known(error, status))

    on(NoResultFound, 404)
    on(NotFound, 404)
    on(NotAllowed, 403)
    on(StaleVersion, 409)
    on(StaleDataError, 409)
    on(DomainError, 422)
    on(Busy, 503)
    on(ResultUnknown, 503)
    on(PoolTimeout, 503)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(StoreUnavailable, _store)
    app.register_error_handler(Exception, _unexpected)

    @app.before_request
    def without_a_session() -> None:
        """The session is opened before the handlers above are in force: what failed there is raised here."""
        failure: Exception | None = getattr(session, "failure", None)
        if failure is not None:
            raise failure


def _known(error: Exception, status: int) -> Response:
    return _page(status, error)


def _http(error: HTTPException) -> Any:
    original = getattr(error, "original_exception", None)
    if original is not None:  # raised after the view: the same answer as from within it
        return current_app.handle_user_exception(original)
    if error.response is not None:
        return error.response
    if error.code is not None and error.code < 400:
        return error
    return _page(error.code or 500, error)


def _database(error: DBAPIError) -> Response:
    """The database is away or too slow: 503, unless the statement itself was wrong."""
    is_away = isinstance(error, OperationalError) or error.connection_invalidated
    if not is_away:
        return _unexpected(error)
    log.error("database", reference=reference(), error=error)
    return _page(503, error)


def _store(error: StoreUnavailable) -> Response:
    """Its text is ours: which place, and what kind of problem."""
    log.error("store of files", reference=reference(), error=error, why=str(error))
    return _page(503, error)


def _unexpected(error: Exception) -> Response:
    log.error("unexpected", reference=reference(), error=error)
    return _page(500, error)


def _page(status: int, error: Exception) -> Response:
    _let_go(is_away=status == 503)
    if status >= 500:
        # "It was saved", put there just before the commit that failed, would stand on this page or the next.
        session.pop("_flashes", None)
    retry = _retry_fields() if status in (400, 401, 503) else None
    if _wants_json():
        return make_response(jsonify(error=status, reference=reference()), status)
    name = status if status in PAGES else 400 if status < 500 else 500
    context = {
        "reference": reference(),
        "error": error,
        "retry": retry,
        "again": request.path if request.url_rule and "GET" in (request.url_rule.methods or ()) else "",
        # Stored, and something after it failed: to the reader that is the same as not knowing.
        "is_unknown": isinstance(error, ResultUnknown) or g.get("is_committed", False),
    }
    try:
        body = render_template(f"errors/{name}.html", status=status, **context)
    except Exception as second:  # the page itself needs something that is broken
        log.error("error page", reference=reference(), error=second)
        g.ctx = None
        body = render_template("errors/bare.html", status=status, reference=reference())
    response = make_response(body, status)
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response


def _let_go(*, is_away: bool) -> None:
    """Whatever was half done is undone before a page is made, and the write lock is free.

    Closing keeps what was loaded readable; a rollback would expire it, and the page would ask the database again.
    """
    try:
        if is_away:
            db.give_up()
        else:
            db.end_transaction()
    except Exception as error:
        log.error("rollback", reference=reference(), error=error)


def _retry_fields() -> list[tuple[str, str]] | None:
    """The form as it was sent, with its idempotency key: sending it again is safe."""
    if request.method != "POST" or request.files or not _is_from_here():
        return None
    if request.blueprint == "security" or any("password" in name for name in request.form):
        return None
    return [(k, v) for k, v in request.form.items(multi=True) if k != "csrf_token"]


def _is_from_here() -> bool:
    """A form that another site sent must not be offered for a second, willing click."""
    return request.headers.get("Origin", "").rstrip("/") == request.host_url.rstrip("/")


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"
