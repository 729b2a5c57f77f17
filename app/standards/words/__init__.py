"""Labels of standards: one source for page, history and export. Importing this registers all of them."""

from app.standards.words import acts, content, items, layers, matrices, permitted  # noqa: F401 - each registers its words
