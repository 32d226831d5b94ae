"""Plug-ins: stages, quality signals, kinds of sources and publishers of one's own, in code and by entry points."""

import importlib.metadata
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from making import make_article, make_source
from nightdesk import ConfigError, Newsroom, Outcome, Reason, SkipItem, Stage, StageRecord, Verdict
from nightdesk.checkup import check_desk
from nightdesk.cli import run_command
from nightdesk.pipeline import PIPELINE, with_plugins
from nightdesk.plugins import Entry, Feed, Plugin, Publisher, QualitySignal, SourceKind, parse_source, signal_reasons
from nightdesk.tools import ArticleFilter
from nightdesk.types import Article, Edition, File

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def count_letters(article, tools):
    """A stage that judges, and counts in a record of its own what it saw over all runs."""
    seen = int(tools.library.stage_record("letters", "seen") or 0) + 1
    verdict = Verdict("letters", len(article.title), "letters/1", (Reason("letters", "", len(article.title), "long"),))
    told = replace(article, verdicts=article.verdicts_with(verdict))
    return Outcome(records=(told, StageRecord("letters", "seen", str(seen))), note="counted")


def ids_of(stories):
    yield File("ids.json", json.dumps([story.card.id for story in stories]).encode())


LETTERS = Stage("letters", takes=Article, run=count_letters, after="language")
IDS = Publisher(name="ids", folder="lists", files=ids_of)
FOND = QualitySignal(name="fond", judge=lambda article: Reason("fond", "yes", 7, "we are fond of ferries"))


@pytest.fixture
def home(tmp_path):
    """A desk of two articles that wait for `language`."""
    with Newsroom.create(tmp_path) as newsroom:
        give(newsroom, 1, 2)
    return tmp_path


def give(newsroom, *numbers):
    articles = [make_article(number) for number in numbers]
    newsroom.store.add(articles)
    newsroom.store.save(articles)
    newsroom.store.ledger.schedule("language", 1, [article.id for article in articles], datetime.now(UTC), "a test")


def run(home, **plugins):
    with Newsroom.open(home, **plugins) as newsroom:
        return newsroom.report(newsroom.run())


def articles_of(home):
    with Newsroom.open(home) as newsroom:
        return list(newsroom.store.articles(ArticleFilter()))


def test_all_that_is_given_in_code_does_its_part_and_is_explained(home, capsys):
    report = run(home, stages=[LETTERS], publishers=[IDS], plugins=[Plugin(name="fond", quality_signals=(FOND,))])
    assert report.failed == ()
    assert report.done["letters"] == 2
    assert "ids: in " in report.published
    found = articles_of(home)
    assert [article.verdict("letters").value for article in found] == [len(article.title) for article in found]
    for article in found:
        verdict = article.verdict("quality")
        assert article.quality == verdict.value == sum(reason.contribution for reason in verdict.reasons)
        assert verdict.reasons[-1].text == "we are fond of ferries"
    stories = {article.story_id for article in found}
    assert set(json.loads((home / "lists" / "ids.json").read_text())) == stories
    assert run_command(["explain", found[0].id, "--desk", str(home)]) == 0
    said = capsys.readouterr().out
    assert "Letters: " in said
    assert "we are fond of ferries" in said
    findings = {finding.thing: finding.text for finding in check_desk(home)}
    assert "stage letters after language, publisher ids to lists; given in code" in findings["plug-in in code"]
    assert "quality signal fond" in findings["plug-in fond"]


def test_what_a_stage_keeps_survives_a_restart(home):
    run(home, stages=[LETTERS])
    with Newsroom.open(home, stages=[LETTERS]) as newsroom:
        give(newsroom, 3)
        newsroom.run()
        assert newsroom.library.stage_record("letters", "seen") == "3"
        assert newsroom.library.stage_record("letters", "unseen") is None


def test_a_new_signal_or_version_has_all_judged_again_and_none_does_not(home):
    assert run(home).done["quality"] == 2
    assert "quality" not in run(home).done
    plugin = Plugin(name="fond", quality_signals=(FOND,))
    assert run(home, plugins=[plugin]).done["quality"] == 2
    assert "quality" not in run(home, plugins=[plugin]).done
    raised = replace(plugin, quality_signals=(replace(FOND, version=2),))
    assert run(home, plugins=[raised]).done["quality"] == 2
    assert run(home).done["quality"] == 2


def test_a_new_publisher_writes_what_was_published_before(home):
    run(home)
    assert run(home, publishers=[IDS]).done["ids"] == 1
    assert len(json.loads((home / "lists" / "ids.json").read_text())) >= 1
    assert "ids" not in run(home, publishers=[IDS]).done
    assert run(home, publishers=[replace(IDS, version=2)]).done["ids"] == 1


def test_what_waits_for_a_stage_that_is_gone_goes_on_without_it(home):
    def failing(article, tools):
        raise ZeroDivisionError("by nothing")

    report = run(home, stages=[replace(LETTERS, run=failing)])
    assert len(report.failed) == 2
    assert "a bug in the plug-in in code, report it to who wrote it: ZeroDivisionError" in report.failed[0]
    assert not any(article.story_id for article in articles_of(home))
    report = run(home)
    assert report.failed == ()
    assert all(article.story_id for article in articles_of(home))


def test_an_article_that_a_stage_returns_nothing_of_passes_on(home):
    assert run(home, stages=[replace(LETTERS, run=lambda article, tools: Outcome(note="nothing"))]).failed == ()
    run(home, stages=[replace(LETTERS, batch=True, run=lambda articles, tools: Outcome(note="nothing"))])
    assert all(article.story_id for article in articles_of(home))


