"""By which words the standards are found: their items, their questions, each thing that was published; and by
which words of theirs an engagement is found."""

from app.standards.indexing import contents, items, matrices, questions  # noqa: F401 - each registers what it describes
