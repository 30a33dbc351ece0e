"""Sådan: a platform for living handbooks."""

__version__ = "0.1.0"
