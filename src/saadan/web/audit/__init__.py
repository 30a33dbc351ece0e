"""The log of what people did: it is only ever added to."""
