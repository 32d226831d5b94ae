"""Stories that turned out one are merged, one that turned out two is split."""
