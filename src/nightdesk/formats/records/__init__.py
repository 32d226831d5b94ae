"""Records: Markdown files with front matter, one for each article, and the lists of topics and organizations.

A record is how a desk's work outlives the desk. The form (order of keys, quoting, blank lines) is that of
674 records published by the system before this one; reading one and writing it again gives the same bytes.
"""

from nightdesk.formats.records.checking import check_record
from nightdesk.formats.records.lists import read_organization, write_organization, write_topic
from nightdesk.formats.records.making import is_publishable, moment_text, record_of_article, recorded_related
from nightdesk.formats.records.moving import (
    IMPORT_JUDGE,
    article_of_record,
    encode_record,
    imported_of_json,
    imported_of_record,
    taken_away,
)
from nightdesk.formats.records.reading import locate, read_record
from nightdesk.formats.records.shape import NewsRecord, RecordImage, RecordProvider, RelatedRecord
from nightdesk.formats.records.writing import write_record

__all__ = [
    "IMPORT_JUDGE",
    "NewsRecord",
    "RecordImage",
    "RecordProvider",
    "RelatedRecord",
    "article_of_record",
    "check_record",
    "encode_record",
    "imported_of_json",
    "imported_of_record",
    "is_publishable",
    "locate",
    "moment_text",
    "read_organization",
    "read_record",
    "record_of_article",
    "recorded_related",
    "taken_away",
    "write_organization",
    "write_record",
    "write_topic",
]
