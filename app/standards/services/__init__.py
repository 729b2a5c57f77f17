"""What is done to content and to what the institution sets beside it."""
