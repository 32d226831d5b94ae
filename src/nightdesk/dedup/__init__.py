"""Copies of one text: candidates by MinHash, then verified."""
