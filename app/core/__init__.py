"""What every domain stands on and no business word enters: database, audit, access, dates, web."""
