"""Tables of law and formulas of personnel, without a database."""
