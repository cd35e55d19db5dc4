"""What upper apps may ask of personnel. Frozen dataclasses only."""

from pendopo.apps.personnel.queries import Employee, RosterEntry, employee, find, is_employee, roster, roster_between

__all__ = ["Employee", "RosterEntry", "employee", "find", "is_employee", "roster", "roster_between"]
