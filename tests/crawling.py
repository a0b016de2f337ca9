"""Crawls in processes of their own, as a user starts them, and what they leave in the data folder."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent


def crawl(data, *options, command=("crawl", "politics")):
    arguments = [
        sys.executable,
        "-m",
        "scrapy",
        *command,
        "-s",
        f"NEWSCRAWL_DATA_DIR={data}",
        "-s",
        "DOWNLOAD_DELAY=0",
    ]
    return subprocess.run(
        [*arguments, *options], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def start(data, *options):
    return subprocess.Popen(
        [sys.executable, "-m", "scrapy", "crawl", "politics", "-s", f"NEWSCRAWL_DATA_DIR={data}", *options],
        cwd=ROOT, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def tree(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def ledger(data: Path, number: int = 1) -> dict[str, Any]:
    """Read a run's ledger."""
    found: dict[str, Any] = json.loads((data / f"runs/politics-{number:06d}.json").read_text())
    return found


def ids(data: Path) -> list[str]:
    """Return the ids of all published stories."""
    return sorted(one["id"] for path in data.glob("stories/*") for one in lines(path))


def on(site):
    """Return the arguments that crawl the news of a site."""
    return ("-a", f"site={site.url}", "-a", "sections=politicalnews")
