"""nightdesk, a self-hosted news desk.

A desk is a folder. Make one, name a source, run it, and ask why:

>>> from pathlib import Path
>>> from nightdesk import Newsroom
>>> archive = Path("demo.warc.gz")  # answers in the place of the web; leave it out, and the web does
>>> with Newsroom.create(Path("my-desk"), title="My News", archive=archive) as newsroom:
...     source = newsroom.add("https://norhavencourier.example/")
...     summary = newsroom.run()  # polls, reads, judges, groups, publishes to my-desk/site
...     top = newsroom.front_page().stories[0]
...     quality = newsroom.explain(top.story_id).article.verdict("quality")
>>> quality.value == sum(reason.contribution for reason in quality.reasons)
True

`Newsroom` holds the verbs. What they return are nouns: frozen records such as `Article` and `Story`. What goes wrong is
a `NightdeskError`. A `Stage` of your own, and other plug-ins, are given to `Newsroom.open`; see `nightdesk.plugins`.
What this module names is public; other modules may change in any version.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as in `typing`, whose import would cost ten times what this module does

if TYPE_CHECKING:
    from nightdesk.errors import (
        Ambiguous,
        ConfigError,
        DeskBusy,
        DeskError,
        GaveUp,
        HostRests,
        NightdeskError,
        NoAnswer,
        NotFound,
        NotItsTurn,
        PageRefused,
        RetryLater,
        SealError,
        SkipItem,
        StoreAway,
        StoreError,
        TooLarge,
        Unfilled,
    )
    from nightdesk.kept import StageRecord
    from nightdesk.newsroom import Newsroom
    from nightdesk.stage import Stage
    from nightdesk.types import (
        Article,
        Edition,
        File,
        Image,
        Organization,
        Outcome,
        Provider,
        Reason,
        Source,
        Story,
        Topic,
        Verdict,
        Work,
    )

__all__ = [
    "Ambiguous",
    "Article",
    "ConfigError",
    "DeskBusy",
    "DeskError",
    "Edition",
    "File",
    "GaveUp",
    "HostRests",
    "Image",
    "Newsroom",
    "NightdeskError",
    "NoAnswer",
    "NotFound",
    "NotItsTurn",
    "Organization",
    "Outcome",
    "PageRefused",
    "Provider",
    "Reason",
    "RetryLater",
    "SealError",
    "SkipItem",
    "Source",
    "Stage",
    "StageRecord",
    "StoreAway",
    "StoreError",
    "Story",
    "TooLarge",
    "Topic",
    "Unfilled",
    "Verdict",
    "Work",
]

_MODULES = ("errors", "types", "stage", "newsroom")  # in the order of what their import costs


def __getattr__(name: str) -> object:
    """Load a public name where it is first asked for (PEP 562), so that `import nightdesk` costs nothing."""
    if name in __all__:
        from importlib import import_module

        for module in _MODULES:
            found = getattr(import_module(f"nightdesk.{module}"), name, None)
            if found is not None:
                return found
    raise AttributeError(f"module 'nightdesk' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
