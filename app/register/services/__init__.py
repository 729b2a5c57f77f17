"""Acts on the register; one file per kind of record or of act."""
