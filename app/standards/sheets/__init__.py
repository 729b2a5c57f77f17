"""What a page shows, put together before the page is written."""
