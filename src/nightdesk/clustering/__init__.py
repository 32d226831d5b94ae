"""Articles become stories: the clusterer itself, pure, without tools, store or files.

``documents`` are articles as it sees them, ``text/`` turns a text of any script into weighted terms, ``index/`` keeps
the stories of a moving window of time and finds those that an article may join, ``likeness`` measures it against them,
``thresholds`` are the numbers that it goes by, ``clusterer`` decides, ``repair/`` merges and splits, ``calibration``
and ``explanations`` say how sure it is and why. ``crosslingual/`` finds stories in other languages. ``stream`` runs it
over lines, which ``article_lines`` reads; ``constraints`` are editors' decisions; ``snapshot/`` writes down what stands
in the window; ``tuning/`` fits thresholds to decisions. ``storylines`` links stories of one affair.
"""

from nightdesk.clustering.article_lines import listed_articles
from nightdesk.clustering.clusterer import Clusterer, Placement
from nightdesk.clustering.constraints import Constraints
from nightdesk.clustering.documents import Document
from nightdesk.clustering.stream import group_stream

__all__ = ["Clusterer", "Constraints", "Document", "Placement", "group_stream", "listed_articles"]
