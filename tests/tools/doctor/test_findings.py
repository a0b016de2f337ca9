"""What the doctor says of stand-ins: what is the matter with each, and nothing of what is well."""

import re

import pytest

from newscrawl.errors import ExitCode
from tests.tools.doctor import standins
from tests.tools.doctor.standins import Answer, is_listing, is_story, judged


def said(*changes):
    """Return problems and remarks of a stand-in as texts."""
    diagnosis = judged(*changes)
    problems = [one.what for one in diagnosis.findings if one.code]
    return diagnosis.exit_code, problems, [one.what for one in diagnosis.findings if not one.code]


def test_a_site_that_is_well_has_no_finding():
    assert said() == (ExitCode.OK, [], [])


def test_listings_that_scripts_build():
    code, (problem,), remarks = said(standins.app_shell)
    assert code is ExitCode.LAYOUT_CHANGED
    assert problem.startswith("All 5 sections show no story: the page is built by scripts in the browser")
    assert "feeds show 40" in problem
    assert remarks == []


def test_a_listing_without_stories_is_named_alone():
    def one(path, answer):
        return (
            Answer("<h1>Op Eds</h1>" + "<p>Nothing here.</p>" * 50) if path == "/politics/opeds" else answer
        )

    code, (problem,), remarks = said(one)
    assert (code, remarks) == (ExitCode.INCOMPLETE, [])
    assert problem.startswith("Op Eds shows no story: no address of one stands in the page")


def test_no_feeds_are_a_remark():
    code, problems, (remark,) = said(standins.no_feeds)
    assert (code, problems) == (ExitCode.OK, [])
    assert remark.startswith("No section has a feed (status 404)")


def test_a_section_without_a_feed_is_no_finding():
    def one(path, answer):
        return standins.no_feeds(path, answer) if "/mod/" in path else answer

    assert said(one) == (ExitCode.OK, [], [])


@pytest.mark.parametrize(
    ("change", "words"),
    [(standins.captcha, "11 of 11 stories"), (standins.captcha_everywhere, "all 5 sections")],
)
def test_captchas(change, words):
    code, (problem,), remarks = said(change)
    assert (code, remarks) == (ExitCode.RATE_LIMITED, [])
    assert "captcha" in problem
    assert words in problem


def test_a_site_that_has_moved():
    code, (problem,), remarks = said(standins.moved_pages)
    assert (code, remarks) == (ExitCode.UNREACHABLE, [])
    assert problem == "The site has moved: all 5 sections redirect to https://news.example."


def test_labels_and_dates_that_no_rule_knows():
    code, (dates, labels), remarks = said(standins.unknown_labels, standins.no_days)
    assert (code, remarks) == (ExitCode.INCOMPLETE, [])
    assert "“2026 day 331”; 11 would have no date" in dates
    assert "11 of 11 stories name no author" in labels
    assert "“Penned: " in labels


def test_a_day_that_only_the_feed_gives_is_a_remark():
    def yearless(_path, answer):
        body = re.sub(r" on (\w+ \d+), 2026</p>", r"</p><p>\1</p>", answer.body)
        return Answer(body.replace(">Older<", "><"), answer.status, answer.headers, answer.kind)

    made = standins.pages()
    for path in [one for one in made if "/page-" in one or one.endswith("/clarencepage")]:
        del made[path]
    diagnosis = judged(yearless, made=made)
    assert diagnosis.exit_code is ExitCode.OK
    assert any(
        "The date on 10 of 10 pages is not understood: “Nov 2" in one.what for one in diagnosis.findings
    )


def test_a_slow_site_is_a_remark():
    code, problems, (remark,) = said(standins.slow)
    assert (code, problems) == (ExitCode.OK, [])
    assert remark.startswith("The site is slow: a response takes 1.4 s")


