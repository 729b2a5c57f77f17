"""What people enter; one file per kind of record."""
