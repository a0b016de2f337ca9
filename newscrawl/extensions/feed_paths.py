"""What `%(name)s` may stand for in the path of a feed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scrapy import Spider


def uri_params(params: dict[str, Any], spider: Spider) -> dict[str, Any]:  # noqa: ARG001  # Scrapy hands it over
    """Keep texts and numbers; a text loses what could lead out of the folder.

    >>> uri_params({"name": "politics", "since": "../x", "batch_id": 1, "run": None}, None)
    {'name': 'politics', 'since': '_x', 'batch_id': 1}
    """
    kept = {key: value for key, value in params.items() if isinstance(value, str | int)}
    return {key: _tame(value) if isinstance(value, str) else value for key, value in kept.items()}


def _tame(text: str) -> str:
    return re.sub(r"[^\w:+-]+", "_", text)
