"""Publish the edition: records, the JSON API, feeds and the site, all made of facts.

Two stages do it. The first composes each story that changed; the second makes the files, of which those that
the folder holds already, made of the same facts, stand as they are (docs/adr/0008).
"""

from __future__ import annotations

from nightdesk.stages.publish.composing import compose_stories
from nightdesk.stages.publish.edition import edition_files
from nightdesk.stages.publish.survey import survey_desk
from nightdesk.tools import Tools
from nightdesk.types import Edition, Outcome

__all__ = ["compose_stories", "publish_edition"]


def publish_edition(edition: Edition, tools: Tools) -> Outcome:
    """Make the files of the edition, streamed: those that its folder does not hold yet, made of the same facts.

    1. A pass over the composed stories keeps one line for each that is published.
    2. The files are made while they are taken: first what belongs to one story, then the lists.

    The same facts give the same bytes: nothing here looks at a clock, or goes by what was published before.
    """
    survey = survey_desk(tools.library, tools.config.desk.heat_threshold)
    return Outcome(
        files=edition_files(survey, edition, tools),
        note=survey.words,
    )
