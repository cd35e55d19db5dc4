"""Formulas and tables of law, pure."""
