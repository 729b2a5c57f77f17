"""Labels of assurance reports: one source for page, history and export. Importing this registers all of them."""

from app.assurance.words import acts, criteria, currency, permitted, tables, values  # noqa: F401 - each registers its words
