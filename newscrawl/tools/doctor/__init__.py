"""A check of a site before the first crawl: what is asked, what was found, and what it means for a crawl."""
