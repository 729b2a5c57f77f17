"""From a file to the register: stage, compare, apply. And the way out."""
