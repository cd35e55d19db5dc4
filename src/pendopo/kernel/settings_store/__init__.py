"""Numbers of law and local choice as dated values with their legal basis, never constants in code.

define("attendance.tolerance", kind="int", default=0, label=_("..."), help=_("..."), basis="Perbup ...")
value("attendance.tolerance", on=date(2026, 2, 1))
"""

from pendopo.kernel.settings_store.registry import Definition, define, definitions
from pendopo.kernel.settings_store.services import forget, history, set_value, value

__all__ = ["Definition", "define", "definitions", "forget", "history", "set_value", "value"]
