"""Labels of assessments: one source for page, history and export. Importing this registers all of them."""

from app.diligence.words import acts, carrying, comparing, permitted, reviewing, rounds, tables, values  # noqa: F401 - each registers its words
