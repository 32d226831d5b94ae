"""Stories out of a stream of articles: the clusterer itself, pure, without tools, store or files.

``documents`` are articles as it sees them, ``words`` turns a text of any script into weighted terms, ``vocabulary``
numbers them, ``open_stories`` keeps the stories of a moving window of time and finds those an article may join,
``signals`` measures it against them, ``model`` judges by what was learned, ``grouper`` decides, ``repair`` mends by
what ``merging`` and ``splitting`` measure, ``explaining`` says why. ``bridging`` and what it asks (``across``,
``keys``, ``encoded``) find stories in other languages. ``stream`` runs it over lines, which ``listed`` reads;
``constraints`` are editors' decisions. ``inside`` is what stands in the window, ``snapshot`` writes it down.
"""

from nightdesk.grouping.constraints import Constraints
from nightdesk.grouping.documents import Document
from nightdesk.grouping.grouper import Grouper, Placement
from nightdesk.grouping.listed import listed_articles
from nightdesk.grouping.stream import group_stream

__all__ = ["Constraints", "Document", "Grouper", "Placement", "group_stream", "listed_articles"]
