"""A news desk's site: `pelican` in this folder builds it into `output`."""

SITENAME = "My news desk"
SITESUBTITLE = "What your sources report, story by story."
SITEURL = ""
PATH = "content"
THEME = "theme"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"

ARTICLE_URL = "stories/{slug}/"
ARTICLE_SAVE_AS = "stories/{slug}/index.html"
TAG_URL = "topics/{slug}/"
TAG_SAVE_AS = "topics/{slug}/index.html"
ARCHIVES_SAVE_AS = "stories/index.html"
DIRECT_TEMPLATES = ["index", "archives"]
CATEGORY_SAVE_AS = AUTHOR_SAVE_AS = ""
SLUGIFY_USE_UNICODE = True  # topics in any script
DEFAULT_PAGINATION = False
# Feeds need a SITEURL: once that is set, drop these lines.
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None


def hottest(articles, count):
    """The hottest of the newest twenty."""
    return sorted(articles[:20], key=lambda article: -int(article.heat))[:count]


def largest(tags):
    """Topics with their stories, the largest first."""
    return sorted(tags, key=lambda entry: (-len(entry[1]), entry[0].name))


JINJA_FILTERS = {"hottest": hottest, "largest": largest}
