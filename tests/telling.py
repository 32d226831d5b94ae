"""What a desk tells of its groupings: whether it names stop words, and how much of a page it takes."""

from html.parser import HTMLParser

from nightdesk.clustering.text.stop_words import stop_terms
from nightdesk.clustering.text.words import terms
from nightdesk.config import load_config
from nightdesk.short_reasons import MOST, SHARING, member_of, short_reasons
from nightdesk.storage.store import Store
from nightdesk.tools import ArticleFilter

OUTSIDE = {"script", "style", "head"}
VOID = {"meta", "link", "img", "br", "hr", "input", "source"}


def articles_of(desk):
    """All articles of a desk, with their texts."""
    store = Store.open(load_config(desk))
    try:
        return list(store.articles(ArticleFilter(with_text=True)))
    finally:
        store.close()


def stop_words_named(articles):
    """The things that reasons name and that are only stop words, or one character of a script without spaces."""
    found = []
    for article in articles:
        stops = stop_terms(article.language or "") | stop_terms("en")
        for reason in member_of(article).reasons:
            said = set(terms(reason.measured)) if reason.signal in SHARING and reason.signal != "shared link" else None
            if said is not None and (len(reason.measured) == 1 or stops.issuperset(said)):
                found.append((article.title, reason.text))
    return found


def _plain(text):
    return "".join(c if c.isalnum() else " " for c in text.casefold()).split()


def not_whole(articles):
    """The things that reasons name and that no article of the desk has as whole words with spaces around them."""
    written = {word for article in articles for word in _plain(f"{article.title} {article.text}")}
    found = []
    for article in articles:
        for reason in member_of(article).reasons:
            is_spaced = reason.signal in {"shared name", "shared word"} and reason.measured.isascii()
            if is_spaced and not written.issuperset(_plain(reason.measured)):
                found.append((article.title, reason.text))
    return found


def most_told(articles):
    """The largest number of reasons that is told at first of an article's place, which `MOST` bounds."""
    most = max(len(short_reasons(member_of(article).reasons)) for article in articles)
    assert most <= MOST
    return most


class StoryPage(HTMLParser):
    """What is seen of a page: ``why`` are the sentences of why the story is there; what is folded is not seen."""

    def __init__(self, text):
        super().__init__()
        self._open, self.seen, self.seen_why, self.why = [], 0, 0, []
        self.feed(text)

    @property
    def share(self):
        """The share of the visible text that are reasons."""
        return self.seen_why / self.seen

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self._open.append((tag, dict(attrs).get("class") or ""))
            if tag == "li" and self._is_why and "details" not in self._tags:
                self.why.append("")

    def handle_endtag(self, tag):
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if OUTSIDE.intersection(self._tags) or ("details" in self._tags and "summary" not in self._tags):
            return
        size = len("".join(data.split()))
        self.seen += size
        self.seen_why += size * self._is_why
        if "li" in self._tags and self._is_why:
            self.why[-1] += data

    @property
    def _tags(self):
        return [tag for tag, _ in self._open]

    @property
    def _is_why(self):
        return any(kind == "why" for _, kind in self._open)
