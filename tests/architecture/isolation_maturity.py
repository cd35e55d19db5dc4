"""The addresses of maturity, see isolation.py. Entries stand in a submitted assessment, which all roles see."""

from __future__ import annotations

from tests.architecture import maturity_benchmark, maturity_evidence, maturity_insight
from tests.architecture.kinds import Route, act, form, read

ASSESSMENT = {
    "maturity:home": read(),
    "maturity:open": form(),
    "maturity:work": read(),
    "maturity:checking": read(),
    "maturity:accept_many": act(),
    "maturity:assign": act(),
    "maturity:assessment": read("assessment", shared=True),
    "maturity:comparison": read("assessment", shared=True),
    "maturity:setup": read("assessment", shared=True),
    "maturity:configure": form("assessment", shared=True),
    "maturity:copy_assignment": act("assessment", shared=True),
    "maturity:start": act("assessment", shared=True),
    "maturity:cancel": form("assessment", shared=True),
    "maturity:entries": read("assessment", shared=True),
    "maturity:national_sheet": read("assessment", shared=True),
    "maturity:submit": form("assessment", shared=True),
    "maturity:submissions": read("assessment", shared=True),
    "maturity:attach": act("submission", shared=True),
    "maturity:submission_file": read("signed_file", shared=True),
    "maturity:reopen": form("assessment", shared=True),
    "maturity:external": read("assessment", shared=True),
    "maturity:keep_rest": act("assessment", shared=True),
    "maturity:advance": act("assessment", shared=True),
    "maturity:send_back": form("assessment", shared=True),
    "maturity:close": act("assessment", shared=True),
    "maturity:findings": read("assessment", shared=True),
    "maturity:finding_add": act("assessment", shared=True),
    "maturity:finding_withdraw": act("finding", shared=True),
    "maturity:entry": read("entry"),
    "maturity:entry_save": act("entry"),
    "maturity:entry_send": act("entry"),
    "maturity:entry_recall": act("entry"),
    "maturity:entry_accept": act("entry"),
    "maturity:entry_give_back": act("entry"),
    "maturity:entry_assess": act("entry"),
    "maturity:entry_adjust": act("entry"),
}
ROUTES: dict[str, Route] = {**ASSESSMENT}
ROUTES |= maturity_evidence.ROUTES
ROUTES |= maturity_insight.ROUTES
ROUTES |= maturity_benchmark.ROUTES
ROUTES |= maturity_insight.PUBLIC
