"""The real application, harmed on purpose: what it acknowledged stays, what it did not know it says so."""
