"""A week of `serve --watch` with faults at random: it goes on at the first look after each, and loses nothing.

Here a step is a quarter of a day; `scripts/soak.py --full` takes each hour of the week.
"""

from datetime import timedelta

import time_machine

from nightdesk.tools import ArticleFilter
from soaking import START, Soak

STEPS, LENGTH = 28, timedelta(hours=6)


def test_a_week_with_faults_loses_nothing_and_does_nothing_twice(tmp_path, monkeypatch):
    monkeypatch.setattr("nightdesk.storage.clock._boot_id", lambda: "")  # as time in here is not the machine's
    with time_machine.travel(START, tick=True) as clock:
        soak = Soak(tmp_path, clock, seed=14, often=0.6)
        for _ in range(STEPS):
            soak.step(5, LENGTH)
        soak.look()
        soak.look()
        found = list(soak.newsroom.store.articles(ArticleFilter(with_text=True)))
        assert len(found) == soak.web.published == 5 * STEPS
        assert all(article.story_id and article.text for article in found)
        assert soak.newsroom.store.ledger.troubles() == ()
        assert ": 0 files written" in soak.newsroom.publish()
        assert min(soak.met.values()) > 0, soak.met
        assert soak.failed > 5
        soak.close()
