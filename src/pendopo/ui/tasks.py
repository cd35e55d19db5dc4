"""Background work of the frame: large exports of registers.

The worker opens the register's own page again as the person who asked, with today's permissions of the same post: the
page's own checks and filters decide, so a file never holds more than its owner may see at that moment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, QueryDict
from django.urls import resolve
from django.utils import translation
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused
from pendopo.kernel.jobs import Progress, job
from pendopo.kernel.jobs.running import Interrupted
from pendopo.kernel.people.models import Account
from pendopo.ui import exports

if TYPE_CHECKING:
    from pendopo.ui.registers import Register


@job(exports.KIND)
def export_register(
    progress: Progress, *, path: str, query: str, register: str, unit_path: str, language: str
) -> dict[str, Any]:
    """Writes the XLSX of a register; what was searched for is forgotten with the end of the work."""
    try:
        with translation.override(language):
            found = reopened(progress, path, query, unit_path)
            if found.table.name != register:
                raise Refused(_no_longer())
            result = exports.write_file(found, progress)
    except (Interrupted, OperationalError, InterfaceError):
        raise
    except BaseException:
        _forget(progress)
        raise
    _forget(progress)
    return result


def reopened(progress: Progress, path: str, query: str, unit_path: str) -> Register:
    """The register behind an address as the owner of the job sees it now. Raises Refused."""
    account = progress.job.account
    if account is None or not account.is_active:
        raise Refused(_no_longer())
    actor = progress.actor
    if actor.assignment_id != progress.job.assignment_id or not actor.unit_path.startswith(unit_path):
        raise Refused(_no_longer())
    request = _request(account, actor, path, query)
    try:
        view, args, kwargs = resolve(path)
        view(request, *args, **kwargs)
    except (PermissionDenied, Http404):
        raise Refused(_no_longer()) from None
    found: list[Register] = cast(Any, request).collected
    if len(found) != 1:
        raise Refused(_no_longer())
    return found[0]


def _request(account: Account, actor: Actor, path: str, query: str) -> HttpRequest:
    request = HttpRequest()
    request.method = "GET"
    request.path = request.path_info = path
    request.GET = QueryDict(query)
    request.META = {"SERVER_NAME": "localhost", "SERVER_PORT": "80", "REQUEST_METHOD": "GET", "QUERY_STRING": query}
    request.resolver_match = resolve(path)
    more = cast(Any, request)
    more.user, more.actor, more.session, more.collected = account, actor, {}, []
    more.htmx = HtmxDetails(request)
    return request


def _no_longer() -> str:
    return _("Daftar ini tidak lagi terbuka bagi jabatan Anda. Tidak ada berkas yang dibuat; buka daftarnya kembali.")


def _forget(progress: Progress) -> None:
    progress.job.args = {}
    progress.job.save(update_fields=["args"])
