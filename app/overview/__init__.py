"""Pages that show several domains: home, search, the audit log, settings."""
