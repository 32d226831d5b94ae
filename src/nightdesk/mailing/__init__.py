"""The newsletter's work: make issues when they are due, send mails so that a crash neither loses nor repeats one.

Beside the engine it is the only one that acts on the world outside; docs/adr/0006 says how.
"""

from nightdesk.mailing.addresses import BadAddress, read_address, read_addresses
from nightdesk.mailing.mailroom import Mailed, Mailroom
from nightdesk.mailing.posting import check_sending

__all__ = ["BadAddress", "Mailed", "Mailroom", "check_sending", "read_address", "read_addresses"]
