"""The program of the polling station: offline, without the main database."""
