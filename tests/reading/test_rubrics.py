"""Rubrics and links of a page: what it declares, the folders of its address, shops, the sites that it cites."""

from nightdesk.reading.rubrics import MOST_RUBRICS, Links, read_links, read_rubrics
from nightdesk.reading.signals import gather


def signals(body="", head="", url="https://www.fjordpost.example/sport/local-news/2026/11/ferry-sails"):
    return gather(f"<html><head>{head}</head><body>{body}</body></html>".encode(), url)


def test_a_page_without_anything_is_filed_by_its_folders():
    assert read_rubrics(signals()) == ("sport", "local news")


def test_what_a_page_declares_goes_first_and_each_name_stands_once():
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry",'
        ' "articleSection": ["Sport, Sailing", "Ferries"]}</script>'
        '<meta property="article:section" content="Harbour">'
    )
    assert read_rubrics(signals(head=head)) == ("Sport", "Sailing", "Ferries", "Harbour", "local news")


def test_headlines_and_floods_are_no_rubrics():
    head = "".join(f'<meta property="article:section" content="R{n}">' for n in range(40))
    head += f'<meta name="section" content="{"long " * 30}">'
    assert len(read_rubrics(signals(head=head))) <= MOST_RUBRICS
    assert all(len(name) <= 60 for name in read_rubrics(signals(head=head)))


def test_links_that_sell_are_counted_once_each_and_sites_of_paragraphs_are_cited():
    body = (
        '<nav><a href="https://partner.example/">Partner</a></nav>'
        '<p>As <a href="https://www.tagblatt.example/1">they wrote</a>, <a href="/own">here</a> and'
        ' <a href="https://fjordpost.example/2">there</a></p>'
        '<a href="https://www.amazon.com/dp/1">Buy</a><a href="https://www.amazon.com/dp/1">Buy</a>'
        '<a rel="nofollow sponsored" href="https://shop.example/x">Buy</a><a href="http://[broken">x</a>'
    )
    assert read_links(signals(body)) == Links(2, ("tagblatt.example",))
