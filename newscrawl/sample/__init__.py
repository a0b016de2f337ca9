"""The bundled sample channel: an invented politics channel."""
