"""By which words references are found: importing this keeps their search entries."""

from app.references.indexing import references, self_checks  # noqa: F401 - each keeps its entries
