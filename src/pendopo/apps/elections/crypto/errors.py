"""What is wrong, said once: a code for programs, a place, words for people."""

from __future__ import annotations


class Invalid(Exception):
    """Something in an archive, or on its way into one, does not hold. `code` is stable; see `checks.py`."""

    def __init__(self, code: str, detail: str = "", place: str = "") -> None:
        super().__init__(code, detail, place)
        self.code = code
        self.detail = detail
        self.place = place

    def at(self, place: str) -> Invalid:
        """The same, with the place where the caller met it in front of the one that is known."""
        return type(self)(self.code, self.detail, f"{place}, {self.place}" if self.place else place)

    def __str__(self) -> str:
        return ": ".join(part for part in (self.code, self.place, self.detail) if part)


class NonCanonical(Invalid):
    """JSON that says something, but not in the one form that is allowed (section 2.1)."""

    def __init__(self, code: str = "json.form", detail: str = "", place: str = "") -> None:
        super().__init__(code, detail, place)


class Unreadable(Exception):
    """The file cannot be read at all, or is not an archive."""
