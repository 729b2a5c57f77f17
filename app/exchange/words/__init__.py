"""Labels of the exchange of files: one source for page, history and export."""

from app.exchange.words import answers, exporting, foreign, importing, references  # noqa: F401 - registers its words
