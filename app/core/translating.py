"""Words outside a request, in the language of whoever will read them: mails, jobs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask_babel import force_locale, gettext


@contextmanager
def in_language(language: str) -> Iterator[Callable[..., str]]:
    """`with in_language(user.language) as translate: translate(MSGID, name=…)`"""

    def translate(message: str, **params: Any) -> str:
        return str(gettext(message, **params))

    with force_locale(language):
        yield translate
