"""Lines of the page around an article: what is counted as boilerplate, and what is left out as clutter."""

import pytest

from qabot.text.boilerplate import boilerplate_share, is_boilerplate, is_caption, is_clutter


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


@pytest.mark.parametrize(
    "line",
    [
        "Skip to main content",
        "ADVERTISEMENT",
        "Read more",
        "Related stories:",
        "RELATED: Why the ferry stopped",
        "Read more: Arden's bridge is closed",
        "Leggi anche: il ponte di Arden",
        "See more photos:",
        "Click here to get the Harbour Post app",
        "Sign up for our weekly newsletter and never miss a story.",
        "Follow Harbour Post Opinion on Facebook, Twitter and Instagram.",
        "The week in Arden, delivered to your inbox",
        "This site uses cookies to give you the best experience.",
        "© 2024 Harbour Post. All rights reserved.",
        "https://harbour-post.example/bridge?photo=3",
        "2024-12-13T10:00:00Z",
        "* * *",
        "Print this article",
        "12 Comments",
    ],
)
def test_clutter(line):
    assert is_clutter(line)
    assert is_clutter(f"  {line} ")


@pytest.mark.parametrize(
    "line",
    [
        "The pier at Arden on Sept. 26, 2019. — MAX POE/AFP via Getty Images",
        "The mayor at the bridge. Ann Poe/Reuters",
        "Ferries in the harbour (AP Photo/Ann Poe, File)",
        "Photo: the pier at Arden",
        "Photo by Ann Poe",
        "Image credit: Valley Courier",
        "Getty Images",
        "The bridge in June. (Photo by Ann Poe/Getty Images)",
    ],
)
def test_a_caption_has_a_credit(line):
    assert is_caption(line)
    assert is_clutter(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "The ferry stopped on Friday.",
        "Home prices rose by a tenth.",
        "Related-party loans rose to twelve million crowns.",
        "Watch-makers of Arden went on strike.",
        "Cookies were sold out by noon.",
        "The minister told Reuters that the bridge would stay closed.",
        "The bridge, a source told AFP/Reuters.",
        "The rule was made by the Environmental Protection Agency (EPA).",
        "Sponsored by Senator Poe, the bill would demand a new bridge within two years of its passage.",
        "Share prices fell.",
        "Subscribers left in droves, the Post's owner said.",
        "He follows the mayor on her tour.",
        "Photographs of the bridge were shown in court.",
        "More than 300 people signed.",
        "Tartous, a port",
        "Readers can sign up for the mayor's newsletter, the council said.",
        "She would like to hear what people think about this plan.",
    ],
)
def test_what_may_be_of_the_article_stays(line):
    assert not is_clutter(line)


@pytest.mark.parametrize(
    "line",
    [
        "There is more where that came from. Sign up for The Ferry today to get the free daily newsletter.",
        "The Post prints many letters. We’d like to hear what you think about this or any of our articles.",
        "Get Ferry Monthly delivered through your letterbox every month.",
    ],
)
def test_a_call_behind_a_sentence_is_clutter(line):
    assert is_clutter(line)
