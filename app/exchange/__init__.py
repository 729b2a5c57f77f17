"""Excel and CSV, in and out. Reading files needs nothing of the register; staging and applying do."""
