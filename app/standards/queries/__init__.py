"""Reads of published content and of what the institution set beside it."""