def test_stories_that_are_gone_are_a_problem_only_if_they_are_many():
    def gone(count):
        paths: list[str] = []

        def change(path, answer):
            if is_story(path) and path not in paths and len(paths) < count:
                paths.append(path)
            return Answer("<h1>404: Page Not Found</h1>", 404) if path in paths else answer

        return said(change)

    assert gone(2)[0] is ExitCode.OK
    assert gone(2)[2] == ["2 of 11 stories cannot be read: status 404."]
    assert gone(4)[:2] == (ExitCode.INCOMPLETE, ["4 of 11 stories cannot be read: status 404."])


def test_a_page_that_names_another_story():
    def others(path, answer):
        return (
            Answer(answer.body.replace('rel="canonical" href="', 'rel="canonical" href="/politics/mod/s-1?'))
            if is_story(path)
            else answer
        )

    code, (problem,), _ = said(others)
    assert code is ExitCode.INCOMPLETE
    assert "may be other stories than asked for" in problem


def test_text_that_is_the_pages_own():
    def asks(path, answer):
        return (
            Answer(
                answer.body.replace(
                    "<p>©",
                    "<p>Our reporters went to every town for this, and they will go there again.</p><p>©",
                )
            )
            if is_story(path)
            else answer
        )

    code, (problem,), _ = said(asks)
    assert code is ExitCode.INCOMPLETE
    assert problem.startswith("The same words stand in the text of 11 stories: “Our reporters")


def test_a_second_page_that_shows_the_first_again():
    made = standins.pages()
    for path in [one for one in made if "/page-" in one]:
        made[path] = made[path.partition("/page-")[0]]
    (finding,) = judged(made=made).findings
    assert finding.code is ExitCode.INCOMPLETE
    assert finding.what.startswith("Page 2 of Political News shows page 1 again, though page 1 links it")


def test_one_page_without_a_link_to_another_is_no_problem():
    made = standins.pages()
    for path in [one for one in made if "/page-" in one]:
        del made[path]
    found = judged(
        lambda path, answer: Answer(answer.body.replace("Older", "")) if is_listing(path) else answer,
        made=made,
    )
    assert found.exit_code is ExitCode.OK


def test_a_server_that_fails():
    code, (problem,), remarks = said(lambda *_: Answer("<h1>Service Unavailable</h1>", 503))
    assert (code, remarks) == (ExitCode.UNREACHABLE, [])
    assert problem == "All 5 sections cannot be read: status 503."


def test_a_section_that_is_gone():
    code, (problem,), remarks = said(
        lambda path, answer: Answer(status=404) if path.startswith("/politics/mod") else answer
    )
    assert (code, remarks) == (ExitCode.INCOMPLETE, [])
    assert problem == "There is no page for Politics, Moderate (status 404)."


def test_an_unknown_address_that_answers_with_another_story():
    made = standins.pages()
    story = next(path for path in made if is_story(path))
    expired = standins.number(0, 1, 0) // 2
    made[f"/politics/politicalnews/s-{expired}"] = made[story]
    (finding,) = judged(made=made).findings
    assert finding.what.startswith("An address without a story answers with another one")


def test_a_captcha_that_comes_with_403():
    def refused(path, answer):
        shown = standins.captcha_everywhere(path, answer)
        return Answer(shown.body, 403)

    code, (problem,), _ = said(refused)
    assert code is ExitCode.RATE_LIMITED
    assert problem.startswith("A captcha or consent page stands in place of")


def test_a_site_that_refuses_is_not_asked_on():
    examination = standins.examine(lambda *_: Answer("<h1>Forbidden</h1>", 403))
    assert [visit.status for visit in examination.visits] == [403] * 5 + [0] * 6


def test_pages_that_send_the_browser_to_another_host():
    def sends(path, answer):
        page = '<html><head><meta http-equiv="refresh" content="0; url=https://news.example/"></head></html>'
        return Answer(page) if is_listing(path) else answer

    code, (problem,), _ = said(sends)
    assert code is ExitCode.UNREACHABLE
    assert problem == "The site has moved: all 5 sections redirect to https://news.example."


