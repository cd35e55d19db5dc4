"""Logs as one JSON object a line on standard error, or short lines for people (PENDOPO_LOG=console).

No personal data: no query strings, no form values, no request objects, no local variables in tracebacks.
"""

from __future__ import annotations

from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

DROPPED = ("request", "server_time", "sql", "params", "_record", "_from_structlog")


def without_personal_data(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    for key in DROPPED:
        event.pop(key, None)
    text = event.get("event")
    if isinstance(text, str) and "?" in text:
        event["event"] = text.partition("?")[0]
    return event


def logging_settings(style: str, level: str) -> dict[str, Any]:
    """Django's LOGGING; `style` is json or console."""
    plain = structlog.dev.plain_traceback
    renderer: list[Processor] = (
        [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=plain)]
        if style == "console"
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    )
    shared: list[Processor] = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [without_personal_data, *renderer],
        "foreign_pre_chain": shared,
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "pendopo": {"level": level},
            "django": {"level": "WARNING"},
            # What a stranger asks for in vain is no event worth a line each.
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "django.request": {"level": "ERROR"},
        },
    }
