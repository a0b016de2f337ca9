"""Scrapy settings: only what differs from Scrapy's defaults, each with its reason."""

from newscrawl import __version__
from newscrawl.components.compression import OFFERED
from newscrawl.store.checkout import default_data_dir

BOT_NAME = "newscrawl"
SPIDER_MODULES = ["newscrawl.spiders"]
COMMANDS_MODULE = "newscrawl.commands"

# Where crawls write: `data` beside scrapy.cfg, without one in the working folder, never in an installation.
NEWSCRAWL_DATA_DIR = str(default_data_dir())
# A mail address or URL for the site's operator; it stands in the User-Agent.
NEWSCRAWL_CONTACT = ""
# A story that fails is tried again in later runs, ever rarer; after so many tries it is given up.
NEWSCRAWL_TRIES = 5
# In one run out of so many a listing is read one page beyond its stop, to see whether the stop misses any.
NEWSCRAWL_PROBE_EVERY = 10
# Every response is kept as WARC in data/archive (about 4 KB a story); False keeps none.
NEWSCRAWL_ARCHIVE = True
# Archive files whose last page is older than so many days are removed when a run starts; 0 keeps all.
NEWSCRAWL_ARCHIVE_DAYS = 0
# Published files as .jsonl.gz.
NEWSCRAWL_GZIP = False
USER_AGENT = f"newscrawl/{__version__}"

# Manners: one request a second to the host; jitter, which in Scrapy goes below the delay too, is Throttle's.
ROBOTSTXT_OBEY = True
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0
# One request at a time: when the site answers "slow down" no other is on its way.
CONCURRENT_REQUESTS_PER_DOMAIN = 1
# So many are in the downloader: one on its way, others that may have to pause after a fault. All else waits in the scheduler,
# in the spider's order.
CONCURRENT_REQUESTS = 4
# A Crawl-delay in robots.txt is obeyed up to so many seconds; a longer Retry-After than this ends the run (78).
NEWSCRAWL_LONGEST_CRAWL_DELAY = 30
NEWSCRAWL_LONGEST_RETRY_AFTER = 300
# Seconds before the first retry of a request; doubled for the next.
NEWSCRAWL_BACKOFF = 1.0
DOWNLOAD_TIMEOUT = 30
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en",
    "Accept-Encoding": OFFERED,
}
COOKIES_ENABLED = False
# A page that leads to itself costs five requests, not twenty.
REDIRECT_MAX_TIMES = 5
REFERRER_POLICY = "same-origin"
# A page's own meta refresh leads nowhere that a listing does not: the page itself is read.
METAREFRESH_ENABLED = False

# Seconds that reading one page may take (a usual one takes 0.05); a page that takes longer is a failure with a name.
NEWSCRAWL_LONGEST_READING = 20

# Names that answer with private addresses are not asked in a crawl of a public site.
TWISTED_DNS_RESOLVER = "newscrawl.components.resolver.GuardedResolver"

# Armour: nothing listens, no page fills the memory, no header goes on for ever.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024
DOWNLOAD_WARNSIZE = 2 * 1024 * 1024
# The spider's own settings, which close the other doors, name this handler too.
DOWNLOAD_HANDLERS = dict.fromkeys(("http", "https"), "newscrawl.components.handler.BoundedHandler")
# A certificate's chain and host name; Scrapy takes any. SSL_CERT_FILE names an operator's own authorities.
DOWNLOAD_VERIFY_CERTIFICATES = True

# A response yields one item: the default of 100 starts that many tasks for each (a third slower).
CONCURRENT_ITEMS = 8
# Listings are asked for before stories, whatever the queue holds.
DEPTH_PRIORITY = 0

SPIDER_MIDDLEWARES: dict[str, int] = {}
# In a crawl Offsite is stricter than Scrapy's offsite filter (port, scheme, redirects); in `scrapy parse` any host may be asked.
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "newscrawl.components.offsite.Offsite": 50,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # takes errors for permission
    "newscrawl.components.robots.RobotsTxt": 100,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,  # retries at once, whatever the site asks
    "newscrawl.components.throttle.Throttle": 550,
    # Nearer to the network than HttpCompression (590): the archive keeps bodies as they came.
    "newscrawl.components.warc.WarcCapture": 595,
    # Before DownloaderStats (850), so that the ledger counts what is sent.
    "newscrawl.components.budget.Budget": 840,
    "newscrawl.components.transfer.WholeTransfer": 995,
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
    "newscrawl.components.feeds.CountingFeedExporter": 0,
    "newscrawl.components.clean_log.CleanLog": 0,
    "newscrawl.components.progress.Progress": 500,
    "newscrawl.components.lifecycle.Lifecycle": 500,
}

# A headline that begins with = is no formula in a spreadsheet.
FEED_EXPORTERS = {"csv": "newscrawl.components.csv.SafeCsvItemExporter"}
# Curly quotes and dashes stand in the files as themselves.
FEED_EXPORT_ENCODING = "utf-8"
# A spider argument in a feed's path, `%(since)s`, cannot lead out of its folder.
FEED_URI_PARAMS = "newscrawl.components.feed_paths.uri_params"
