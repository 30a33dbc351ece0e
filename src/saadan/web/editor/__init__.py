"""What people write with: a text, entries of registers, steps, and an order of pages."""
