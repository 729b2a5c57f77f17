"""By which words records are found: importing this keeps the search entries of each kind."""

from app.register.indexing import (  # noqa: F401 - each keeps its entries
    contacts,
    engagements,
    functions,
    organisations,
    services,
    systems,
)
