"""One JSON line for each event, enough to understand it; never a name, a secret or what somebody typed."""

import logging
import sys
import time
from collections.abc import MutableMapping
from contextvars import ContextVar
from typing import Any

import structlog
from flask import Flask, Response, g, request

from app.core.ids import uuid7

_reference: ContextVar[str] = ContextVar("reference", default="")

log: Any = structlog.get_logger()


def configure(level: int = logging.INFO) -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_text_of_exceptions,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )


def _without_text_of_exceptions(
    _logger: Any, _name: str, line: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    # The text of a database error quotes the row; its type and place are enough to find the fault.
    error = line.pop("error", None)
    if isinstance(error, BaseException):
        line["error"] = type(error).__name__
        line["where"] = _places(error)
    return line


def _places(error: BaseException) -> list[str]:
    places = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rpartition('/app/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places[-12:]


def reference() -> str:
    """The id that an error page shows and the log line bears."""
    return _reference.get()


def init_app(app: Flask) -> None:
    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()
        _reference.set(uuid7().hex[-12:])

    @app.after_request
    def end(response: Response) -> Response:
        ctx = g.get("ctx")
        if request.endpoint not in ("static", "bootstrap.static"):
            log.info(
                "request",
                reference=reference(),
                method=request.method,
                endpoint=request.endpoint,
                status=response.status_code,
                ms=round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
                user=str(ctx.actor_id) if ctx and ctx.actor_id else None,
            )
        return response
