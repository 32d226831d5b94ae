"""What ``nightdesk bench`` measures: nightdesk's own verbs, beside a library where one does the same."""
