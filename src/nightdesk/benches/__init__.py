"""What ``nightdesk bench`` measures: nightdesk's verbs on this machine, beside a library where one does the same."""
