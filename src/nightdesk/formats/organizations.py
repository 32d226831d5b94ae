"""A desk's organizations: a file each in ``organizations/``, in the record format's shape."""

from __future__ import annotations

from pathlib import Path

from nightdesk.errors import ConfigError
from nightdesk.formats.records.lists import read_organization
from nightdesk.safe_text import made_safe
from nightdesk.types import Image, Organization, Provider


def read_organizations(folder: Path) -> tuple[Organization, ...]:
    """Read a desk's organizations in the order of their domains; none where there is no such folder.

    Raises:
        ConfigError: a file cannot be used; the message names it, the line, what is wrong and the mend.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".md")
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise ConfigError(f"{folder}: cannot be read: {error.strerror}") from error
    by_domain: dict[str, tuple[Path, Organization]] = {}
    for path in paths:
        try:
            organization, _ = made_safe(read_organization(path.read_bytes()))
        except OSError as error:
            raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
        except ValueError as error:
            raise ConfigError(f"{path}: {error}; mend that line or move the file away") from error
        first, _ = by_domain.setdefault(organization.domain, (path, organization))
        if first is not path:
            raise ConfigError(f"{path}: the domain {organization.domain} is that of {first.name} too; keep one of them")
    return tuple(by_domain[domain][1] for domain in sorted(by_domain))


def provider_of(organization: Organization, site_url: str) -> Provider:
    """The outlet of an article as its organization names it; the logo at its address on the web.

    Logos stand in the file as paths of the site (``/assets/…``), and in records as whole URLs (596 of 596).
    """
    logos = organization.images[:1]
    images = tuple(Image(_whole(logo.url, site_url), logo.width, logo.height) for logo in logos)
    return Provider(organization.name, organization.domain, images)


def _whole(url: str, site_url: str) -> str:
    return url if "://" in url else f"{site_url.rstrip('/')}/{url.lstrip('/')}"
