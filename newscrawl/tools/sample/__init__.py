"""The bundled sample channel: an invented politics channel, served over loopback by `scrapy demo`."""
