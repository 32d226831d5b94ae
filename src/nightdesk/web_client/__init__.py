"""The polite web: live, or an archive that answers in its place."""
