"""The register: who the third parties are. Services, supply and engagements stand on this."""
