"""An issue as a page of the site: the mail with its styles in a sheet beside it, and the site's addresses relative.

Mail programs need inline styles and absolute addresses. A browser is told by the site's content security policy (CSP
Level 3, sections 6.1.8 and 6.1.13) to take styles and pictures from the page's own server only, and inline styles from
nowhere; and the site may be looked at under another address than its public one, as by ``nightdesk serve``.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser

from nightdesk.formats.newsletter.issue import issue_path
from nightdesk.types import File

SHEET = "style.css"  # beside the page
ROOT = "../../"  # from the page to the site
_ADDRESSES = ("src", "href", "background")
# An id that no element has lifts a class above every rule of a sheet without !important, as an inline style is
# (CSS Cascading and Inheritance Level 5, section 6.4.3).
_LIFT = ":not(#_)"


def issue_page_files(issue_id: str, html: str, site_url: str) -> Iterator[File]:
    """The page of an issue and its style sheet.

    Args:
        issue_id: its name, the folder of the page.
        html: its HTML for everybody, as mails have it.
        site_url: the public address of the site, without a slash at its end.
    """
    made = _Page(site_url)
    made.feed(html)
    made.close()
    path = issue_path(issue_id)
    yield File(path, made.page().encode("utf-8", "replace"))
    yield File(path.removesuffix("index.html") + SHEET, made.sheet().encode("utf-8", "replace"))


class _Page(HTMLParser):
    """Goes through the mail's HTML once; what is no style, comment or address of the site stays as it is written."""

    def __init__(self, site_url: str) -> None:
        super().__init__(convert_charrefs=False)
        self._site_url = site_url
        self._written: list[str] = []
        self._sheets: list[str] = []
        self._classes: dict[str, str] = {}
        self._media: str | None = None  # of the <style> that is open
        self._linked = False

    def page(self) -> str:
        """The page; its sheet is linked also where the HTML has no head."""
        return ("" if self._linked else self._link()) + "".join(self._written)

    def sheet(self) -> str:
        """The style sheet: what stood in the head, then the inline styles, which win."""
        inline = [f".{name}{_LIFT} {{ {style} }}" for style, name in self._classes.items()]
        return "\n".join((*self._sheets, *inline, "")).replace(f"{self._site_url}/", ROOT)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Write a tag; its style becomes a class, its addresses of the site relative."""
        if tag == "style":
            self._media = next((value or "" for name, value in attrs if name == "media"), "")
            return
        written = self.get_starttag_text() or ""
        named = dict(attrs)
        if named.get("style") or any(self._is_own(named.get(name)) for name in _ADDRESSES):
            written = self._rewritten(tag, attrs, is_empty=written.endswith("/>"))
        self._written.append(written)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Write an empty tag as any other."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Write the end of an element; the sheet is linked at the end of the head."""
        if tag == "style":
            self._media = None
            return
        if tag == "head" and not self._linked:
            self._written.append(self._link())
        self._written.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Write text, or keep a sheet."""
        if self._media is None:
            self._written.append(data)
        elif data.strip():
            self._sheets.append(f"@media {self._media} {{{data}}}" if self._media else data.strip())

    def handle_entityref(self, name: str) -> None:
        """Write an entity."""
        self._written.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """Write a character by its number."""
        self._written.append(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        """Write the document type."""
        self._written.append(f"<!{decl}>")

    def handle_comment(self, data: str) -> None:
        """Leave comments out: they speak to Outlook alone."""

    def _rewritten(self, tag: str, attrs: list[tuple[str, str | None]], *, is_empty: bool) -> str:
        kept = {name: value for name, value in attrs if name != "style"}
        style = next((value for name, value in attrs if name == "style" and value), "")
        if style.strip():
            kept["class"] = f"{kept.get('class') or ''} {self._class_of(style)}".strip()
        for name in _ADDRESSES:
            if self._is_own(kept.get(name)):
                kept[name] = ROOT + (kept[name] or "").removeprefix(self._site_url).removeprefix("/")
        written = "".join(f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in kept.items())
        return f"<{tag}{written}{' /' if is_empty else ''}>"

    def _class_of(self, style: str) -> str:
        declared = " ".join(style.replace("}", "").replace("{", "").split()).rstrip("; ")
        return self._classes.setdefault(declared, f"m{len(self._classes) + 1}")

    def _is_own(self, url: str | None) -> bool:
        return url is not None and (url == self._site_url or url.startswith(f"{self._site_url}/"))

    def _link(self) -> str:
        self._linked = True
        icon = f'<link rel="icon" type="image/svg+xml" href="{ROOT}assets/icon.svg">\n'
        return f'{icon}<link rel="stylesheet" href="{SHEET}">\n'
