"""What lists of references show."""
