"""Threads of comments that the server put on the page: no word of them is story text."""

import pytest

from tests.pages.shapes import FIRST, RIGHTS, SECOND, TOP, paragraphs, read

NOISE = "Nobody asked us who live here about the lighthouse, and nobody ever does, so I am done with this paper, number {}."


def thread(shape):
    return "<div>" + "".join(shape.format(text=NOISE.format(i)) for i in range(6)) + "</div>"


THREADS = {
    "divs": thread("<div><b>ann77</b> <small>2 days ago</small><p>{text}</p><a href='#'>Reply</a></div>"),
    "articles": thread("<article><header>ann77</header><p>{text}</p><footer>7 hours ago</footer></article>"),
    "lines": thread("<div><div>ann77</div><div>Nov 3, 2026</div><div>{text}</div></div>"),
}


@pytest.mark.parametrize("shape", THREADS)
@pytest.mark.parametrize("label", ["<h3>Comments</h3>", "<div>Comments (6)</div>", ""])
def test_a_long_thread_behind_a_short_story_is_no_part_of_it(shape, label):
    page = read(f"<div>{TOP}{paragraphs(FIRST, RIGHTS)}{label}{THREADS[shape]}</div>")
    assert page.stripped.body == [FIRST]
    assert page.stripped.rights == [RIGHTS]


@pytest.mark.parametrize("shape", ["divs", "lines"])
def test_ages_show_a_thread_where_neither_label_nor_rights_line_stands_before_it(shape):
    page = read(f"<div>{TOP}<div>{paragraphs(FIRST, SECOND)}</div></div>{THREADS[shape]}")
    assert page.stripped.body == [FIRST, SECOND]


def test_a_story_goes_on_behind_a_rights_line_that_stands_within_it():
    more = [
        f"{SECOND[:-1]}, for the {word} time in its history." for word in ("first", "second", "third", "last")
    ]
    page = read(
        f"<div>{TOP}{paragraphs(FIRST, RIGHTS)}{paragraphs(*more, *(f'{text} And so on, said the clerk.' for text in more))}</div>"
    )
    assert page.stripped.body[-1].endswith("last time in its history. And so on, said the clerk.")
