"""By which words assessments are found: importing this keeps their search entries."""

from app.diligence.indexing import assessments  # noqa: F401 - keeps its entries
