"""Reads of the register, limited to what the actor may see; one file per kind of record."""
