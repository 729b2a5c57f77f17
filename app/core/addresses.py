"""Addresses of pages for mails, which are written where there may be no request."""

from typing import Any
from urllib.parse import urlsplit

from flask import current_app, has_request_context, request

from app.config import Config

LOOPBACK = ("localhost", "127.0.0.1", "::1")


def of_page(endpoint: str, **values: Any) -> str:
    """Empty where nobody said under which name people reach Sekisho."""
    found = base()
    path = current_app.url_map.bind("").build(endpoint, {name: str(value) for name, value in values.items()})
    return f"{found}{path}" if found else ""


def are_known() -> bool:
    return bool(base())


def base() -> str:
    """What a request calls us is believed of the same machine only: a link in a mail leads nobody elsewhere."""
    config: Config = current_app.extensions["sekisho"]
    if config.public_url or not has_request_context():
        return config.public_url
    called = request.host_url.rstrip("/")
    return called if urlsplit(called).hostname in LOOPBACK else f"http://localhost:{config.port}"
