"""Commands of `scrapy`, each thin: arguments in, one call, one printout, an exit code."""
