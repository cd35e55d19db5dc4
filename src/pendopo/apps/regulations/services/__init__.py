"""Writing the register: one verb per function."""

from pendopo.apps.regulations.services.kinds import set_kind
from pendopo.apps.regulations.services.parts import add_article, attach, bind, relate, remove_part, tie, unrelate
from pendopo.apps.regulations.services.records import (
    MOVES,
    RegulationFacts,
    add,
    correct,
    enact,
    facts_from,
    promulgate,
    withdraw,
)

__all__ = [
    "MOVES",
    "RegulationFacts",
    "add",
    "add_article",
    "attach",
    "bind",
    "correct",
    "enact",
    "facts_from",
    "promulgate",
    "relate",
    "remove_part",
    "set_kind",
    "tie",
    "unrelate",
    "withdraw",
]
