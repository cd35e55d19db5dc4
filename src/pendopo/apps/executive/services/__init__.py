"""Writes of the regent's room: outlines of districts, wall screens, alerts that come from the figures."""
