"""Lines of a page are told from lines of an article by their words alone."""

import pytest

from qabot.text.boilerplate import boilerplate_share, is_boilerplate


@pytest.mark.parametrize(
    "line",
    [
        "Skip to main content",
        "  Sign up for our weekly newsletter and never miss a story.",
        "We use cookies to give you the best experience.",
        "© 2024 Harbour Post. All rights reserved.",
        "Photo: the pier at Arden (Valley Courier)",
        "Related: why the ferry stopped",
        "Home",
        "World news",
        "3 min read",
    ],
)
def test_a_line_of_the_page(line):
    assert is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        "The ferry stopped on Friday.",
        "“No,” she said.",
        "The council said that the price of diesel had doubled since the spring",
        "",
        (
            "The baker of Brill, who has sold biscuits and cookies on the market for forty years, says that "
            "the new bridge will bring her more customers than she can serve, and that she has asked both sons "
            "to come home from the city and to help her in the small shop all day until the winter, "
            "when the new trams from the works at Lund are delivered at long last, painted green as before, and "
            "when the trams are to begin to run at last."
        ),
    ],
)
def test_a_line_of_the_article(line):
    assert not is_boilerplate(line)


def test_the_share_is_of_characters():
    assert boilerplate_share("Skip to main content\n\nThe ferry stopped.") == pytest.approx(20 / 38)
    assert boilerplate_share("") == boilerplate_share("\n\n") == 0
    assert boilerplate_share("Home\nWorld\n") == 1
