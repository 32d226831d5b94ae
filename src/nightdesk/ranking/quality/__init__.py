"""What an article is worth to a reader: a whole number that is the sum of its reasons.

Two judges give it. `recorded` is the rule of the system that the record format comes from, for desks that moved in;
`fitting` reads its settings off the records of a site. `editorial` is the judge of a desk of its own; `genres` tells
it what is no news, and `in_story` what an article is worth beside the others of its story.
"""

from nightdesk.ranking.quality import editorial
from nightdesk.ranking.quality.editorial import EditorialFacts
from nightdesk.ranking.quality.fitting import EXPLAINED, Fit, Judged, fit_rule
from nightdesk.ranking.quality.genres import Genre, GenreFacts, genre_of
from nightdesk.ranking.quality.recorded import (
    RecordedFacts,
    RecordedRule,
    TitleKeywords,
    facts_of,
    host_of,
    judge,
    quality_of,
)

__all__ = [
    "EXPLAINED",
    "EditorialFacts",
    "Fit",
    "Genre",
    "GenreFacts",
    "Judged",
    "RecordedFacts",
    "RecordedRule",
    "TitleKeywords",
    "editorial",
    "facts_of",
    "fit_rule",
    "genre_of",
    "host_of",
    "judge",
    "quality_of",
]
