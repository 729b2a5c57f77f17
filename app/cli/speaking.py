"""What a command says: in the language of the terminal, problems without a trace."""

import functools
import os
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click
from flask import g
from flask_babel import gettext
from sqlalchemy.exc import SQLAlchemyError

from app.config import ConfigProblem
from app.core.errors import DomainError
from app.core.files.storing import StoreUnavailable
from app.core.keys import KeyProblem
from app.core.schema import OldSchema
from app.core.words import N_

Command = TypeVar("Command", bound=Callable[..., Any])

LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")


def language(environ: Mapping[str, str] = os.environ) -> str:
    """A terminal that does not say it speaks Japanese may not be able to show it."""
    chosen = next((environ[name] for name in LOCALE if environ.get(name)), "")
    return "ja" if chosen.startswith("ja") else "en"


def say(message: str, **params: Any) -> None:
    click.echo(gettext(message, **params))


class Problem(click.ClickException):
    """Ends the command with exit code 1; the words are translated here."""

    def __init__(self, message: str, **params: Any) -> None:
        super().__init__(str(gettext(message, **params)))


def for_operators(command: Command) -> Command:
    """Speak the terminal's language; say what is wrong instead of showing a trace."""

    @functools.wraps(command)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        g.language = language()
        try:
            return command(*args, **kwargs)
        except DomainError as error:
            raise Problem(error.message, **error.params) from None
        except (ConfigProblem, KeyProblem, OldSchema) as error:
            raise click.ClickException(str(error)) from None
        except StoreUnavailable as error:
            raise Problem(
                N_("The store of files does not do what it should (%(problem)s). `flask doctor` tells more."),
                problem=error,
            ) from None
        except SQLAlchemyError as error:
            raise Problem(
                N_("The database does not answer as expected (%(problem)s). `flask doctor` tells more."),
                problem=type(error).__name__,
            ) from None

    return wrapper  # type: ignore[return-value]
