"""The site: the only folder that imports Django."""
