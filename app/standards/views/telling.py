"""Texts of content as a page says them, and the addresses of what content names."""

from typing import Any
from urllib.parse import quote

from flask import g, url_for
from flask_babel import get_locale

from app.core.navigation import Tab
from app.core.web import current_context
from app.identity import institution
from app.standards import shelves
from app.standards.views import bp
from app.standards.words.items import source_label, source_name

bp.add_app_template_filter(source_label, "source_label")
bp.add_app_template_filter(source_name, "source_name")


def language() -> str:
    locale = get_locale()
    return "ja" if locale is not None and locale.language == "ja" else "en"


@bp.app_template_filter("said")
def said(text: Any) -> str:
    """In the language of the page; {institution} is what the institution calls itself. A line stays as it is."""
    words = str(text.within(language()) if hasattr(text, "within") else text or "")
    return words.replace("{institution}", institution.noun()) if "{institution}" in words else words


@bp.app_template_filter("item_url")
def item_url(ref: str) -> str:
    """`ref` is whole: framework, edition and number."""
    framework, edition, local = ref.split("/", 2)
    return url_for("standards.item", framework=framework, edition=edition, ref=local)


@bp.app_template_global("sources_url")
def sources_url() -> str:
    """Where the signs of all sources are told; a page names dozens of them."""
    if "sources_url" not in g:
        g.sources_url = url_for("standards.standards", _anchor="sources")
    return str(g.sources_url)


@bp.app_template_filter("edition_url")
def edition_url(name: str) -> str:
    framework, _slash, edition = name.partition("/")
    return url_for("standards.edition", framework=framework, edition=edition)


def item_urls(edition: str) -> Any:
    """`item_url` for a whole page of one edition: the address is built once."""
    framework, _slash, key = edition.partition("/")
    start = url_for("standards.item", framework=framework, edition=key, ref="-")[:-1]
    return lambda local: start + quote(local, safe="")


@bp.app_template_global("standards_tabs")
def standards_tabs(current: str) -> list[Tab]:
    """The shelves under one entry of the side bar."""
    may = current_context().may
    return [
        Tab(str(shelf.label), url_for(shelf.endpoint), shelf.endpoint == current)
        for shelf in shelves.in_order()
        if may(shelf.permission)
    ]
