"""What of a request may reach a log: that the program failed and where, never who asked for what."""

from __future__ import annotations

import logging


class OnlyFaults(logging.Filter):
    """Lets through what carries a traceback; the address is left out of it."""

    def filter(self, record: logging.LogRecord) -> bool:
        if not record.exc_info:
            return False
        record.msg, record.args = "fault", ()
        return True
