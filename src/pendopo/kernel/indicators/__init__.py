"""What the regent's room shows: apps register indicators and put points; whole-of-government views read only this.

An app contributes in its `indicators.py`:

    register(Indicator(key="attendance.present", title=_("Hadir hari ini"), unit="%", ..., headline=True, order=10))

and puts figures whenever they change, for every unit on the way up to the regency ('' is the whole regency):

    put_many([Point("attendance.present", unit.path, day, present, expected, computed_at), ...])
"""

from .feed import FeedItem, feed, feed_provider
from .queries import Figure, Total, bucketed, children, figures, last_period, latest, series, status, working_days
from .registry import (
    Cell,
    Indicator,
    League,
    RowSet,
    all_indicators,
    get,
    headlines,
    league_indicators,
    register,
    visible_to,
    yearly,
)
from .registry import Row as Row
from .rules import STATUSES, Status, show, value_of
from .services import Point, put_many

__all__ = [
    "STATUSES",
    "Cell",
    "FeedItem",
    "Figure",
    "Indicator",
    "League",
    "Point",
    "Row",
    "RowSet",
    "Status",
    "Total",
    "all_indicators",
    "bucketed",
    "children",
    "feed",
    "feed_provider",
    "figures",
    "get",
    "headlines",
    "last_period",
    "latest",
    "league_indicators",
    "put_many",
    "register",
    "series",
    "show",
    "status",
    "value_of",
    "visible_to",
    "working_days",
    "yearly",
]
