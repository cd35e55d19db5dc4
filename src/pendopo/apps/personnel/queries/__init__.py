"""Reading personnel data."""

from pendopo.apps.personnel.queries.people import (
    KEEP_DAYS,
    Employee,
    RosterEntry,
    employee,
    employees,
    find,
    imports,
    imports_waiting,
    is_employee,
    office_name,
    offices_seen,
    roster,
    roster_between,
    scope_name,
    search,
    with_office,
)

__all__ = [
    "KEEP_DAYS",
    "Employee",
    "RosterEntry",
    "employee",
    "employees",
    "find",
    "imports",
    "imports_waiting",
    "is_employee",
    "office_name",
    "offices_seen",
    "roster",
    "roster_between",
    "scope_name",
    "search",
    "with_office",
]
