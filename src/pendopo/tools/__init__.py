"""What keeps the house in order: the environment, the checks, the translations. Nothing here runs in production
requests.
"""
