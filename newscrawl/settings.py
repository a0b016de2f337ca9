"""Scrapy settings: only those that differ from Scrapy's defaults, each with the reason for its value."""

from newscrawl import __version__
from newscrawl.components.compression import ACCEPT_ENCODING

BOT_NAME = "newscrawl"
SPIDER_MODULES = ["newscrawl.spiders"]
COMMANDS_MODULE = "newscrawl.commands"

# Checks newscrawl's own settings (tools/configuration.py has their defaults) and adds the contact to the User-Agent; in
# another project it adds all that stands here.
ADDONS = {"newscrawl.addon.Newscrawl": 500}
# The honest name of the program; NEWSCRAWL_CONTACT is added to it.
USER_AGENT = f"newscrawl/{__version__}"

# Politeness: one request a second. Scrapy's own jitter would also go below the delay, so it is off; Throttle adds jitter
# that only lengthens it.
ROBOTSTXT_OBEY = True
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0
# One request at a time, so that no other is under way when the site responds with 429 or 503.
CONCURRENT_REQUESTS_PER_DOMAIN = 1
# Requests inside the downloader: one being sent, the others possibly pausing before a retry. All other requests stay in
# the scheduler, which keeps the spider's order.
CONCURRENT_REQUESTS = 4
# Seconds; Scrapy's 180 would let one hanging server hold up the whole run.
DOWNLOAD_TIMEOUT = 30
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en",
    "Accept-Encoding": ACCEPT_ENCODING,
}
# Pages are the same without cookies, and a crawl should not be tracked.
COOKIES_ENABLED = False
# A page that redirects to itself costs five requests, not Scrapy's twenty.
REDIRECT_MAX_TIMES = 5
# Other hosts learn nothing about the crawl from the Referer header.
REFERRER_POLICY = "same-origin"
# The page itself is read. A meta refresh leads nowhere that a listing does not lead to.
METAREFRESH_ENABLED = False

# In a crawl of a public site, host names that resolve to private addresses are refused: no link may lead a crawl into the
# operator's own network.
TWISTED_DNS_RESOLVER = "newscrawl.components.resolver.GuardedResolver"

# Protection against hostile pages: no port is opened for remote control, no body or header can fill the memory.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
# 10 MiB, far more than a page of text needs; Scrapy's default is 1 GiB.
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024
DOWNLOAD_WARNSIZE = 2 * 1024 * 1024
# The spider's own settings name this handler too; there file, ftp, s3 and data URLs are turned off.
DOWNLOAD_HANDLERS = dict.fromkeys(("http", "https"), "newscrawl.components.handler.BoundedHandler")
# Verify a certificate's chain and host name; Scrapy accepts any certificate. SSL_CERT_FILE names an operator's own
# authorities.
DOWNLOAD_VERIFY_CERTIFICATES = True

# A response yields at most one item, and Scrapy starts this many tasks for each response: its default of 100 makes a crawl
# a third slower.
CONCURRENT_ITEMS = 8
# The spider's priorities alone decide the order: listings before stories.
DEPTH_PRIORITY = 0

SPIDER_MIDDLEWARES: dict[str, int] = {}
# Scrapy's pipelines, except that a story which kills or holds up one of them costs only itself.
ITEM_PROCESSOR = "newscrawl.components.pipelines.GuardedPipelines"
DOWNLOADER_MIDDLEWARES = {
    # During a crawl Offsite is stricter than Scrapy's (port, scheme, redirects); `scrapy parse` may request any host, and
    # other spiders get Scrapy's filter from it.
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "newscrawl.components.offsite.Offsite": 50,
    # Scrapy's treats an error on robots.txt as permission.
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "newscrawl.components.robots.RobotsTxt": 100,
    # Before Throttle (550), so that it sees what is left after the retries.
    "newscrawl.components.validators.Validators": 540,
    # Scrapy's retries at once and ignores Retry-After.
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "newscrawl.components.throttle.Throttle": 550,
    # Nearer to the network than HttpCompression (590), so that the archive keeps bodies as they arrived.
    "newscrawl.components.warc.WarcCapture": 595,
    # Before DownloaderStats (850), so that the ledger counts only requests that are sent.
    "newscrawl.components.budget.Budget": 840,
    # Next to the network, so that no other middleware sees a response that was cut short.
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
# A story is one line of the log, by its id and address: no word of its text. Scrapy's default is DEBUG, with every item whole.
LOG_LEVEL = "INFO"
LOG_FORMATTER = "newscrawl.components.story_log.StoryLogFormatter"
EXTENSIONS = {
    "scrapy.extensions.feedexport.FeedExporter": None,  # only logs write errors; ours makes the crawl exit with 74
    "newscrawl.components.feeds.CountingFeedExporter": 0,
    "newscrawl.components.clean_log.CleanLog": 0,
    "scrapy.extensions.logstats.LogStats": None,
    "newscrawl.components.progress.RunStats": 0,
    "newscrawl.components.progress.Progress": 500,
    "newscrawl.components.lifecycle.Lifecycle": 500,
}

# So that a spreadsheet does not run a headline that begins with = as a formula, names with commas stay apart in a list,
# and null is not the word None.
FEED_EXPORTERS = {
    "csv": "newscrawl.components.csv.SafeCsvItemExporter",
    "xml": "newscrawl.components.xml.StoryXmlItemExporter",
}
# Curly quotes and dashes are written as themselves, not as \u escapes.
FEED_EXPORT_ENCODING = "utf-8"
# So that a spider argument in a feed's path, such as `%(since)s`, cannot lead out of its folder.
FEED_URI_PARAMS = "newscrawl.components.feed_paths.uri_params"
