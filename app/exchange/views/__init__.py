"""Pages of the exchange of files: the way in, the way out, the forms in which ledgers go out."""

from flask import Blueprint

from app.exchange import words  # noqa: F401 - registers what things are called

bp = Blueprint("exchange", __name__, template_folder="../templates")

from app.exchange.views import (  # noqa: E402, F401 - their routes
    answer_books,
    answer_copies,
    answer_imports,
    answer_submitting,
    applying,
    differences,
    exporting,
    foreign_forms,
    foreign_outcomes,
    layouts,
    mapping,
    reference_books,
    reference_differences,
    reference_imports,
    starting,
)
