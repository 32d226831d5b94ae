"""Reading a page made for browsers: `read_page` turns its bytes into an article, with reasons.

Pure functions: no network, no files, no clock. Start at ``reader.py``; each other module reads one thing.
"""

from nightdesk.reading.page import Page
from nightdesk.reading.reader import read_page

__all__ = ["Page", "read_page"]
