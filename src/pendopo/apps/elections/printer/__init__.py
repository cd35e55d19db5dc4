"""The printer of a voting booth: slip and stub as ESC/POS, and the agent on 127.0.0.1 that prints them. No Django."""
