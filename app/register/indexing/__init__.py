"""By which words records are found: importing this keeps the search entries of each kind."""

from app.register.indexing import organisations  # noqa: F401 - each keeps its entries
