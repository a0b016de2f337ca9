"""newscrawl's settings: the first place that names one wins, and a value that is not allowed is named with the remedy."""

from pathlib import Path

import pytest
from scrapy.settings import Settings

from newscrawl.errors import BadArgument
from newscrawl.tools.configuration import SETTINGS, configure
from newscrawl.tools.show_settings import reference

DOCS = Path(__file__).parents[2] / "docs/settings.md"
BAD = [
    ("NEWSCRAWL_DATA_DIR", ""), ("NEWSCRAWL_DATA_DIR", "a\0b"),
    ("NEWSCRAWL_CONTACT", ""), ("NEWSCRAWL_CONTACT", "me"), ("NEWSCRAWL_CONTACT", "a@b.example\r\nX: y"), ("NEWSCRAWL_CONTACT", "ftp://b.example"),
    ("NEWSCRAWL_NOTIFY", ""), ("NEWSCRAWL_NOTIFY", "mail 'x"), ("NEWSCRAWL_NOTIFY", "a\0b"),
    ("DOWNLOAD_DELAY", "-1"), ("DOWNLOAD_DELAY", "inf"), ("DOWNLOAD_DELAY", "1s"), ("DOWNLOAD_DELAY", "4000"),
    ("NEWSCRAWL_TRIES", "0"), ("NEWSCRAWL_TRIES", "1.5"), ("NEWSCRAWL_TRIES", "five"), ("NEWSCRAWL_TRIES", "٣"),
    ("NEWSCRAWL_TRY_DAYS", "-7"), ("NEWSCRAWL_TRY_DAYS", "400"),
    ("NEWSCRAWL_PROBE_EVERY", "0"), ("NEWSCRAWL_PROBE_EVERY", "nan"),
    ("NEWSCRAWL_ARCHIVE", "maybe"), ("NEWSCRAWL_ARCHIVE", "2"), ("NEWSCRAWL_ARCHIVE_DAYS", "-1"), ("NEWSCRAWL_ARCHIVE_DAYS", "1e3"),
    ("NEWSCRAWL_GZIP", ""), ("NEWSCRAWL_GZIP", "gz"),
    ("NEWSCRAWL_LONGEST_CRAWL_DELAY", "0"), ("NEWSCRAWL_LONGEST_RETRY_AFTER", "90000"),
    ("NEWSCRAWL_BACKOFF", "-0.5"), ("NEWSCRAWL_BACKOFF", "nan"), ("NEWSCRAWL_LONGEST_READING", "never"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A project's folder, which is also the working folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("newscrawl.tools.configuration.default_data_dir", lambda: tmp_path / "data")
    return tmp_path


def configured(given=(), environment=(), settings=None):
    settings = settings or Settings()
    for name, value in dict(given).items():
        settings.set(name, value, priority="cmdline")
    return {one.setting.name: (one.value, one.source) for one in configure(settings, dict(environment))}


def test_without_a_word_from_anyone_the_defaults_hold(folder):
    found = configured()
    assert found.pop("NEWSCRAWL_DATA_DIR") == (str(folder / "data"), "default")
    assert found == {name: (SETTINGS[name].default, "default") for name in found}


def test_the_first_place_that_names_a_setting_wins(folder):
    file = folder / "newscrawl.toml"
    file.write_text("NEWSCRAWL_TRIES = 2\nNEWSCRAWL_TRY_DAYS = 2\nNEWSCRAWL_GZIP = true\n")
    environment = {"NEWSCRAWL_TRIES": "3", "NEWSCRAWL_TRY_DAYS": "3"}
    found = configured({"NEWSCRAWL_TRIES": "4"}, environment)
    assert found["NEWSCRAWL_TRIES"] == (4, "-s")
    assert found["NEWSCRAWL_TRY_DAYS"] == (3, "environment")
    assert found["NEWSCRAWL_GZIP"] == (True, str(file))


def test_a_project_s_own_settings_stand_before_the_defaults():
    settings = Settings()
    settings.set("NEWSCRAWL_TRIES", 8, priority="project")
    assert configured(settings=settings)["NEWSCRAWL_TRIES"] == (8, "project")


def test_a_path_is_below_the_place_that_names_it(folder, monkeypatch):
    monkeypatch.setenv("HOME", "/home/ann")
    inner = folder / "inner"
    inner.mkdir()
    monkeypatch.chdir(inner)
    (folder / "newscrawl.toml").write_text('NEWSCRAWL_DATA_DIR = "here"')
    assert configured()["NEWSCRAWL_DATA_DIR"][0] == str(folder / "here")
    assert configured(environment={"NEWSCRAWL_DATA_DIR": "there"})["NEWSCRAWL_DATA_DIR"][0] == str(
        inner / "there"
    )
    assert configured({"NEWSCRAWL_DATA_DIR": "~/news"})["NEWSCRAWL_DATA_DIR"][0] == "/home/ann/news"


def test_a_second_look_keeps_values_and_their_sources(folder):
    settings = Settings()
    first = configured(environment={"NEWSCRAWL_TRIES": "3"}, settings=settings)
    (folder / "newscrawl.toml").write_text("NEWSCRAWL_TRIES = 9")
    assert configured(settings=settings.copy()) == first


@pytest.mark.parametrize(("name", "value"), BAD)
@pytest.mark.parametrize("place", ["-s", "environment", "file"])
def test_a_value_that_is_not_allowed_is_named_with_what_is(folder, name, value, place):
    given = {name: value}
    if place == "file":
        text = value.encode("unicode_escape").decode().replace("\\x", "\\u00")
        (folder / "newscrawl.toml").write_text(f'{name} = "{text}"', encoding="utf-8")
    with pytest.raises(BadArgument) as raised:
        configured(given if place == "-s" else (), given if place == "environment" else ())
    message = str(raised.value)
    assert message.startswith(f"{name}={value!r} is not allowed: give ")
    assert "\n" not in message


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("NEWSCRAWL_CONTCT = 'a@b.example'", "Did you mean NEWSCRAWL_CONTACT"),
        ("contact = 'a@b.example'", "Did you mean NEWSCRAWL_CONTACT"),
        ("ZZZ = 1", "scrapy settings --newscrawl"),
        ("NEWSCRAWL_TRIES = ", "cannot be read"),
        ("NEWSCRAWL_TRIES = [1]", "a whole number"),
    ],
)
def test_a_file_with_a_mistake_is_refused_with_a_hint(folder, text, hint):
    (folder / "newscrawl.toml").write_text(text)
    with pytest.raises(BadArgument, match=hint):
        configured()


def test_the_reference_page_is_that_of_the_code():
    assert DOCS.read_text(encoding="utf-8") == reference(), (
        "run: python -m newscrawl.tools.show_settings > docs/settings.md"
    )
