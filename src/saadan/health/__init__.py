"""Checks of what stands in a handbook, and what they find."""
