"""The doctor's next commands: they fit the screen and can be pasted as they stand."""

import shlex
from pathlib import Path

from newscrawl.channels import POLITICS
from newscrawl.tools.doctor.next_step import command_lines, data_folder, doctor_of, next_commands
from tests.tools.doctor.standins import judged


def test_long_commands_are_broken_into_lines_that_the_shell_joins():
    words = ("python -m scrapy doctor", f"--replay /tmp/{'folder' * 7}", "--save-pages saved_pages", "-s A=b")
    lines = command_lines(words)
    assert max(map(len, lines)) <= 80
    assert len(lines) > 1
    assert shlex.split("\n".join(lines).replace("\\\n", "")) == shlex.split(" ".join(words))


def test_a_data_folder_elsewhere_is_named():
    assert data_folder(Path("/srv/news/doctor/20261128T080000Z")) == "/srv/news"
    assert data_folder(Path("/srv/sent/20261128T080000Z")) == ""
    assert data_folder(Path("data/doctor/20261128T080000Z")) == ""


def test_a_contact_of_the_command_line_is_repeated_to_public_sites_alone():
    moved = "scrapy doctor -a site=https://news.example"
    assert doctor_of(moved, "").endswith(" doctor -a site=https://news.example")
    assert doctor_of(moved, "me@example.org").endswith(" -s NEWSCRAWL_CONTACT=me@example.org")
    assert "CONTACT" not in doctor_of("scrapy doctor -a site=http://127.0.0.2:80", "me@example.org")

    well = judged()
    assert "CONTACT" not in " ".join(next_commands(well, "me@example.org"))
    well.seen.examination.site, local = POLITICS.site, well.seen.examination.site
    try:
        lines = " ".join(" ".join(next_commands(well, "me@example.org")).replace("\\", "").split())
    finally:
        well.seen.examination.site = local
    assert "crawl politics -s NEWSCRAWL_CONTACT=me@example.org -a max_pages=1" in lines
    assert "-a site=" not in lines
