"""Permissions and settings of attendance; each half of the app declares its own."""

from pendopo.apps.attendance import policy_devices, policy_recap

__all__ = ["policy_devices", "policy_recap"]
