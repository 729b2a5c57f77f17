"""What is asked and measured against: frameworks, editions, items, questionnaires, who is responsible for what."""
