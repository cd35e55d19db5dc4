"""The addresses of regulations, see isolation.py."""

from __future__ import annotations

from tests.architecture.kinds import Route, act, form, read

DRAFT_READERS = "kepala_bidang operator_opd kepala_opd bupati auditor admin admin_kantor"
DRAFTERS = "operator_opd admin admin_kantor"
ROUTES: dict[str, Route] = {
    "public:index": read(),
    "public:regulations": read(),
    "public:regulation": read("regulation_public", shared=True),
    "public:regulation_file": read("regulation_public", shared=True),
    "public:feed": read(),
    "regulations:register": read(),
    "regulations:add": form(),
    "regulations:kinds": read(),
    "regulations:kind": form("regulation_kind", shared=True),
    "regulations:imports": form(),
    "regulations:template": read(),
    "regulations:import": read("regulation_import", shared=True),
    "regulations:import_run": act("regulation_import", shared=True),
    "regulations:import_errors": read("regulation_import", shared=True),
    "regulations:record": read("regulation", sees=DRAFT_READERS),
    "regulations:version": read("regulation_file", sees=DRAFT_READERS),
    "regulations:correct": form("regulation", sees=DRAFTERS),
    "regulations:enact": form("regulation"),
    "regulations:promulgate": form("regulation"),
    "regulations:withdraw": form("regulation", sees=DRAFTERS),
    "regulations:relate": form("regulation", sees=DRAFTERS),
    "regulations:unrelate": form("regulation_relation", sees=DRAFTERS),
    "regulations:article": form("regulation", sees=DRAFTERS),
    "regulations:bind": form("regulation", sees=DRAFTERS),
    "regulations:tie": form("regulation", sees=DRAFTERS),
    "regulations:attach": form("regulation", sees=DRAFTERS),
    "regulations:remove_part": act("regulation_part", sees=DRAFTERS),
}
