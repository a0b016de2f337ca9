"""Pipelines: verbs with one job each."""
