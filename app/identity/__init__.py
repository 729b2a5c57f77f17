"""Who may do what: people, their roles in units, how they sign in, and what they see of each other."""
