"""For machines that follow the handbook: sitemap, feed of changes, robots.txt."""
