"""Brings bookings, charges, court dates, releases and notes in from other systems.

>>> from comity.feeds import Feed, shipped_maps, read_mapping
>>> sorted(shipped_maps())
['comity-csv', 'niem-6', 'pierce-county-wa', 'travis-county-tx']
>>> read_mapping(shipped_maps()["travis-county-tx"]).source
'travis-county-tx'

A mapping file says what each column is, which are not read, and what every code means; a code that it does not name
is refused. `Feed(mapping).read(path)` gives bookings, `Importer(gate, book).run(feed, [path])` brings them in: it
writes down what it has brought in, so that the same file changes nothing and a run that was cut off is simply begun
again.
"""

from comity.feeds.errors import CellError, FeedError, ImportStoppedError, MappingError, Refusal, RowError
from comity.feeds.feed import Feed
from comity.feeds.folder.kept import KEPT, take_away
from comity.feeds.folder.watch import Taken, watch
from comity.feeds.importer import Importer, OnError
from comity.feeds.limits import ON_DISK, UPLOADED, Limits
from comity.feeds.mapper import Booked
from comity.feeds.mapping import Mapping
from comity.feeds.ports import ImportBook
from comity.feeds.reading.mapping import find_mapping, read_mapping, shipped_maps
from comity.feeds.reading.schema import mapping_schema
from comity.feeds.report import Report
from comity.feeds.rows.child import read_in_child
from comity.feeds.suggest import Suggestion, suggest
from comity.gate.bringing.book import Entry, Run

__all__ = [
    "KEPT",
    "ON_DISK",
    "UPLOADED",
    "Booked",
    "CellError",
    "Entry",
    "Feed",
    "FeedError",
    "ImportBook",
    "ImportStoppedError",
    "Importer",
    "Limits",
    "Mapping",
    "MappingError",
    "OnError",
    "Refusal",
    "Report",
    "RowError",
    "Run",
    "Suggestion",
    "Taken",
    "find_mapping",
    "mapping_schema",
    "read_in_child",
    "read_mapping",
    "shipped_maps",
    "suggest",
    "take_away",
    "watch",
]
