"""Stories with titles that a parser of front matter, Markdown or templates may stumble over."""

from making import NOON
from nightdesk.formats.views import Card, ShownArticle, ShownPicture, ShownStory
from nightdesk.ranking import Extent
from nightdesk.types import Topic

HOSTILE = (
    "Quotes \"double\", 'single' and „curly“",
    "Colon: a # hash - a dash, [brackets], trailing:",
    '{{ site.title }} {% raw %} {{< ref "x" >}} {{% note %}} {# gone #}',
    "{{",
    "%}",
    "Back\\slash \\n \\u0041 C:\\new",
    "Emoji 🚢 and a family 👨‍👩‍👧",
    'עברית: "המעבורת" חוזרת',
    "عودة العبّارة: «مرحبا»",
    '<script>alert("x")</script> & co <b>bold',
    "*a* _b_ `c` ~~d~~ $e$ ^f^ |g| ==h== ++i++",
    "---",
    "+++ title = 'x'",
    "1. first",
    "- dash",
    "# hash",
    "> quote",
    "!bang ![x](y) [link](javascript:alert(1)) [^1]: note",
    "A line with\nbreaks\u2028 and\ttabs.",
    "yes",
    "null",
    "2026-11-20",
    "&amp; &copy; &#65;",
    "${x} #{y} @import @{z}",
    "www.evil.example http://evil.example a@evil.example",
    ":smile: *[HTML]: x {: .class} {:toc}",
    "~",
    "'",
    '"',
    "`",
    "\\",
    "C++ & C#; Q&A, a=b",
)
TOPICS = (Topic("ferries", "Ferries, boats & co"), Topic("semi", "Rope; knots"), Topic("日本", "日本"))


def article(title="Ferry returns", language="en", **fields) -> ShownArticle:
    """An article as pages show it."""
    values = {
        "id": "a000000000001",
        "title": title,
        "excerpt": f"An excerpt. {title}",
        "url": "https://www.fjordpost.example/news/1?a=1&copy=2",
        "outlet": "Fjord Post",
        "domain": "fjordpost.example",
        "published_at": NOON,
        "language": language,
        "kind": "article",
        "quality": 67,
    }
    return ShownArticle(**(values | fields))


def story(title="Ferry returns", *, topics=TOPICS, picture=True, others=None) -> ShownStory:
    """A published story with a picture, a copy and another outlet's article, all of this title."""
    copy = article(title, outlet=title, domain="copy.example")
    lead = article(title, copies=(copy,))
    shown = ShownPicture(path="pictures/ab/ferry.webp", width=800, height=450, alt=title, credit=title)
    other = article(title, "ar", domain="alsahifa.example", outlet="الصحيفة")
    card = Card(id="s1", lead=lead, picture=shown if picture else None, heat=87, topics=topics, outlets=())
    extent = Extent(
        articles=3,
        outlets=3,
        originals=2,
        languages=("en", "ar"),
        first_id=lead.id,
        first_outlet=lead.outlet,
        first_at=lead.published_at,
    )
    return ShownStory(card=card, lead=lead, others=(other,) if others is None else others, extent=extent)
