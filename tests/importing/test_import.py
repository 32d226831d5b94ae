"""Moving in: what cannot come in is named and left out, the rest comes back out as it was."""

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from commanding import tree
from importing.conftest import published_again
from making import NOON, make_article
from nightdesk.cli import run_command
from nightdesk.config import load_config
from nightdesk.formats.records import read_record, write_record
from nightdesk.importing import Oddity
from nightdesk.newsroom import Newsroom, import_folder
from nightdesk.storage.store import Store
from nightdesk.tools import ArticleFilter
from nightdesk.types import Provider, Story
from nightdesk.urls import owning_names, registered_domain

LEAD = "2026-03-01-ferry-anna-returns-whats-new-old.md"
BROKEN = {
    "2026-04-01-no-front.md": (b"just text", "line 1: no front matter"),
    "2026-04-01-bytes.md": (b"---\ntitle: \xff\n---\n", "line 2: not UTF-8"),
    "2026-04-01-empty.md": (b"", "line 1: no front matter"),
    "2026-04-01-bomb.md": (b"---\na: &a [x, x]\nb: [*a, *a]\n---\n", "aliases"),
    "no-date.md": (b"", "line 1: the name of a record is its date and its title"),
    "2026-04-01-\x07.md": (b"", "line 1: the name of a record is its date and its title"),
}


@pytest.fixture
def copy(site, tmp_path) -> Path:
    """The made-up site in a folder of the test's own."""
    return Path(shutil.copytree(site, tmp_path / "site"))


def change(copy: Path, name: str, old: str, new: str) -> None:
    """Change a text in a record."""
    path = copy / "_news" / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def articles(desk: Path):
    """The desk's articles by the name of their record."""
    store = Store.open(load_config(desk))
    found = {article.record_name: article for article in store.articles(ArticleFilter())}
    store.close()
    return found


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda folder: None, "no such folder"),
        (lambda folder: folder.mkdir(), "holds no _news"),
        (lambda folder: folder.write_text("x"), "is a file"),
    ],
)
def test_what_is_no_site_is_wrong_usage_and_leaves_no_desk(tmp_path, capsys, make, said):
    make(tmp_path / "site")
    assert run_command(["import", str(tmp_path / "site"), "--desk", str(tmp_path / "desk")]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "desk").exists()


