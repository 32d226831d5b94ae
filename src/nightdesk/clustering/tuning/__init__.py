"""Thresholds of a desk's own, fitted to what its editors decided."""
