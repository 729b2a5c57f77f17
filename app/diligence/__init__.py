"""評価: questionnaires put to outsourcees and to ourselves, answered, judged, scored."""
