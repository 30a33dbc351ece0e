"""Shows registers and their entries."""
