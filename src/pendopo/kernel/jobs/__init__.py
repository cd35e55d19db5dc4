"""Long work with a progress bar: imports, exports, month recaps.

    @job("personnel.import")
    def run(progress: Progress, *, file: str) -> dict[str, Any]:
        progress.total(len(rows))
        for row in rows:
            ...
            progress.step()
        return {"dibuat": 12}

    start(actor, "personnel.import", _("Impor pegawai"), file=name)     # -> Job; show job.get_absolute_url()

The work is queued in the caller's transaction and run by `./pendopo worker`; tests run it at once. A worker that is
killed leaves the job to the next one: the function runs again from the start (at most three times), so it must bear
that; `progress.save()` keeps a checkpoint for work that can go on. Permissions are checked by the service that calls
`start`; `progress.actor` is the same person in the same post.
"""

from pendopo.kernel.jobs.registry import KINDS, job
from pendopo.kernel.jobs.running import Progress
from pendopo.kernel.jobs.services import start

__all__ = ["KINDS", "Progress", "job", "start"]
