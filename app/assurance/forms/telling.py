"""A form that tells all that is wrong at once."""

from collections.abc import Callable, Iterable
from typing import Any

from app.core.errors import DomainError
from app.core.forms import SekishoForm
from app.core.web import show_error


class TellingForm(SekishoForm):
    """`problems`: what speaks against it beyond the shape of single fields; whoever shows the form sets it."""

    problems: Callable[[], Iterable[DomainError]] | None = None

    def validate(self, extra_validators: Any = None) -> bool:
        """At one field the first of it, as the rest follows from that."""
        is_fine = bool(super().validate(extra_validators))
        for problem in self.problems() if self.problems else ():
            if not (problem.field in self and self[problem.field].errors):
                show_error(self, problem)
                is_fine = False
        return is_fine
