"""Precision, recall, speed and disk of the duplicate index: `python -m benchmarks.duplicates [STORIES …]`.

Texts are generated: words by a Zipf-like law, with stock phrases that unrelated stories share; of every ten stories
four are versions (light edit, cut, teaser, write-through, reorder) and two are hard negatives (a template filled anew,
a follow-up that reuses two fifths of a story).
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from pathlib import Path

from newscrawl.clusters.index import DuplicateIndex
from newscrawl.state.database import connect

KINDS = ("edit", "cut", "teaser", "update", "reorder")


class Writer:
    """Writes stories of 250 to 900 words in paragraphs."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311  # invented text
        self.words = [
            "".join(self.dice.choices("bcdfghlmnprstvw", k=1) + self.dice.choices("aeiou", k=1))
            * self.dice.randint(1, 2)
            + str(n)
            for n in range(20_000)
        ]
        self.weights = [1 / (rank + 20) for rank in range(len(self.words))]
        total = 0.0
        self.cumulated = [total := total + weight for weight in self.weights]
        self.phrases = [" ".join(self._words(14)) for _ in range(400)]

    def _words(self, count: int) -> list[str]:
        return self.dice.choices(self.words, cum_weights=self.cumulated, k=count)

    def story(self) -> list[str]:
        """Write a new story, with a stock phrase in some paragraphs."""
        parts = [" ".join(self._words(self.dice.randint(25, 60))) for _ in range(self.dice.randint(9, 16))]
        for _ in range(self.dice.randint(0, 3)):
            at = self.dice.randrange(len(parts))
            parts[at] += " " + self.dice.choice(self.phrases)
        return parts

    def version(self, parts: list[str], kind: str) -> list[str]:
        """Write another version of a story."""
        parts = list(parts)
        if kind == "edit":
            return [self._edit(one, 0.02) for one in parts]
        if kind == "cut":
            return parts[: max(2, len(parts) * self.dice.randint(25, 70) // 100)]
        if kind == "teaser":
            return [parts[0], parts[1]]
        if kind == "reorder":
            self.dice.shuffle(parts)
            return parts
        for _ in range(self.dice.randint(1, 4)):
            parts.insert(self.dice.randrange(len(parts)), " ".join(self._words(40)))
        return [self._edit(one, 0.01) for one in parts]

    def follow_up(self, parts: list[str]) -> list[str]:
        """Write a next-day story that reuses two fifths of another."""
        return self.story()[:8] + parts[: max(1, len(parts) * 2 // 5)]

    def template(self, parts: list[str]) -> list[str]:
        """Fill a template anew: every ninth word differs."""
        return [self._edit(one, 0.11) for one in parts]

    def _edit(self, text: str, share: float) -> str:
        return " ".join(self._words(1)[0] if self.dice.random() < share else word for word in text.split())


def measure(count: int, folder: Path) -> str:
    """Check and add so many stories in batches of 50; gives a line of figures."""
    writer = Writer(count)
    path = folder / f"{count}.db"
    connection = connect(path)
    index = DuplicateIndex(connection)
    recent: list[tuple[str, str, list[str]]] = []
    right = wrong = missed = 0
    busy = 0.0
    for number in range(count):
        kind = number % 10
        origin, headline, parts = (
            recent[-writer.dice.randint(1, min(len(recent), 300))] if recent and kind > 3 else ("", "", [])
        )
        day = f"2026-11-{1 + number % 28:02d}"
        title = " ".join(writer._words(8))  # noqa: SLF001  # this module's own
        if not origin:
            body = writer.story()
            recent = [*recent[-300:], (str(number), title, body)]
        elif kind < 8:
            body, title = writer.version(parts, KINDS[number // 10 % 5]), headline
        else:
            body = writer.follow_up(parts) if kind == 8 else writer.template(parts)
        text = "\n\n".join(body)
        began = time.perf_counter()
        if number % 50 == 0:
            connection.execute("BEGIN")
        match = index.add(str(number), 1, title, day, text)
        if number % 50 == 49:
            connection.execute("COMMIT")
        busy += time.perf_counter() - began
        is_version = bool(origin) and kind < 8
        tied = match is not None and is_version and match.cluster == origin
        right += tied
        wrong += match is not None and not tied
        missed += is_version and match is None
    if connection.in_transaction:
        connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return (
        f"{count:>9} stories: precision {right / max(1, right + wrong):.4f}, recall {right / max(1, right + missed):.4f}, "
        f"{count / busy:6.0f} a second, {path.stat().st_size / count:5.0f} bytes a story, peak {memory} MB"
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        for wanted in [int(text) for text in sys.argv[1:]] or [1_000, 10_000, 100_000]:
            print(measure(wanted, Path(place)), flush=True)
