"""セキュリティリファレンス: what a provider and its partners say to each item of a standard, and our own half of it."""
