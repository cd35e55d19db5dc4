"""The verbs of the command line, one function each; what they do lives elsewhere."""
