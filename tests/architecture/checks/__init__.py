"""Checks of the house style: each module has `find_violations(root)`, one line of words per finding."""
