"""Forms of the exchange of files."""
