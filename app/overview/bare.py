"""Words of the very last page, looked up when the program starts: nothing may fail any more when it is shown."""

from typing import Any

from flask import Flask
from flask_babel import force_locale, gettext

from app.core.words import N_

PAGE = "errors/bare.html"
LANGUAGES = ("ja", "en")
WORDS = {
    "title": N_("Something went wrong on our side"),
    "text": N_("Try it once more. If it happens again, tell the administrator this number:"),
    "reference": N_("Reference number"),
    "home": N_("To the home page"),
}


def init_app(app: Flask) -> None:
    """Puts the words beside the page, and the page into memory: a full table of files cannot stop it."""
    with app.app_context():
        found: dict[str, Any] = {
            "stylesheets": [f"{app.static_url_path}/css/{style}.css" for style in ("sekisho", "forms")]
        }
        for language in LANGUAGES:
            with force_locale(language):
                found[language] = {name: str(gettext(message)) for name, message in WORDS.items()}
    app.jinja_env.globals["bare_words"] = found
    app.jinja_env.get_template(PAGE)
