"""Numbers for terms, and the stories of a window of time that are found by them."""
