"""Attendance rules as pure functions: no Django, no clock, no database. Every number of law comes in as an argument."""
