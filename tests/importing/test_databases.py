"""Moving in gives the same site from every database."""

from commanding import tree
from importing.conftest import published_again
from nightdesk.config import CONFIG_NAME
from nightdesk.newsroom import init_desk


def test_a_site_moved_into_postgresql_is_published_as_from_sqlite(site, moved, tmp_path, postgres_url):
    home = tmp_path / "desk"
    init_desk(home)
    settings = (home / CONFIG_NAME).read_text().replace("[store]", f'[store]\ndatabase = "{postgres_url}"')
    (home / CONFIG_NAME).write_text(settings)
    report, published = published_again(site, tmp_path)
    assert not (home / "nightdesk.db").exists()
    assert (report.added, report.stories) == (moved[0].added, moved[0].stories)
    for folder in ("_news", "api"):
        assert tree(published / folder) == tree(moved[1] / folder)
