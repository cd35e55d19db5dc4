"""Pages of the regent's room."""
