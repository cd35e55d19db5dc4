"""What waits for a person; each half of the app contributes its own."""

from pendopo.apps.attendance import desk_devices

__all__ = ["desk_devices"]
