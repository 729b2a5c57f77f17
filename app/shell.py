"""What every page has: its language, its names, the side bar, dates in the reader's style."""

from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, g
from flask_babel import Babel, get_translations
from markupsafe import Markup

from app.config import Config
from app.core import navigation, settings, words
from app.core.dates import DateStyle, day_of, format_date, format_datetime
from app.core.markup import phrase
from app.identity import institution  # noqa: F401 - defines the settings that every page shows
from app.identity.queries import names_of as people_named
from app.work import waiting

LANGUAGES = ("ja", "en")
PHRASES = 4096  # remembered of all languages
HERE = Path(__file__).parent


def init_app(app: Flask, config: Config) -> None:
    folders = [folder for folder in sorted(HERE.glob("**/translations")) if (folder / "ja").is_dir()]
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join(map(str, folders))
    app.config["BABEL_DEFAULT_LOCALE"] = "ja"
    Babel(app, locale_selector=language)
    app.jinja_options = {**app.jinja_options, "autoescape": True}
    app.jinja_env.globals.update(
        nav_items=lambda: navigation.items(g.ctx) if _is_signed_in() else [],
        waiting_count=lambda: waiting.count(g.ctx) if _is_signed_in() else 0,
        value_label=words.value_label,
        field_label=words.field_label,
        table_label=words.table_label,
        act_label=words.act_label,
    )
    # Plain functions: those of the extension make a context of the template anew for each phrase in a loop.
    app.jinja_env.globals.update({"_": _gettext, "gettext": _gettext, "ngettext": _ngettext})
    app.jinja_env.filters.update(date=show_date, datetime=show_datetime, number=show_number)
    app.extensions["people_named"] = people_named
    app.context_processor(_names)
    # Looked up for each page: the first run makes the mark after the application is made.
    app.context_processor(
        lambda: {"is_demonstration": not config.is_production and config.demonstration_mark.exists()}
    )


def _catalogue() -> Any:
    """The reader's words, found once a page: a list asks for thousands, and each way through the proxy costs."""
    here = _page()
    chosen = _language(here)
    found = here.get("catalogue")
    if found is None or found[0] != chosen:
        found = here.catalogue = (chosen, get_translations())
    return found[1]


def _page() -> Any:
    return g._get_current_object()


def _gettext(message: str, /, **variables: Any) -> Markup:
    """A phrase is always a format, with values for it or not; what is put in is escaped."""
    if variables:
        return phrase(_catalogue().ugettext(message), variables)
    return _phrase(_catalogue(), str(message))


@lru_cache(PHRASES)
def _phrase(catalogue: Any, message: str) -> Markup:
    return phrase(catalogue.ugettext(message), {})


def _ngettext(singular: str, plural: str, number: int, /, **variables: Any) -> Markup:
    if variables:
        return phrase(_catalogue().ungettext(singular, plural, number), {"num": number, **variables})
    return _counted(_catalogue(), str(singular), str(plural), number)


@lru_cache(PHRASES)
def _counted(catalogue: Any, singular: str, plural: str, number: int) -> Markup:
    return phrase(catalogue.ungettext(singular, plural, number), {"num": number})


def language() -> str:
    return _language(_page())


def _language(here: Any) -> str:
    chosen = here.get("language")
    if chosen is None:
        ctx = here.get("ctx")
        chosen = ctx.language if ctx else "ja"
    return chosen if chosen in LANGUAGES else "ja"


def _is_signed_in() -> bool:
    ctx = g.get("ctx")
    return ctx is not None and ctx.actor_id is not None


def _names() -> dict[str, Any]:
    ctx = g.get("ctx")
    return {
        "current_ctx": ctx if _is_signed_in() else None,
        "institution": _institution(),
        "as_at": g.get("as_at"),
        "today": day_of(ctx.at) if ctx else None,
    }


def _institution() -> str:
    try:
        latin = str(settings.get("institution.name_latin"))
        is_given = language() == "en" and latin != settings.definition("institution.name_latin").default
        return latin if is_given else str(settings.get("institution.name"))
    except Exception:  # an error page must come out although the database is away
        return ""


def _style() -> DateStyle:
    ctx = g.get("ctx")
    return DateStyle(ctx.date_style) if ctx else DateStyle.ISO


def show_date(day: date | None) -> str:
    return format_date(day, _style()) if day else ""


def show_datetime(at: datetime | None) -> str:
    return format_datetime(at, _style()) if at else ""


def show_number(number: int) -> str:
    return f"{number:,}"
