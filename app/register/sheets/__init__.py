"""Everything the page of one record shows, now or as at a past instant."""
