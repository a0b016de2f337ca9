"""Scrapy settings: only what differs from Scrapy's defaults, each with its reason."""

from pathlib import Path

from newscrawl import __version__

BOT_NAME = "newscrawl"
SPIDER_MODULES = ["newscrawl.spiders"]
COMMANDS_MODULE = "newscrawl.commands"

# Where crawls write: beside scrapy.cfg, wherever the command is called.
NEWSCRAWL_DATA_DIR = str(Path(__file__).resolve().parent.parent / "data")
# A mail address or URL for the site's operator; it stands in the User-Agent.
NEWSCRAWL_CONTACT = ""
# A story that fails is tried again in later runs, ever rarer; after so many tries it is given up.
NEWSCRAWL_TRIES = 5
# In one run out of so many a listing is read one page beyond its stop, to see whether the stop misses any.
NEWSCRAWL_PROBE_EVERY = 10
# Every response is kept as WARC in data/archive (about 5 KB a story); False keeps none.
NEWSCRAWL_ARCHIVE = True
# Published files as .jsonl.gz.
NEWSCRAWL_GZIP = False
USER_AGENT = f"newscrawl/{__version__}"

# Manners: one request a second to the host.
ROBOTSTXT_OBEY = True
DOWNLOAD_DELAY = 1.0
DOWNLOAD_TIMEOUT = 30
COOKIES_ENABLED = False
REFERRER_POLICY = "same-origin"

# Armour: nothing listens, no page fills the memory.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024
DOWNLOAD_WARNSIZE = 2 * 1024 * 1024

# A response yields one item: the default of 100 starts that many tasks for each (a third slower).
CONCURRENT_ITEMS = 8
# Listings are asked for before stories, whatever the queue holds.
DEPTH_PRIORITY = 0

SPIDER_MIDDLEWARES: dict[str, int] = {}
# In a crawl OnlySite is stricter than Scrapy's offsite filter (port, scheme, redirects); in `scrapy parse` any host may be asked.
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "newscrawl.onlysite.OnlySite": 50,
    # Nearer to the network than HttpCompression (590): the archive keeps bodies as they came.
    "newscrawl.archive.capture.Capture": 595,
}
ITEM_PIPELINES = {
    "newscrawl.pipelines.strip_chrome.StripChrome": 100,
    "newscrawl.pipelines.read_fields.ReadFields": 200,
    "newscrawl.pipelines.skip_old.SkipOld": 300,
    "newscrawl.pipelines.validate.Validate": 400,
    "newscrawl.pipelines.deduplicate.Deduplicate": 500,
    "newscrawl.pipelines.record.Record": 600,
}
EXTENSIONS = {
    "scrapy.extensions.feedexport.FeedExporter": None,  # swallows write errors
    "newscrawl.extensions.feeds.CountingFeedExporter": 0,
    "newscrawl.extensions.progress.Progress": 500,
    "newscrawl.extensions.running.Running": 500,
}

# Curly quotes and dashes stand in the files as themselves.
FEED_EXPORT_ENCODING = "utf-8"
