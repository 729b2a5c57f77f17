"""A file from outside becomes rows of plain cells, its header is found, its columns mapped, its values typed."""
