"""What waits for a person; each half of the app contributes its own."""

from pendopo.apps.attendance import desk_devices, desk_recap

__all__ = ["desk_devices", "desk_recap"]