def test_a_signal_that_fails_says_so_and_costs_nothing(caplog):
    broken = QualitySignal(name="broken", judge=lambda article: 1 / 0)
    endless = QualitySignal(name="endless", judge=lambda article: Reason("endless", "", float("nan"), ""))
    silent = QualitySignal(name="silent", judge=lambda article: None)
    reasons = signal_reasons(make_article(), [broken, endless, silent, FOND])
    assert [reason.contribution for reason in reasons] == [0, 0, 7]
    assert "the signal broken failed: ZeroDivisionError" in reasons[0].text
    assert "a000000000001: the quality signal broken failed" in caplog.text


def test_no_signal_takes_quality_below_nothing(home):
    harsh = QualitySignal(name="harsh", judge=lambda article: Reason("harsh", "", -500, "never"))
    run(home, plugins=[Plugin(name="harsh", quality_signals=(harsh,))])
    for article in articles_of(home):
        assert article.quality == sum(reason.contribution for reason in article.verdict("quality").reasons) == 0


def lines_as_feed(body, url, content_type):
    if not body:
        return 1 / 0
    listed = body.decode().splitlines()
    return Feed(title="Lines\x00", entries=tuple(Entry(url=line, title=f"of {line}\x1b[2J") for line in listed))


LINES = SourceKind(name="lines", takes=lambda source: source.url.endswith(".txt"), parse=lines_as_feed)


def test_a_kind_of_source_is_read_by_its_own_parser_and_made_safe():
    from nightdesk.stages.poll import poll_source
    from nightdesk.tools import Response
    from stages.test_poll import Desk, OneAnswer

    body = b"https://www.fjordpost.example/news/1\nhttps://www.fjordpost.example/news/2"
    source = make_source(1, url="https://www.fjordpost.example/news.txt", title="")
    desk = Desk(OneAnswer(Response(source.url, 200, {}, body)))
    outcome = poll_source(source, desk, kinds=[LINES])
    assert [article.url[-1] for article in outcome.found] == ["1", "2"]
    assert "\x1b" not in outcome.found[0].title
    assert outcome.records[0].title == "Lines"
    other = Desk(OneAnswer(Response(source.url, 200, {}, b"<rss><channel><title>A feed</title></channel></rss>")))
    assert poll_source(make_source(), other, kinds=[LINES]).found == ()
    with pytest.raises(SkipItem, match=r"the kind of source lines cannot read it: ZeroDivisionError"):
        parse_source("lines", lines_as_feed, b"", "https://a.example/", "")


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        (replace(LETTERS, name="quality"), "there is a stage quality already"),
        (replace(LETTERS, after="nowhere"), "follows 'nowhere'; it may follow read, repeats"),
        (replace(LETTERS, after="publish"), "follows 'publish'; it may follow read, repeats"),
        (replace(LETTERS, takes=Edition), "must take articles"),
    ],
)
def test_a_stage_that_does_not_fit_is_named_before_anything_is_opened(home, stage, said):
    with pytest.raises(ConfigError, match=said):
        Newsroom.open(home, stages=[stage])


def test_stages_stand_below_those_they_follow_in_the_order_in_which_they_are_given():
    second = replace(LETTERS, name="second")
    third = replace(LETTERS, name="third", after="second")
    table = with_plugins(PIPELINE, [Plugin(name="three", stages=(LETTERS, second, third), publishers=(IDS,))])
    names = [stage.name for stage in table]
    assert names[names.index("language") :][:4] == ["language", "letters", "second", "third"]
    assert names[-3:] == ["publish", "ids", "announce"]
    assert [stage.name for stage in table if not stage.plugin] == [stage.name for stage in PIPELINE]


def test_publishing_elsewhere_leaves_the_folders_of_publishers_alone(home, tmp_path):
    run(home)
    with Newsroom.open(home, publishers=[IDS]) as newsroom:
        newsroom.publish(tmp_path / "elsewhere")
        assert not (home / "lists").exists()
        assert "ids: in " in newsroom.publish()
    assert (home / "lists" / "ids.json").exists()


PLUGIN = Plugin(name="installed", stages=(LETTERS,))
NO_PLUGIN = "a text"


def installed(monkeypatch, value):
    entry = importlib.metadata.EntryPoint("letters", value, "nightdesk.plugins")
    found = importlib.metadata.EntryPoints([entry])
    monkeypatch.setattr("importlib.metadata.entry_points", found.select)


def test_an_installed_plug_in_is_in_use_and_doctor_lists_it(home, monkeypatch):
    installed(monkeypatch, f"{__name__}:PLUGIN")
    assert run(home).done["letters"] == 2
    findings = {finding.thing: finding for finding in check_desk(home)}
    assert findings["plug-in installed"].text == "stage letters after language"
    with pytest.raises(ConfigError, match="two of one name: plug-in installed"):
        Newsroom.open(home, plugins=[PLUGIN])


@pytest.mark.parametrize("value", ["no_such_module_at_all:PLUGIN", f"{__name__}:NO_PLUGIN"])
def test_a_plug_in_that_cannot_be_loaded_is_named_with_the_fix(home, monkeypatch, value):
    installed(monkeypatch, value)
    with pytest.raises(ConfigError, match=r"plug-in letters of .*; mend it, or take the package out"):
        Newsroom.open(home)
    assert any(finding.thing == "plug-ins" and finding.level == "wrong" for finding in check_desk(home))
