"""The web door: the site and, later, the desk in the browser."""
