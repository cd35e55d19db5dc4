"""The form field for a file: its help names what is taken."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.text import format_lazy

from pendopo.kernel.files.kinds import DOCUMENTS, MOST_BYTES, Kinds, accepted

LONGEST_NAME = 255
_accepted = lazy(accepted, str)


class UploadField(forms.FileField):
    """A file for `files.keep`; what is wrong with it is said by `keep`, at this field."""

    def __init__(self, *, kinds: Kinds = DOCUMENTS, most: int = MOST_BYTES, **options: Any) -> None:
        self.kinds, self.most = kinds, most
        said = _accepted(kinds, most)
        own = options.pop("help_text", "")
        options["help_text"] = format_lazy("{} {}", own, said) if own else said
        options.setdefault("widget", forms.FileInput(attrs={"accept": ",".join(kinds)}))
        options.setdefault("allow_empty_file", True)  # `keep` has the better words for it
        super().__init__(max_length=LONGEST_NAME, **options)
