"""nightdesk, a self-hosted news desk."""
