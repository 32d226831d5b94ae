"""Topics of an article: evidence from its rubrics, keywords and wording that adds up to a score for each topic."""
