"""What an article says in its own language: its terms, which of them say nothing, and how rare the others are."""
