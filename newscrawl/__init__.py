"""newscrawl crawls the Politics channel of ArcaMax into clean JSON Lines."""

__version__ = "0.1.0"
