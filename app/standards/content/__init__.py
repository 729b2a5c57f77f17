"""Content files: how they are read, what they may say, and why one is refused."""
