"""Lists: their columns, filters and orders; one file per kind of record."""