def test_a_malformed_record_is_named_with_line_and_reason_and_the_rest_comes_in(copy, tmp_path, capsys):
    for name, (content, _) in BROKEN.items():
        (copy / "_news" / name).write_bytes(content)
    assert run_command(["import", str(copy), "--desk", str(tmp_path / "desk"), "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["added"] == 19
    assert {Path(each["file"]).name for each in report["left_out"]} == BROKEN.keys()
    for each in report["left_out"]:
        assert BROKEN[Path(each["file"]).name][1] in each["text"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("domain: fjordpost.example", 'domain: "../../escape"', "provider.domain: '../../escape' cannot be the name"),
        ("  name: Fjord Post\n", "", "line 16: provider: name is missing"),
        ('title: "Ferry \\"Anna\\"', 'title: "" # ', "line 3: title: is empty"),
        ('originalUrl: "https://www.fjordpost.example', 'originalUrl: "javascript:', "not an http or https URL"),
        ("  name: Fjord Post\n", '  name: " "\n', "line 16: provider: has no name"),
        ("publishedDateTime: 2026-03-01T08", "publishedDateTime: 0001-01-01T00:00:00+14:00 # ", "publishedDateTime"),
    ],
)
def test_a_record_of_which_nothing_could_be_published_is_left_out(copy, tmp_path, old, new, said):
    change(copy, LEAD, old, new)
    report = import_folder(copy, tmp_path / "desk")
    assert [each.file for each in report.left_out] == [f"_news/{LEAD}"]
    assert said in report.left_out[0].text
    assert report.added == 18


def test_links_and_folders_that_are_named_like_records_are_not_followed(copy, tmp_path):
    (copy / "_news" / "2026-04-01-link.md").symlink_to("/etc/hostname")
    (copy / "_news" / "2026-04-01-folder.md").mkdir()
    report = import_folder(copy, tmp_path / "desk")
    assert {each.text for each in report.left_out} == {"line 1: not a plain file (links are not followed)"}


def test_every_record_comes_back_to_the_byte(site, moved):
    report, new = moved
    assert report.added == 19
    assert tree(new / "_news") == tree(site / "_news")


def test_the_api_comes_back_as_the_rules_of_the_format_say(site, moved):
    _, new = moved
    pages = sorted(path.relative_to(site) for path in site.glob("api/**/index.json"))
    assert len(pages) == 4 + 4  # of all news three pages, the first of them twice; of two topics one, twice
    for page in pages:
        assert json.loads((new / page).read_text()) == json.loads((site / page).read_text()), page


def test_issues_of_the_newsletter_come_back(site, moved):
    _, new = moved
    assert tree(new / "_newsletters") == tree(site / "_newsletters")


def test_topics_and_organizations_come_back_to_the_byte(site, moved):
    _, new = moved
    assert tree(new / "_data" / "topics") == tree(site / "_data" / "topics")
    ours = tree(site / "_data" / "organizations")
    theirs = tree(new / "_data" / "organizations")
    assert {name: theirs[name] for name in ours} == ours
    assert "havnblad.example.md" in theirs  # an outlet that the site listed nowhere


def test_an_import_says_what_was_odd(moved):
    report, _ = moved
    texts = {Path(each.file).name: each.text for each in report.odd}
    assert texts == {
        "2026-03-09-lighthouse-lit-again.md": "heat is 73, not 72 (quality 72 and 20 for each of 0 related)",
        "2026-03-11-a-notice-that-an-editor-held.md": "published is false with a heat of 88 and a threshold of 70",
        "2026-03-14-anchor-found.md": (
            "excerpt: characters that cannot be shown, or that turn or pile up text, were left out"
        ),
        "2027-03-14-ferry-season-opens-again.md": (
            "another record has the same address, https://www.havnblad.example/news/17"
        ),
    }
    assert (report.leads, report.leads_by_rule, report.others, report.others_by_rule) == (9, 7, 8, 7)


def test_a_site_gives_the_desk_its_title_address_locale_and_sizes_of_pages(moved):
    _, new = moved
    config = load_config(new.parent / "desk")
    assert config.desk.title == "Harbour Every Day"
    assert config.desk.url == "https://old.example/harbour"
    assert config.desk.locale == "da-dk"
    assert (config.publish.page_size, config.publish.stories_on_front) == (4, 20)


def test_what_the_owner_of_a_desk_has_set_stays(site, tmp_path):
    assert run_command(["init", str(tmp_path), "--title", "Mine"]) == 0
    report = import_folder(site, tmp_path)
    assert load_config(tmp_path).desk.title == "Mine"
    assert load_config(tmp_path).desk.locale == "da-dk"
    said = "[desk] title of desk.toml stays 'Mine'; the site has 'Harbour Every Day'"
    assert Oddity("_config.yml", said) in report.odd


def test_stories_are_a_lead_and_those_behind_it(moved):
    _, new = moved
    found = articles(new.parent / "desk")
    stories: dict[str, set[str]] = {}
    for name, article in found.items():
        stories.setdefault(article.story_id, set()).add(name)
    together = {frozenset(names) for names in stories.values() if len(names) > 1}
    assert together == {
        frozenset(
            (LEAD, "2026-03-01-faergen-sejler-igen.md", "2026-03-02-عودة-العبارة.md", "2026-03-02-汽车渡轮重返峡湾.md")
        ),
        frozenset(("2026-03-07-tide-tables-for-spring.md", "2026-03-07-tidevand-til-foraaret.md")),
        frozenset(("2026-03-12-net-mended.md", "2026-03-12-net-torn.md")),
    }


def test_the_page_of_a_story_names_the_articles_that_only_its_record_lists(moved):
    _, new = moved
    lead = articles(new.parent / "desk")[LEAD]
    page = (new / "stories" / lead.story_id / "index.html").read_text()
    assert "Ferry heard again" in page
    assert "https://www.kystradio.example/news/91" in page
    assert "Kyst Radio: P1" in page


def test_what_the_old_site_held_is_in_records_only(moved):
    _, new = moved
    for path, content in tree(new).items():
        if not path.startswith("_news/"):
            assert b"A held notice" not in content, path
            assert b"that an editor held" not in content, path


def test_importing_again_changes_nothing(site, tmp_path):
    import_folder(site, tmp_path)
    before = articles(tmp_path)
    again = import_folder(site, tmp_path)
    assert (again.added, again.changed, again.unchanged, again.stories) == (0, 0, 19, 0)
    assert again.settings == []
    assert articles(tmp_path) == before


def test_a_changed_record_replaces_what_it_said_and_its_story_is_found_anew(copy, tmp_path):
    import_folder(copy, tmp_path / "desk")
    change(copy, LEAD, 'Ferry \\"Anna\\" returns', "Ferry Anna is back")
    name = "2026-03-05-quay-closed-to-cars.md"
    change(copy, name, "heat: -1", "heat: 83")
    report = import_folder(copy, tmp_path / "desk")
    assert (report.added, report.changed, report.unchanged) == (0, 2, 17)
    with Newsroom.open(tmp_path / "desk") as newsroom:
        newsroom.publish(tmp_path / "new")
    assert tree(tmp_path / "new" / "_news") == tree(copy / "_news")
    found = articles(tmp_path / "desk")
    assert found["2026-03-01-faergen-sejler-igen.md"].story_id == found[LEAD].story_id


def test_an_import_that_was_cut_off_goes_on_where_it_stopped(copy, tmp_path, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr("nightdesk.importing.site.group_imported", lambda store: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            import_folder(copy, tmp_path / "desk")
    import_folder(copy, tmp_path / "desk")
    with Newsroom.open(tmp_path / "desk") as newsroom:
        newsroom.publish(tmp_path / "new")
    assert tree(tmp_path / "new" / "_news") == tree(copy / "_news")


def test_records_without_heat_get_the_one_that_the_rules_give(copy, tmp_path):
    """Lead, heat and published are not copied: where they are missing, our own rules come to the same."""
    departing = {  # what the rules cannot know: a tie against the rule, a heat of one more, what somebody held
        "2026-03-08-pilot-boat-sold.md",
        "2026-03-08-lodsbaad-solgt.md",
        "2026-03-09-lighthouse-lit-again.md",
        "2026-03-11-a-notice-that-an-editor-held.md",
    }
    before = tree(copy / "_news")
    for path in (copy / "_news").iterdir():
        lines = path.read_text().split("\n")
        path.write_text("\n".join(line for line in lines if not line.startswith(("heat:", "published:"))))
    _, new = published_again(copy, tmp_path)
    after = tree(new / "_news")
    assert {name for name in before if before[name] != after[name]} == departing
    assert read_record(after["2026-03-08-lodsbaad-solgt.md"]).heat == 89
    assert read_record(after["2026-03-08-pilot-boat-sold.md"]).heat == -1


def test_a_new_article_of_another_outlet_counts_for_an_imported_lead(site, tmp_path):
    import_folder(site, tmp_path / "desk")
    desk = tmp_path / "desk"
    found = articles(desk)
    lead = found["2026-03-09-lighthouse-lit-again.md"]
    store = Store.open(load_config(desk))
    store.save(
        [make_article(77, quality=50, story_id=lead.story_id, published_at=datetime(2026, 3, 9, 11, tzinfo=UTC))]
    )
    store.close()
    with Newsroom.open(desk) as newsroom:
        newsroom.publish(tmp_path / "new")
    record = read_record((tmp_path / "new" / "_news" / lead.record_name).read_bytes())
    assert (record.heat, record.quality, record.is_published) == (92, 72, True)
    assert [item.quality for item in record.related] == [50]


@pytest.mark.parametrize(
    ("address", "name", "logos"),
    [
        ("https://uk.alsahifa.example/1", "الصحيفة", 1),
        ("https://www.alsahifa.example/1", "الصحيفة", 1),
        ("https://notalsahifa.example/1", "As the page says", 0),
        ("https://alsahifa.example.other.example/1", "As the page says", 0),
    ],
)
def test_a_new_article_has_the_name_and_the_logo_of_its_organization(site, tmp_path, address, name, logos):
    import_folder(site, tmp_path / "desk")
    desk = tmp_path / "desk"
    store = Store.open(load_config(desk))
    provider = Provider("As the page says", registered_domain(address))
    article = make_article(77, url=address, quality=90, story_id="s000000000077", provider=provider)
    store.save([article, Story(id="s000000000077", first_at=NOON, last_at=NOON, size=1)])
    store.close()
    with Newsroom.open(desk) as newsroom:
        newsroom.publish(tmp_path / "new")
    (path,) = (tmp_path / "new" / "_news").glob("2026-11-20-*.md")
    found = read_record(path.read_bytes()).provider
    assert (found.name, len(found.images)) == (name, logos)
    if logos:
        assert found.domain == "alsahifa.example"
        assert found.images[0].url == (
            "https://old.example/harbour/assets/images/organizations/alsahifa.example-50x50.jpg"
        )


@pytest.mark.parametrize(
    ("url", "names"),
    [
        ("https://www.uk.fjordpost.co.uk/1", ("www.uk.fjordpost.co.uk", "uk.fjordpost.co.uk", "fjordpost.co.uk")),
        ("https://one.blogspot.com/1", ("one.blogspot.com",)),
        ("https://www.one.blogspot.com/1", ("www.one.blogspot.com", "one.blogspot.com")),
        ("http://127.0.0.1:8000/1", ("127.0.0.1",)),
    ],
)
def test_a_url_is_owned_by_its_host_and_what_is_above_it_to_the_registered_domain(url, names):
    assert owning_names(url) == names


def test_a_title_that_changes_after_the_import_is_written_and_the_rest_stays_to_the_byte(site, tmp_path):
    import_folder(site, tmp_path / "desk")
    desk, name = tmp_path / "desk", "2026-03-02-عودة-العبارة.md"
    store = Store.open(load_config(desk))
    store.save([replace(articles(desk)[name], title="A title of the desk's own")])
    store.close()
    with Newsroom.open(desk) as newsroom:
        newsroom.publish(tmp_path / "new")
    came = read_record((site / "_news" / name).read_bytes())
    text = (site / "_news" / name).read_text().replace(came.title, "A title of the desk's own")
    assert (tmp_path / "new" / "_news" / name).read_text() == text


def test_a_desk_with_topics_of_its_own_keeps_them(site, tmp_path):
    run_command(["init", str(tmp_path)])
    (tmp_path / "topics" / "09-mine.yaml").write_text("_id: mine\nname: Mine\nparent: News\n")
    before = tree(tmp_path / "topics")
    report = import_folder(site, tmp_path)
    assert tree(tmp_path / "topics") == before
    assert any("topics of the desk's own, which stay" in each.text for each in report.odd)


def test_topics_that_no_desk_can_use_are_mended_and_noted(copy, tmp_path):
    topics = copy / "_data" / "topics"
    (topics / "03-second-root.yaml").write_text("taxonomy: topic\n_id: second\nname: Second\nicon: anchor\n")
    (topics / "04-orphan.yaml").write_text("_id: c++\nname: C++\nparent: Nobody\nkeywords:\n  - 2024\n")
    (topics / "05-broken.yaml").write_text("name: [")
    report = import_folder(copy, tmp_path)
    assert report.topics == 5
    assert [each.file for each in report.left_out] == ["_data/topics/05-broken.yaml"]
    with Newsroom.open(tmp_path) as newsroom:
        parents = {topic.name: topic.parent for topic in newsroom.topics}
    assert parents == {"Harbour": None, "Ferries": "Harbour", "Tides": "Harbour", "Second": "Harbour", "C++": "Harbour"}


def test_the_newsletter_comes_in_and_is_sent_to_nobody(site, tmp_path):
    report = import_folder(site, tmp_path)
    assert report.newsletters == 1
    store = Store.open(load_config(tmp_path))
    (issue,) = store.newsletters.issues()
    assert issue.id == "harbour-2026-03-14"
    assert issue.secured is not None
    assert store.newsletters.counts(issue.id).get("due", 0) == 0
    store.close()


@pytest.fixture(scope="module")
def recorded(shared, tmp_path_factory):
    """The recorded site, moved into a desk and published."""
    site = shared / "records" / "powerapps"
    report, new = published_again(site, tmp_path_factory.mktemp("recorded"))
    return site, report, new


def test_the_recorded_site_comes_back_to_the_byte(recorded):
    site, report, new = recorded
    ours = {name: content for name, content in tree(site / "_news").items() if name.endswith(".md")}
    assert len(ours) == report.added == 674
    assert tree(new / "_news") == ours


def test_the_recorded_site_comes_back_as_yaml_in_its_order(recorded):
    site, _, new = recorded
    for path in sorted((site / "_news").glob("*.md")):
        then, now = (
            yaml.load(each.read_text().split("\n---\n")[0], yaml.CSafeLoader)
            for each in (path, new / "_news" / path.name)
        )
        assert json.dumps(then, default=str) == json.dumps(now, default=str)


def test_the_api_of_the_recorded_site_comes_back(recorded):
    site, _, new = recorded
    pages = [path.relative_to(site) for path in site.glob("api/news/**/index.json")]
    current = [page for page in pages if not page.parent.name.startswith("page")]  # pageN: an older layout
    assert len(current) == 18 + 1 + 4 * 2
    for page in current:
        assert json.loads((new / page).read_text()) == json.loads((site / page).read_text()), page


def test_the_record_of_an_article_behind_others_comes_back(shared, tmp_path):
    news = tmp_path / "site" / "_news"
    news.mkdir(parents=True)
    content = (shared / "records" / "record.md").read_bytes()
    name = "2020-12-19-alibaba-seeks-to-distance-itself.md"
    (news / name).write_bytes(content)
    _, new = published_again(tmp_path / "site", tmp_path)
    assert (new / "_news" / name).read_bytes() == content == write_record(read_record(content))
