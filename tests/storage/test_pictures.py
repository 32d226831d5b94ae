"""The budget of the copies of pictures: what must stay first, then what goes."""

import os

import pytest

from making import make_article
from nightdesk.storage.mirror import MANIFEST, mirror_files
from nightdesk.storage.pictures import PictureCache
from nightdesk.types import File, Image


def filled(folder, count, budget):
    """A cache of copies of 100 bytes, the first the oldest."""
    cache = PictureCache(folder / "pictures", budget, folder / "site")
    for number in range(count):
        cache.write([File(f"ab/{number}.webp", bytes(100))])
        os.utime(folder / "pictures" / "ab" / f"{number}.webp", (1_000 + number, 1_000 + number))
    return cache


def publish(folder, *paths):
    mirror_files(folder / "site", [File(path, b"") for path in ("index.html", *paths)])


@pytest.mark.parametrize("budget", [0, 1_000])
def test_nothing_goes_where_all_fits_or_there_is_no_limit(tmp_path, budget):
    assert filled(tmp_path, 10, budget).surplus() == ()


def test_what_is_published_never_goes(tmp_path):
    publish(tmp_path, *(f"pictures/ab/{number}.webp" for number in range(8)))
    cache = filled(tmp_path, 10, 500)
    assert cache.surplus() == ("ab/8.webp", "ab/9.webp")
    cache.remove(("ab/8.webp", "ab/9.webp"))
    assert cache.surplus() == ()


def test_a_list_of_published_files_that_cannot_be_read_lets_nothing_go(tmp_path):
    publish(tmp_path)
    (tmp_path / "site" / MANIFEST).write_text("no list", encoding="utf8")
    assert filled(tmp_path, 10, 500).surplus() == ()


def test_the_oldest_go_until_a_tenth_is_free(tmp_path):
    cache = filled(tmp_path, 12, 1_000)
    assert cache.surplus() == ("ab/0.webp", "ab/1.webp", "ab/2.webp")
    cache.remove(cache.surplus())
    assert cache.surplus() == ()
    assert len(list((tmp_path / "pictures").glob("*/*"))) == 9


def test_a_copy_that_is_gone_already_is_no_matter(tmp_path):
    filled(tmp_path, 1, 50).remove(("ab/0.webp", "ab/0.webp", "cd/1.webp"))


def test_articles_no_longer_claim_a_copy_that_went_and_keep_all_else(store):
    image = Image("https://x.example/p.jpg", 800, 450, "A ferry", "Ann Lee", "ab/0.webp")
    other = Image("https://x.example/q.jpg", 800, 450, cached_path="ab/1.webp")
    articles = make_article(1, images=(image, other)), make_article(2, images=(other,))
    store.save(articles)
    assert store.forget_copies(["ab/0.webp", "ab/7.webp"]) == 1
    kept = store.article(articles[0].id)
    assert [each.is_cached for each in kept.images] == [False, True]
    assert (kept.text, kept.images[0].credit, kept.images[1]) == (articles[0].text, "Ann Lee", other)
    assert store.article(articles[1].id) == articles[1]
