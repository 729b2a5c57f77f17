"""What makes the facts of the register consistent: pure, one file per kind of record."""
