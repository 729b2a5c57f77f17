"""By which words reports are found: importing this keeps their search entries."""

from app.assurance.indexing import reports  # noqa: F401 - keeps its entries
