"""The parameters, such as `%(since)s`, that may appear in the path of a feed."""

from __future__ import annotations

import re
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from scrapy.extensions.feedexport import apply_uri_params

from newscrawl.errors import BadArgument
from newscrawl.spiders.arguments import Arguments

if TYPE_CHECKING:
    from scrapy import Spider

NAMES = ("name", "time", "batch_id", "batch_time", *(field.name for field in fields(Arguments)))


def uri_params(params: dict[str, Any], spider: Spider) -> dict[str, Any]:
    """Return Scrapy's own parameters and the spider's arguments, without characters that could lead out of the folder.

    Other spiders get Scrapy's parameters unchanged.

    >>> from types import SimpleNamespace
    >>> from newscrawl.spiders.arguments import read_arguments
    >>> politics = SimpleNamespace(arguments=read_arguments(sections="opeds,mod"))
    >>> params = uri_params({"name": "../politics", "batch_id": 1, "run": None}, politics)
    >>> params["name"], params["sections"], params["batch_id"], "run" in params
    ('_politics', 'politics_opeds+politics_mod', 1, False)
    """
    arguments = getattr(spider, "arguments", None)
    if not isinstance(arguments, Arguments):
        return params
    given = {name: _text(value) for name, value in asdict(arguments).items()}
    kept = {key: value for key, value in (params | given).items() if isinstance(value, str | int)}
    return {key: _safe(value) if isinstance(value, str) else value for key, value in kept.items()}


def check_feed_path(uri: str) -> None:
    """Check that every parameter in a feed's path is known.

    Raises:
        BadArgument: the path contains an unknown or malformed parameter.
    """
    try:
        apply_uri_params(uri, dict.fromkeys(NAMES, 0))
    except (KeyError, ValueError, TypeError) as error:
        raise BadArgument(
            f"The feed path {uri!r} cannot be filled in ({error}). The known parameters are {', '.join(NAMES)}."
        ) from None


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return "+".join(value)
    return "" if value is None else str(value)


def _safe(text: str) -> str:
    return re.sub(r"[^\w:+-]+", "_", text)
