"""What needs attention: raised by apps once per cause, taken up by a person, answered, closed.

raise_alert("attendance.device_silent", str(device.pk), unit.path, severity="bad", title=..., detail=..., url=...)
clear("attendance.device_silent", str(device.pk))          # the cause is gone
"""

from . import policy as policy
from .services import acknowledge, answer, assign, clear, close, raise_alert, snooze

__all__ = ["acknowledge", "answer", "assign", "clear", "close", "raise_alert", "snooze"]
