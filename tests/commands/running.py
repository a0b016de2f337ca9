"""Commands run in this process, as far as they need no crawler: fast enough for a long table of calls."""

import contextlib
import io

import pytest
from scrapy import cmdline
from scrapy.settings import Settings


def scrapy(*words: str) -> tuple[int, str, str]:
    """Run a command and return its exit code and what it wrote on standard output and standard error."""
    settings = Settings()
    settings.setmodule("newscrawl.settings", priority="project")
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as ended:
        cmdline.execute(["scrapy", *words], settings)
    code = ended.value.code
    return code if isinstance(code, int) else 0, out.getvalue(), err.getvalue()
