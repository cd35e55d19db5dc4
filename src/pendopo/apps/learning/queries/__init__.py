"""Reading: every list starts from what the actor may see."""
