"""Gaps: what is missing or wrong, as readers say it, searches show it and texts admit it."""
