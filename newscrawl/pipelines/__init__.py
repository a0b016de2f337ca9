"""Item pipelines, each named by the one thing it does; settings.py gives their order."""
