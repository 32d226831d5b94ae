"""What an article says in any language: names, numbers and meanings as keys that languages share."""
