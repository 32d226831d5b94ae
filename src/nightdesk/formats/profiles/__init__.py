"""Export profiles: published stories as the content files of six static site generators.

A generator reads more than was meant for it (docs/adr/0010): one publishes what says ``published: false``, one
prints every key. So these files are written for readers alone. They are made of what the desk's own pages show,
which holds neither texts, notes nor payloads, and only of stories that are published.
"""

from nightdesk.formats.profiles.profile import Profile
from nightdesk.formats.profiles.writers import PROFILES

__all__ = ["PROFILES", "Profile"]
