"""From content to one linked, immutable whole that answers readers."""
