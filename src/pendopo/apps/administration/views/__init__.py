"""Views by screen."""
