"""Formulas of training: pure, exact, no clock and no database."""
