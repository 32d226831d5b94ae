"""Moving in: a site in the record format becomes a desk's articles, stories, topics, organizations and newsletters."""

from nightdesk.importing.departures import RecordsReport, check_records
from nightdesk.importing.report import ImportReport, Oddity
from nightdesk.importing.settings import check_site
from nightdesk.importing.site import import_site, prepare_desk

__all__ = ["ImportReport", "Oddity", "RecordsReport", "check_records", "check_site", "import_site", "prepare_desk"]
