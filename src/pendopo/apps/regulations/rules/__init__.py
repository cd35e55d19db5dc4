"""Pure rules: kinds, numbers, what is in force."""
