"""Reads of the regent's room, from the registry of indicators and their stored points alone."""
