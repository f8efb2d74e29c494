"""Answers that sources give instead of the best one, and how many independent sources agree."""

from datetime import date
from types import SimpleNamespace

import pytest
from counting import asked_for

from qabot.answering.conflicts.disagreement import alternatives, independent_sources, resolve_conflicts
from qabot.model import Alternative, Article, Candidate, Citation, Evidence, Form, Passage, Span

MILL = "Who built the mill of Arden?"
DEAD = "How many people died at Halm?"


def articles(**texts):
    """Return an article for each text; keywords are the ids, values (text, day, source)."""
    return {
        name: Article(name, f"Title {name}", source, "", (), day, f"{name}.txt", text)
        for name, (text, day, source) in texts.items()
    }


def candidate(article, text, score):
    """Return a candidate with one place: the whole text of an article, in which it stands."""
    span, start = Span(0, len(article.text)), article.text.index(text)
    passage = Passage(article.id, 0, len(article.text), article.text, (span,))
    return Candidate(text, (Evidence(passage, span, score, (Span(start, start + len(text)),)),), {}, score)


def resolved(question, found, candidates, *, margin=2.0, groups=None, **fields):
    best, rivals = resolve_conflicts(
        asked_for(question, **fields),
        candidates,
        article=found.__getitem__,
        duplicate_groups=groups or {name: name for name in found},
        margin=margin,
    )
    return [one.text for one in best], [one.text for one in rivals]


BUILT = articles(
    one=("The mill of Arden was built by Mara Quill.", date(2024, 5, 17), "Courier"),
    two=("The mill of Arden was built by Olga Brandt.", date(2024, 5, 18), "Post"),
)
BUILDERS = [candidate(BUILT["one"], "Mara Quill", 3.0), candidate(BUILT["two"], "Olga Brandt", 2.0)]


def test_another_source_s_answer_is_a_rival():
    assert resolved(MILL, BUILT, BUILDERS) == (["Mara Quill", "Olga Brandt"], ["Olga Brandt"])


@pytest.mark.parametrize(
    "options",
    [
        {"margin": 0.5},
        {"groups": {"one": "one", "two": "one"}},
        {"form": Form.THINGS},
        {"form": Form.EVIDENCE},
    ],
)
def test_a_weak_answer_a_copy_s_answer_and_a_part_of_a_list_are_no_rivals(options):
    assert resolved(MILL, BUILT, BUILDERS, **options) == (["Mara Quill", "Olga Brandt"], [])


def test_the_same_answer_in_other_words_is_no_rival():
    found = articles(
        one=("The mill of Arden was built by Mara Quill.", None, "Courier"),
        two=("The mill of Arden was built by Quill.", None, "Post"),
    )
    same = [candidate(found["one"], "Mara Quill", 3.0), candidate(found["two"], "Quill", 2.9)]
    assert resolved(MILL, found, same) == (["Mara Quill", "Quill"], [])


def test_a_later_report_that_brings_the_number_up_to_date_takes_the_first_place():
    found = articles(
        early=("At Halm 14 people died.", date(2024, 5, 1), "Courier"),
        late=("At Halm the number of people who died rose to 16.", date(2024, 5, 3), "Post"),
    )
    dead = [candidate(found["early"], "14", 3.0), candidate(found["late"], "16", 2.5)]
    assert resolved(DEAD, found, dead) == (["16", "14"], [])
    undated = {name: Article(name, "", "", "", (), None, name, one.text) for name, one in found.items()}
    assert resolved(DEAD, undated, dead)[0] == ["14", "16"]


def cited(number, article):
    return Citation(number, article, 0, len(article.text), article.text, article.path)


def test_an_alternative_names_the_citations_that_support_it():
    citations = [cited(1, BUILT["one"]), cited(2, BUILT["two"])]
    assert alternatives(BUILDERS[1:], citations) == (Alternative("Olga Brandt", (2,)),)
    assert alternatives(BUILDERS[1:], citations[:1]) == ()
    assert alternatives((), citations) == ()


@pytest.mark.parametrize(
    ("sources", "texts", "groups", "count"),
    [
        ("AB", ("It burned.", "Fire took it."), "ab", 2),
        ("AA", ("It burned.", "Fire took it."), "ab", 1),
        ("AB", ("It burned.", "It burned!"), "ab", 1),
        ("AB", ("It burned.", "Fire took it."), "aa", 1),
        (("", ""), ("It burned.", "Fire took it."), "ab", 2),
        ((), (), "", 0),
    ],
)
def test_only_publishers_with_words_of_their_own_are_independent(sources, texts, groups, count):
    citations = [
        SimpleNamespace(number=n, article=SimpleNamespace(id=str(n), source=source), quote=text)
        for n, (source, text) in enumerate(zip(sources, texts, strict=True))
    ]
    ids = {str(n): group for n, group in enumerate(groups)}
    assert independent_sources(citations, (), duplicate_groups=ids) == count


def test_who_supports_another_answer_does_not_count_for_this_one():
    citations = [cited(1, BUILT["one"]), cited(2, BUILT["two"])]
    groups = {"one": "one", "two": "two"}
    assert independent_sources(citations, (), duplicate_groups=groups) == 2
    assert independent_sources(citations, (Alternative("Olga Brandt", (2,)),), duplicate_groups=groups) == 1


def test_sources_that_agree_count_although_they_are_not_cited():
    citations = [cited(1, BUILT["one"])]
    groups = {"one": "one", "two": "two", "six": "one"}
    more = [(BUILT["two"], "Mara Quill built it, the county said."), (BUILT["one"], "It was built by Mara Quill.")]
    assert independent_sources(citations, (), duplicate_groups=groups) == 1
    assert independent_sources(citations, (), duplicate_groups=groups, agreeing=more) == 2
    assert independent_sources([], (), duplicate_groups=groups, agreeing=more) == 0
