"""How people change a handbook's text: values and source bytes in, source bytes out."""
