"""Articles become stories: what a text says as terms and keys, which story is near, how stories are repaired."""
