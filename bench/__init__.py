"""Figures of docs/performance.md: `make bench` seeds, measures, compares with the stored baseline."""
