"""Finding: Danish analysis, the index of a snapshot, ranking, direct answers."""
