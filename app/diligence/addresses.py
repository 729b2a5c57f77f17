"""Addresses of pages for mails, which are written where there may be no request."""

from typing import Any

from flask import current_app, has_request_context, request

from app.config import Config


def of_page(endpoint: str, **values: Any) -> str:
    """Empty where nobody said under which name people reach Sekisho."""
    base = _base()
    path = current_app.url_map.bind("").build(endpoint, {name: str(value) for name, value in values.items()})
    return f"{base}{path}" if base else ""


def are_known() -> bool:
    return bool(_base())


def _base() -> str:
    config: Config = current_app.extensions["sekisho"]
    return config.public_url or (request.host_url.rstrip("/") if has_request_context() else "")
