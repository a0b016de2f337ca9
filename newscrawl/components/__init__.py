"""Components: the middlewares, extensions and other classes that settings.py plugs into Scrapy."""
