"""Time spans in words."""

from __future__ import annotations

_UNITS = (
    ("day", 86_400, 172_800),
    ("hour", 3_600, 5_400),
    ("minute", 60, 90),
)  # name, seconds, from how many on


def span(seconds: float) -> str:
    """Return a time span in two words.

    >>> span(50), span(90), span(180), span(5 * 3_600), span(3 * 86_400), span(1)
    ('50 seconds', '2 minutes', '3 minutes', '5 hours', '3 days', '1 second')
    """
    unit, size = next(((name, size) for name, size, least in _UNITS if seconds >= least), ("second", 1))
    number = round(seconds / size)
    return f"{number} {unit}{'' if number == 1 else 's'}"
