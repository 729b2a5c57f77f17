"""What may go wrong and is no fault of the program."""

from collections.abc import Sequence
from typing import Any


class DomainError(Exception):
    """A rule said no. `message` is a msgid, translated at the edge; `field` names the form field to blame."""

    def __init__(self, message: str, field: str | None = None, **params: Any) -> None:
        super().__init__(message % params if params else message)
        self.message = message
        self.field = field
        self.params = params


class NotFound(Exception):
    """No such row, or none that the actor may see: the two are never told apart."""


class NoLonger(NotFound):
    """It was here once, and the actor may know: `words` say what became of it, `links` (label, url) lead on."""

    def __init__(self, words: str, links: Sequence[tuple[str, str]]) -> None:
        super().__init__(words)
        self.words = words
        self.links = links


class NotAllowed(Exception):
    """The actor may see the row and may not do this to it."""


class StaleVersion(Exception):
    """Somebody else saved the record first. `current` is the row as it stands now."""

    def __init__(self, current: Any) -> None:
        super().__init__("the record was changed by somebody else")
        self.current = current


class Busy(Exception):
    """The database did not let us write in time. Nothing was stored."""


class ResultUnknown(Exception):
    """The connection broke while COMMIT was under way: it may or may not have been stored."""


class UnauditedChange(RuntimeError):
    """A programming error: a change to an audited record that no act explains."""
