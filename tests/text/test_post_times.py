"""The posts of live blogs, whichever stands first, over midnight, and with days."""

import pytest

from qabot.text.post_times import post_label, posts_of


def newness(text):
    return [post.newness for post in posts_of(text)]


@pytest.mark.parametrize(
    ("lines", "order"),
    [
        (["23:40 Third.", "22:15 Second.", "21:05 First."], [2, 1, 0]),
        (["09:10 First.", "12:30 Second.", "18:45 Third."], [0, 1, 2]),
        (["00:20 Third.", "23:50 Second.", "22:10 First.", "21:00 Start."], [3, 2, 1, 0]),
        (["**9:10 a.m.** First.", "1:30 p.m. - Second."], [0, 1]),
        (["11 p.m. Second.", "10 p.m. First."], [1, 0]),
        (
            ["5 October 2025, 20:40: Third.", "4 October 2025, 18:10: First.", "4 October 2025, 19:00: Second."],
            [2, 0, 1],
        ),
        (["Oct 5, 20:40 Second.", "Oct 4, 21:10 First."], [1, 0]),
    ],
)
def test_posts_are_ordered_by_their_times(lines, order):
    text = "A live blog.\n\n" + "\n\n".join(f"{line}\n\nMore of it." for line in lines)
    assert newness(text) == order
    spans = [post.span for post in posts_of(text)]
    assert [text[start:end].startswith(line) for (start, end), line in zip(spans, lines, strict=True)] == [True] * len(
        lines
    )
    assert spans[-1].end == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "The train leaves at 23:40.\n\nThe next one leaves at 23:55.",
        "23:40 Only one post.",
        "25:70 is no time.\n\n31:20 is none either.",
        "2025 was a good year.\n\n61 seats were won.",
    ],
)
def test_other_paragraphs_are_no_posts(text):
    assert posts_of(text) == ()


def test_a_label_is_read_as_it_was_written():
    lines = [post_label((2025, 10, 5), 20, 40), post_label((2025, 10, 4), 7, 5)]
    assert lines[0] == "5 October 2025, 20:40"
    assert newness("\n\n".join(f"{line}: Something." for line in lines)) == [1, 0]
