"""Every kind of line that advertises something passes the quick look for its words too."""

import pytest

from newscrawl.text.landmarks import is_promotion


@pytest.mark.parametrize(
    "line",
    [
        "Register today and never miss a story.",
        "Join our mailing list.",
        "Get the best of the week in your mailbox.",
        "Enjoyed this piece? Share it with a friend.",
        "Like us on the usual networks.",
        "Download our free app.",
        "Click here to read it all.",
        "Help us keep local journalism alive.",
        "Subscriber? Log in.",
        "This newsletter goes out on Fridays.",
        "Delivered each morning before six.",
        "Unsubscribe at any time.",
        "Our site uses cookies to remember this.",
        "We respect your privacy.",
        "Our trusted partners process such data.",
        "By clicking on the button, you agree to it.",
        "Free politics ezine.",
        "A word from ArcaMax.",
    ],
)
def test_a_promotion_is_told(line):
    assert is_promotion(line)


@pytest.mark.parametrize(
    "line",
    [
        "Partners in the law firm process such data every day.",
        "You agree with me, she said, and signed.",
        "A cookie was left, and a newsletter on the desk.",
        "“We value your privacy,” the company told the court, which did not believe it.",
    ],
)
def test_a_sentence_with_such_words_is_none(line):
    assert not is_promotion(line)