def test_a_day_in_words_that_are_no_date():
    def republican(path, answer):
        return (
            Answer(re.sub(r" on \w+ \d+, 2026</p>", "</p><p>Filed: Thermidor nine</p>", answer.body))
            if is_story(path)
            else answer
        )

    code, (problem,), _ = said(republican, standins.no_days)
    assert code is ExitCode.INCOMPLETE
    assert (
        problem
        == "11 of 11 stories show no date that could be read, but lines that no rule knows: “Filed: Thermidor nine”."
    )


def test_pages_that_are_numbered_in_the_query():
    made = {}
    for path, answer in standins.pages().items():
        body = re.sub(r'href="(/politics/\w+)/page-(\d+)"', r'href="\1?page=\2"', answer.body)
        made[path.replace("/page-", "?page=")] = Answer(body, kind=answer.kind)
    diagnosis = judged(made=made)
    assert diagnosis.findings == []
    assert diagnosis.seen.end == (6, 6)


def test_a_label_that_is_taken_for_part_of_a_name():
    def penned(path, answer):
        return (
            Answer(
                re.sub(
                    r"<p>([^<,]*), Harbor City News on", r"<p>Penned by \1, Harbor City News on", answer.body
                )
            )
            if is_story(path)
            else answer
        )

    code, problems, (remark,) = said(penned)
    assert (code, problems) == (ExitCode.OK, [])
    assert remark == "The authors of many stories begin with “Penned”: it may be a label that no rule knows."


def test_stories_without_any_day_are_a_problem():
    def dayless(path, answer):
        return Answer(re.sub(r" on \w+ \d+, 2026</p>", "</p>", answer.body)) if is_story(path) else answer

    code, (problem,), remarks = said(dayless, standins.no_days)
    assert (code, remarks) == (ExitCode.INCOMPLETE, [])
    assert problem == "11 of 11 stories show no date that could be read."


def test_a_site_that_begins_to_refuse_is_one_problem():
    asked = []

    def after_ten(path, answer):
        asked.append(path)
        return (
            answer if len(asked) < 10 else Answer("<h1>Forbidden</h1>", 403)
        )  # robots.txt is the first of ten

    code, (problem,), remarks = said(after_ten)
    assert (code, remarks) == (ExitCode.RATE_LIMITED, [])
    assert problem.startswith("After 10 requests the site refused every further one (status 403)")


def test_stories_that_are_refused_alone_are_no_block():
    def stories(path, answer):
        return Answer("<h1>Forbidden</h1>", 403) if is_story(path) else answer

    _, problems, _ = said(stories)
    assert [problem for problem in problems if problem.startswith("After ")] == []
    assert any("stories are kept back by a captcha or refusal (status 403)" in one for one in problems)


def test_an_expired_address_that_shows_a_story_of_the_listings():
    """The story is one that the doctor did not read, and its page does not name its own address."""
    asked = {visit.path for visit in judged().seen.examination.visits}
    section = standins.sections()[0]
    other = next(n for n in standins.numbers(0, 1)[2:] if standins.path_of(section, n) not in asked)
    page = standins.story_page(section, other).replace("canonical", "nothing")

    def moved(path, answer):
        return Answer(page) if is_story(path) and "s-20" in path else answer

    code, (problem,), _ = said(moved)
    assert code is ExitCode.INCOMPLETE
    assert problem.startswith("An address without a story answers with another one")


def test_dates_that_feeds_alone_tell():
    def undated(path, answer):
        if not is_story(path):
            return answer
        return Answer(re.sub(r" on [A-Z][a-z]{2} \d\d, 2026</p>", "</p>", answer.body))

    code, problems, (remark,) = said(undated)
    assert (code, problems) == (ExitCode.OK, [])
    assert re.match(
        r"No story page shows a date that is understood: feeds or listings date \d+ of 11", remark
    )


def test_two_sections_are_joined_by_and():
    def two(path, answer):
        return Answer("", 500) if path in {"/politics/opeds", "/politics/mod"} else answer

    _, problems, _ = said(two)
    assert any(one.startswith("Op Eds and Politics, Moderate cannot be read") for one in problems)
