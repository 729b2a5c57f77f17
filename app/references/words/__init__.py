"""Labels of references: one source for page, history and export. Importing this registers all of them."""

from app.references.words import acts, checking, permitted, tables, values  # noqa: F401 - each registers its words
