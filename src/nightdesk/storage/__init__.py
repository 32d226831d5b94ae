"""The store: domain verbs over SQLite or PostgreSQL, and the folders the desk writes."""
