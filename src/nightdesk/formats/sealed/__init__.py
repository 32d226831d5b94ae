"""Sealed payloads: what a record carries for its desk alone, in the two parts that the old system wrote.

``secured`` is ``base64(ciphertext);base64(16 bytes)``. In ours the parts hold:

======  =========  ==================================================================================
part    bytes      meaning
======  =========  ==================================================================================
first   0 or 16    the salt, where the key comes from a passphrase (form 2); it is no secret
first   n x 256    the payload, an end mark and zeros (ISO/IEC 7816-4), under AES-256-GCM-SIV (RFC 8452)
first   16         the tag of AES-256-GCM-SIV
second  1          the form: 1 under a key of a file, 2 under a passphrase
second  3          the key's id, which `Key.name` shows in hexadecimal
second  12         the nonce
======  =========  ==================================================================================

The associated data are a fixed label, the form, the key's id, the salt and the record's file name (NFC), so
that a payload opens in its own record alone. Three subkeys are drawn from the secret by HKDF-SHA-256
(RFC 5869): one encrypts, one makes nonces, one makes the id.

**The same facts give the same bytes.** The nonce is the first 12 bytes of HMAC-SHA-256 under its own subkey
over the record's name and the padded payload. This is safe: AES-GCM-SIV keeps its promises when a nonce
repeats, but for showing that two payloads of one record are equal (RFC 8452, section 1), and here a nonce repeats
only where both are equal, or by a chance of 1 in 2^96 for a pair. What can be seen from outside is which key
sealed, the length in steps of 256 bytes, and between two editions whether a record's payload has changed.
"""

from nightdesk.formats.sealed.facts import ArticleSealer, SealedFacts, open_facts, sealer_of
from nightdesk.formats.sealed.keyfile import make_key_file, open_keyring, read_key_file
from nightdesk.formats.sealed.keys import Key, Keyring, Passphrase, key_of_passphrase, key_of_secret
from nightdesk.formats.sealed.payload import reseal, seal, sealed_under, unseal

__all__ = [
    "ArticleSealer",
    "Key",
    "Keyring",
    "Passphrase",
    "SealedFacts",
    "key_of_passphrase",
    "key_of_secret",
    "make_key_file",
    "open_facts",
    "open_keyring",
    "read_key_file",
    "reseal",
    "seal",
    "sealed_under",
    "sealer_of",
    "unseal",
]
