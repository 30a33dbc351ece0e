"""Benchmarks: generated handbooks, what Sådan does with them, and what other programs do."""
