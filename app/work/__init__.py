"""What waits, what is decided, what was found: tasks, approvals 決裁, findings 指摘事項."""
