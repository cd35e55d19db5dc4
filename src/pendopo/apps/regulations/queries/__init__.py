"""Reading the register."""

from pendopo.apps.regulations.queries.kinds import kind_pairs, kinds
from pendopo.apps.regulations.queries.register import (
    by_reference,
    facts_of,
    fields_of_law,
    matching,
    owners,
    register,
    search,
    status_of,
    visible,
    with_status,
    years,
)

__all__ = [
    "by_reference",
    "facts_of",
    "fields_of_law",
    "kind_pairs",
    "kinds",
    "matching",
    "owners",
    "register",
    "search",
    "status_of",
    "visible",
    "with_status",
    "years",
]
