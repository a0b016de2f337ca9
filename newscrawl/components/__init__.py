"""Components: what settings.py plugs into Scrapy."""
