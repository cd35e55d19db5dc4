"""The formula, the periods and the geometry of the room: pure functions."""
