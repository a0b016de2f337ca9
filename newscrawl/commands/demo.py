"""`scrapy demo`: crawl the bundled sample channel over loopback."""

from __future__ import annotations

import json
import shlex
import shutil
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from newscrawl.channels import POLITICS
from newscrawl.errors import CannotOpen, ExitCode
from newscrawl.store.paths import PUBLISHED, DataFolder
from newscrawl.tools.command import HelpfulCommand, configure_or_exit
from newscrawl.tools.program import module, program

if TYPE_CHECKING:
    import argparse

    from newscrawl.run.run import Run


class Command(HelpfulCommand):
    """Serve the sample channel on 127.0.0.1, crawl it into data/demo and print a summary."""

    example = "demo"
    requires_project = True
    # The project's settings, except that requests to the local machine need no delay, and a proxy cannot pass them on.
    default_settings: ClassVar[dict[str, Any]] = {
        "DOWNLOAD_DELAY": 0,
        "LOG_LEVEL": "ERROR",
        "HTTPPROXY_ENABLED": False,
    }

    def short_desc(self) -> str:
        """Return the line that `scrapy` shows for this command."""
        return "Crawl the bundled sample channel (nothing leaves this machine)"

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Read the options, then check newscrawl's settings."""
        super().process_options(args, opts)
        configure_or_exit(self.settings)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002  # Scrapy's signature
        """Crawl the sample and print a summary."""
        from newscrawl.tools.sample.server import serve

        if self.settings is None or self.crawler_process is None:
            return
        folder = DataFolder(Path(self.settings["NEWSCRAWL_DATA_DIR"])).demo
        try:
            _clear(DataFolder(folder))
        except OSError as error:
            self.exitcode = CannotOpen.exit_code
            print(
                f"newscrawl: Cannot clear {folder}: {error}. Make it writable, or choose another with -s NEWSCRAWL_DATA_DIR=FOLDER."
            )
            return
        self.settings.set("NEWSCRAWL_DATA_DIR", str(folder), priority="cmdline")
        self.settings.set("DOWNLOAD_DELAY", 0, priority="cmdline")
        crawler = self.crawler_process.create_crawler(POLITICS.name)
        with serve() as site:
            self.crawler_process.crawl(crawler, site=site)
            self.crawler_process.start()
        self.exitcode = crawler.stats.get_value("newscrawl/exit_code", ExitCode.INTERNAL)
        run = getattr(crawler.spider, "run", None)
        if run is not None:
            print(summary(run))


def _clear(folder: DataFolder) -> None:
    """Remove what an earlier demo wrote, and nothing else."""
    published = (folder.root / kind for kind in PUBLISHED)
    for path in (*published, folder.runs, folder.archive, folder.reports):
        if path.exists():
            shutil.rmtree(path)
    for file in folder.root.glob(f"{folder.state.name}*"):
        file.unlink()


def summary(run: Run) -> str:
    """Return what a run stored, where its files are and which commands to try next, as lines of text."""
    counts = run.counts
    kinds = ", ".join(f"{count} {why}" for why, count in sorted(Counter(counts.tombstones.values()).items()))
    sections = (f"  {section:<42} {count:5}" for section, count in sorted(counts.by_section().items()))
    written = [run.folder.root / name for name in run.session.files]
    return "\n".join(
        [
            f"Stories by section ({counts.count('stored')} in all):",
            *sections,
            f"Duplicates: {counts.count('duplicate')} · tombstones: {counts.count('tombstone')} ({kinds or 'none'}) · failed: {counts.count('failed')}",
            "Written:",
            *(f"  {path}" for path in written),
            f"  {run.folder.ledger(run.number)}",
            "Next:",
            *(f"  {command}" for command in next_commands(run, written)),
            "The live channel, one request a second; your address tells its operator whom to write to:",
            f"  {program()} crawl politics -a sections=opeds -a max_pages=1 -s NEWSCRAWL_CONTACT=you@example.org",
        ]
    )


def next_commands(run: Run, written: list[Path]) -> list[str]:
    """Return commands that look at what the demo wrote; each works as it is printed."""
    folder = f"-s NEWSCRAWL_DATA_DIR={shlex.quote(str(_short(run.folder.root)))}"
    stories = [path for path in written if path.parent.name == "stories"]
    ids = [json.loads(line)["id"] for path in stories for line in path.read_bytes().splitlines()]
    return [
        *(f"head -n 1 {shlex.quote(str(_short(path)))} | python3 -m json.tool" for path in stories),
        *(f"{program()} explain {story_id} {folder}" for story_id in ids[:1]),
        f"{program()} status {folder}",
        f"{program()} clusters {folder}",
        f"{module('newscrawl.tools.sample')} --port 8010",
    ]


def _short(path: Path) -> Path:
    """Return a path as one would type it: relative if it is below the working folder."""
    path, here = path.absolute(), Path().absolute()
    return path.relative_to(here) if path.is_relative_to(here) else path
