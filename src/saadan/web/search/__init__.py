"""Finding: the results page, results while typing, and the same as JSON."""
