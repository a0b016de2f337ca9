"""Settings for every test."""

from hypothesis import settings

# A slow machine must not fail a law: speed is measured in benchmarks, never here.
settings.register_profile("newscrawl", deadline=None)
settings.load_profile("newscrawl")
