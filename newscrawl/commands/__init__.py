"""Commands: thin verbs of `scrapy`."""
