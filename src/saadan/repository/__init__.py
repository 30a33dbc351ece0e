"""Where a handbook's files come from: a folder or a git repository."""
