"""The register as the log knew it at a past instant."""
