"""Stories out of a stream of articles: the clusterer itself, pure, without tools, store or files.

``words`` turns a text of any script into weighted terms, ``open_stories`` keeps the stories of a moving
window of time, ``grouper`` decides which one an article joins and says why, ``stream`` runs it over lines.
"""

from nightdesk.grouping.grouper import Grouper, Placement
from nightdesk.grouping.open_stories import Document
from nightdesk.grouping.stream import group

__all__ = ["Document", "Grouper", "Placement", "group"]
