"""What authors write: folders of text become frozen values and problems."""
