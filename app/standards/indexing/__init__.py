"""By which words the standards are found: their items, their questions, and each thing that was published."""

from app.standards.indexing import contents, items, questions  # noqa: F401 - each registers what it describes
