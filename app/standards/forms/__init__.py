"""What people enter about standards, questionnaires and matrices."""
