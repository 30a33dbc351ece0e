"""Proposals: changes on their way into the handbook, and the reviews of them."""
