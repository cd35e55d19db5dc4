"""Work that is due at a time of day or every so often, run once however many workers there are.

An app's `tasks.py` decorates functions: `@daily("attendance.close_day", at="00:05")`,
`@every("attendance.silent_devices", seconds=60)`.
The functions take nothing and must bear being run twice (a worker may be killed in the middle).
"""

from pendopo.kernel.schedule.registry import ENTRIES, Entry, daily, every
from pendopo.kernel.schedule.runner import run_due

__all__ = ["ENTRIES", "Entry", "daily", "every", "run_due"]
