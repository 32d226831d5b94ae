"""Publish the edition: records, the JSON API, feeds and the site, all made of facts."""

from __future__ import annotations

from nightdesk.stages.publish.edition import edition_files
from nightdesk.stages.publish.survey import survey_desk
from nightdesk.tools import Tools
from nightdesk.types import Edition, Outcome


def publish_edition(edition: Edition, tools: Tools) -> Outcome:  # noqa: ARG001 - a desk has one edition
    """Make all files of the edition, streamed, and name the records of articles that have none yet.

    1. A first pass over the stories ranks them, names records and keeps one line for each that is published.
    2. The files are made while they are taken: a second pass over the stories makes what belongs to one of
       them, then the lists are made of the lines.

    The same facts give the same bytes: nothing here looks at a clock.
    """
    survey = survey_desk(tools)
    shown, counted = len(survey.listed), survey.stories
    return Outcome(
        records=survey.named,
        files=edition_files(survey, tools),
        note=f"{shown} of {counted} stories published, in {survey.records} records",
    )
