"""By which words references are found: importing this keeps their search entries."""

from app.references.indexing import references  # noqa: F401 - keeps its entries
