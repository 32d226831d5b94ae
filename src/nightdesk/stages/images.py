"""Pictures of an article: the size of its lead picture, and a small copy that spares its outlet and its readers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import sha256

from nightdesk.errors import GaveUp, RetryLater, SkipItem
from nightdesk.reading.thumbnails import Thumbnail, make_thumbnail
from nightdesk.tools import Request, Tools
from nightdesk.types import Article, File, Image, Outcome, Reason, Verdict

JUDGE = "images/1"
MEGABYTE = 1_000_000
SMALLEST = 100  # pixels, either way: what turns out smaller is an icon or a counter
MOST_TRIES = 2  # a lead that cannot be had and one more; a page with two dead pictures rarely has a third


def cache_images(article: Article, tools: Tools) -> Outcome:
    """Get the lead picture of an article, for its true size and a small copy.

    A picture that cannot be had never fails the article: it stays where its page declares its size, goes
    where not, and the verdict says why. The other pictures stay where their size is declared.
    """
    if not tools.config.pictures.fetch or not article.images:
        why = "pictures are not fetched ([pictures] fetch)" if article.images else "the page gives no picture"
        return _outcome(article, article.images, _Attempt(reasons=[Reason("not fetched", why, 0.0, why)]))
    attempt = _Attempt()
    kept: list[Image] = []
    for image in article.images:
        if attempt.file is None and attempt.tries < MOST_TRIES:
            found = attempt.get(image, tools)
        else:
            found = image if _has_size(image) else None
        if found:
            kept.append(found)
    kept.sort(key=lambda image: not image.is_cached)  # the one with a copy leads; the others keep their order
    return _outcome(article, tuple(kept), attempt)


def picture_path(url: str) -> str:
    """Where the small copy of a picture is kept, relative to the folder of pictures."""
    name = sha256(url.encode()).hexdigest()[:32]
    return f"{name[:2]}/{name}.webp"


@dataclass(slots=True)
class _Attempt:
    """The pictures that were asked for, and what came of it."""

    reasons: list[Reason] = field(default_factory=list)
    tries: int = 0
    file: File | None = None

    def get(self, image: Image, tools: Tools) -> Image | None:
        """The image with its true size and its copy; without a copy or not at all where it cannot be had."""
        self.tries += 1
        try:
            made = _fetch(image, tools)
        except (SkipItem, RetryLater, GaveUp) as error:
            fate = "kept, as its page declares its size" if _has_size(image) else "left out, as its size is unknown"
            self.reasons.append(Reason("no copy", image.url, 0.0, f"{fate}, but without a copy: {error}"))
            return image if _has_size(image) else None
        if min(made.width, made.height) < SMALLEST:
            size = f"{made.width} x {made.height}"
            self.reasons.append(Reason("too small", size, 0.0, f"left out: {size} pixels are an icon, no picture"))
            return None
        path = picture_path(image.url)
        self.file = File(path, made.webp)
        size = f"{made.width} x {made.height}"
        self.reasons.append(Reason("copied", size, 0.0, f"the picture has {size} pixels; a small copy is kept"))
        return replace(image, width=made.width, height=made.height, cached_path=path)


def _fetch(image: Image, tools: Tools) -> Thumbnail:
    if not image.url.lower().startswith(("http://", "https://")):
        raise SkipItem("not an address on the web")
    limit = int(tools.config.pictures.limit_mb * MEGABYTE)
    response = tools.web.get(Request(url=image.url, limit=limit))
    if response.media_type == "image/svg+xml":
        raise SkipItem("it is a drawing (SVG), which can hold scripts")
    return tools.workers.call(make_thumbnail, response.body, tools.config.pictures.width)


def _has_size(image: Image) -> bool:
    return bool(image.width and image.height)


def _outcome(article: Article, images: tuple[Image, ...], attempt: _Attempt) -> Outcome:
    value = "copied" if attempt.file else ("declared" if images else "none")
    verdict = Verdict("images", value, JUDGE, tuple(attempt.reasons))
    judged = replace(article, images=images, verdicts=article.verdicts_with(verdict))
    note = attempt.reasons[-1].text if attempt.reasons else f"{len(images)} pictures"
    return Outcome(records=(judged,), files=(attempt.file,) if attempt.file else (), note=note)
