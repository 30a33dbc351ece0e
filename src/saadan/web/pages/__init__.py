"""Reading: pages, the tree around them, and what is shown when there is none."""
