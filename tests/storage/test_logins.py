"""Logins of sources stand apart from them, and rows of an older nightdesk lose theirs; on both engines."""

from dataclasses import replace

from making import NOON, make_article, make_source
from nightdesk.logins import take_login
from nightdesk.storage.store import Store
from nightdesk.tools import ArticleFilter
from nightdesk.types import Image

LOGIN = "://ada:s3cret@"


def with_login(url):
    return url.replace("://", LOGIN)


def test_a_source_is_kept_without_its_login_and_the_login_apart(store):
    source = make_source(1)
    store.set_sources([replace(source, url=with_login(source.url)), make_source(2)], NOON)
    assert {each.url for each in store.sources()} == {source.url, make_source(2).url}
    assert [(key, login.password) for key, login in store.logins.all().items()] == [(source.id, "s3cret")]
    store.set_sources([source, make_source(2)], NOON)  # its owner took it out of the file
    assert store.logins.all() == {}


def test_no_article_is_saved_with_a_login_in_any_address(store):
    article = make_article(1)
    images = (Image(with_login("https://x.example/p.jpg"), 800, 450),)
    url = with_login(article.original_url)
    store.save([replace(article, original_url=url, url=url, amp_url=url, images=images)])
    kept = store.article(article.id)
    assert (kept.original_url, kept.amp_url) == (article.original_url, article.original_url)
    assert kept.images[0].url == "https://x.example/p.jpg"


def test_rows_of_an_older_nightdesk_lose_their_logins_once_and_their_stories_are_shown_anew(config):
    source, article = make_source(1), replace(make_article(1), story_id="s1")
    store = Store.open(config)
    store.set_sources([source], NOON)
    store.save([article, make_article(2)])
    run = store._database._connection.execute
    run("UPDATE source SET url = replace(url, '://', '://ada:s3cret@')")
    run("UPDATE article SET original_url = replace(original_url, '://', '://ada:s3cret@') WHERE story_id = 's1'")
    run("DELETE FROM memo WHERE name = 'logins taken off addresses'")
    run("DELETE FROM changed_story")
    store.close()

    store = Store.open(config)
    assert [each.url for each in store.sources()] == [source.url]
    assert store.logins.all()[source.id] == take_login(with_login(source.url))[1]
    assert "s3cret" not in str(list(store.articles(ArticleFilter())))
    assert [story_id for story_id, _ in store.composed.changed(10)] == ["s1"]
    store.close()
