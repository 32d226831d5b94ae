"""Pictures of an article: the size of its lead picture, and a small copy that spares its outlet and its readers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import sha256

from nightdesk.counting import counted
from nightdesk.errors import GaveUp, RetryLater, SkipItem, TooLarge
from nightdesk.reading.picture_sizes import FIRST_BYTES, MOST_FIRST_BYTES, size_of
from nightdesk.reading.pictures import is_banner
from nightdesk.reading.thumbnails import Thumbnail, make_thumbnail
from nightdesk.tools import Request, Tools
from nightdesk.types import Article, File, Image, Outcome, Reason, Verdict

JUDGE = "images/2"
MEGABYTE = 1_000_000
SMALLEST = 100  # pixels, either way: what turns out smaller is an icon or a counter
MOST_TRIES = 2  # a lead that cannot be had and one more; a page with two dead pictures rarely has a third


def cache_images(article: Article, tools: Tools) -> Outcome:
    """Get the lead picture of an article, for its true size and a small copy, and the sizes of the others.

    A picture that cannot be had never fails the article: it stays where its page declares its size, goes
    where not, and the verdict says why. Of the others whose size is not declared, a few are measured by the first
    bytes of their files; those that stay without a size go.
    """
    attempt = _Attempt(article.source_id)
    if not tools.config.pictures.fetch or not article.images:
        why = "pictures are not fetched ([pictures] fetch)" if article.images else "the page gives no picture"
        attempt.say("not fetched", why, why)
        return _outcome(article, article.images, attempt)
    kept: list[Image] = []
    for image in article.images:
        if attempt.file is None and attempt.tries < MOST_TRIES:
            found = attempt.get(image, tools)
        else:
            found = image if _has_size(image) else attempt.measure(image, tools)
        if found:
            kept.append(found)
    kept.sort(key=lambda image: not image.is_cached)  # the one with a copy leads; the others keep their order
    return _outcome(article, tuple(kept), attempt)


def lead_picture(article: Article) -> str | None:
    """The address of the picture that is asked for first."""
    return article.images[0].url if article.images else None


def picture_path(url: str, form: str = "webp") -> str:
    """Where the small copy of a picture is kept, relative to the folder of pictures."""
    name = sha256(url.encode()).hexdigest()[:32]
    return f"{name[:2]}/{name}.{form}"


@dataclass(slots=True)
class _Attempt:
    """The pictures that were asked for, and what came of it; ``source_id`` is the article's."""

    source_id: str
    reasons: list[Reason] = field(default_factory=list)
    tries: int = 0
    measured: int = 0
    file: File | None = None

    def get(self, image: Image, tools: Tools) -> Image | None:
        """The image with its true size and its copy; without a copy or not at all where it cannot be had."""
        self.tries += 1
        try:
            made = _fetch(image, tools, self.source_id)
        except (SkipItem, RetryLater, GaveUp) as error:
            return self._without_copy(image, error, tools)
        size = f"{made.width} x {made.height}"
        refusal = "shows one plain colour, as placeholders do" if made.is_flat else _refusal(made.width, made.height)
        if refusal:
            self.say("left out", size, f"left out: {refusal}")
            return None
        path = picture_path(image.url, tools.config.pictures.form)
        self.file = File(path, made.copy)
        self.say("copied", size, f"the picture has {size} pixels; a small copy is kept")
        return replace(image, width=made.width, height=made.height, cached_path=path)

    def measure(self, image: Image, tools: Tools) -> Image | None:
        """The image with the size that the first bytes of its file tell; ``None`` where they do not."""
        if self.measured >= tools.config.pictures.measured:
            self.say("left out", image.url, "left out, as its size is unknown; [pictures] measured bounds the asking")
            return None
        self.measured += 1
        try:
            width, height = _measure(image, tools, self.source_id)
        except (SkipItem, RetryLater) as error:
            self.say("left out", image.url, f"left out, as its size is unknown: {error}")
            return None
        size = f"{width} x {height}"
        refusal = _refusal(width, height)
        if refusal:
            self.say("left out", size, f"left out: {refusal}")
            return None
        self.say("measured", size, f"a picture has {size} pixels, by the first bytes of its file")
        return replace(image, width=width, height=height)

    def _without_copy(self, image: Image, error: Exception, tools: Tools) -> Image | None:
        if not _has_size(image) and isinstance(error, TooLarge):
            self.say("no copy", image.url, f"without a copy: {error}")
            return self.measure(image, tools)
        fate = "kept, as its page declares its size" if _has_size(image) else "left out, as its size is unknown"
        self.say("no copy", image.url, f"{fate}, but without a copy: {error}")
        return image if _has_size(image) else None

    def say(self, signal: str, measured: str, text: str) -> None:
        """Add a reason."""
        self.reasons.append(Reason(signal, measured, 0.0, text))


def _refusal(width: int, height: int) -> str:
    """Why a picture of this size is none of the article's, or ``""``."""
    if min(width, height) < SMALLEST:
        return f"{width} x {height} pixels are an icon, no picture"
    return f"{width} x {height} pixels are the shape of a banner" if is_banner(width, height) else ""


def _fetch(image: Image, tools: Tools, source_id: str) -> Thumbnail:
    _check_address(image)
    pictures = tools.config.pictures
    response = tools.web.get(Request(url=image.url, limit=int(pictures.limit_mb * MEGABYTE), source_id=source_id))
    if response.media_type == "image/svg+xml":
        raise SkipItem("it is a drawing (SVG), which can hold scripts")
    return tools.workers.call(make_thumbnail, response.body, pictures.width, pictures.form)  # type: ignore[arg-type]  # config has checked it


def _measure(image: Image, tools: Tools, source_id: str) -> tuple[int, int]:
    """Width and height by the first bytes of a file; a camera's long notes in front of them are asked for once more."""
    _check_address(image)
    for first_bytes in (FIRST_BYTES, MOST_FIRST_BYTES):
        start = tools.web.get(Request(url=image.url, first_bytes=first_bytes, source_id=source_id)).body
        size = size_of(start)
        if size is not None:
            return size
        if len(start) < first_bytes:
            raise SkipItem(f"its file ends after {len(start):,} bytes, before its size")
    raise SkipItem(f"its first {MOST_FIRST_BYTES:,} bytes do not tell it")


def _check_address(image: Image) -> None:
    if not image.url.lower().startswith(("http://", "https://")):
        raise SkipItem("not an address on the web")


def _has_size(image: Image) -> bool:
    return bool(image.width and image.height)


def _outcome(article: Article, images: tuple[Image, ...], attempt: _Attempt) -> Outcome:
    value = "copied" if attempt.file else ("declared" if images else "none")
    verdict = Verdict("images", value, JUDGE, tuple(attempt.reasons))
    judged = replace(article, images=images, verdicts=article.verdicts_with(verdict))
    note = attempt.reasons[-1].text if attempt.reasons else counted(len(images), "picture")
    return Outcome(records=(judged,), files=(attempt.file,) if attempt.file else (), note=note)
