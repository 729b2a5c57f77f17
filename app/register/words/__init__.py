"""Labels of the register: one source for page, history and export. Importing this registers all of them."""

from app.register.words import (  # noqa: F401 - each registers its words
    acts,
    chain,
    chain_checks,
    deciding,
    engagements,
    listed,
    organisations,
    people,
    permitted,
    services,
    staging,
    systems,
)
