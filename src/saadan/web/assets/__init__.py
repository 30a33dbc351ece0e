"""What a page fetches: files of the handbook, drawings, styles, and the files of the site."""
