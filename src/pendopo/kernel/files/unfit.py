"""Why a file is not taken."""

from __future__ import annotations


class Unfit(Exception):
    """`code` goes to the log (never the content or the name), `message` to the person."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
