"""The order of articles in a story and of stories on the front page; all of it pure functions of facts.

`stories` has the record format's rules of lead, related and heat; `copies` tells texts from their repetitions;
`extent` says how much there is on a story; `front` has the desk's own rank; `held_back` says what
keeps a story from being published.
"""

from nightdesk.front_facts import Report, StoryFacts
from nightdesk.ranking.copies import text_of
from nightdesk.ranking.extent import Extent, extent_of
from nightdesk.ranking.front import (
    RANKED_FOR,
    facts_of,
    newest_report,
    place_stories,
    rank_of,
    ways_up,
)
from nightdesk.ranking.held_back import HeldBack, why_held
from nightdesk.ranking.placing import Placed
from nightdesk.ranking.stories import (
    HEAT_OF_OTHERS,
    HEAT_OF_RELATED,
    THRESHOLD,
    RankedArticle,
    RankedStory,
    beats,
    front_order,
    rank_story,
    rule_heat,
)

__all__ = [
    "HEAT_OF_OTHERS",
    "HEAT_OF_RELATED",
    "RANKED_FOR",
    "THRESHOLD",
    "Extent",
    "HeldBack",
    "Placed",
    "RankedArticle",
    "RankedStory",
    "Report",
    "StoryFacts",
    "beats",
    "extent_of",
    "facts_of",
    "front_order",
    "newest_report",
    "place_stories",
    "rank_of",
    "rank_story",
    "rule_heat",
    "text_of",
    "ways_up",
    "why_held",
]
