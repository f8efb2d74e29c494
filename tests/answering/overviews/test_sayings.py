"""What somebody said: sentences that report it, and never a title or what others say of the speaker."""

import pytest

from qabot.model import Conversation
from qabot.question.wordings.sayings import speaker_asked_for
from qabot.surfaces.memory.conversations import turn_of


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("what did Olga Brandt say?", "Olga Brandt"),
        ("and what else has the mayor said about the bridge?", "the mayor"),
        ("What did the World Bank announce?", "the World Bank"),
        ("what did he say?", ""),
        ("what does the article say?", ""),
        ("what did Olga Brandt build?", ""),
        ("who said that?", ""),
    ],
)
def test_whose_words_are_asked_for(question, speaker):
    assert speaker_asked_for(question) == speaker


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("what did Bogdanov say?", "would say merely that the talks should go on"),
        ("what did Putin say about the bases?", "proposed that Khmeimim and Tartous be used"),
        ("what did Mayor Lindqvist say?", "She reminded the crowd that the last of the old lines"),
    ],
)
def test_what_somebody_said_is_answered_with_reported_speech(sample, question, said):
    found = sample.qabot.ask(question)
    assert found.status == "answered"
    assert any(said in one.text for one in found.statements)
    assert not {"minister", "President", "Mayor", "ribbon"} & set((found.answer or "").split())


@pytest.mark.slow
@pytest.mark.parametrize("question", ["what did Assad say?", "what did Bogdanov say about trams?"])
def test_nobody_s_words_are_made_of_what_others_say(sample, question):
    assert sample.qabot.ask(question).status == "not_found"


@pytest.mark.slow
def test_what_else_was_said_leaves_out_what_was_told(sample):
    first = sample.qabot.ask("what did Bogdanov say?")
    conversation = Conversation().followed_by(turn_of("what did Bogdanov say?", first))
    again = sample.qabot.ask("what else did he say?", conversation=conversation)
    assert not {one.text for one in first.statements} & {one.text for one in again.statements}


@pytest.mark.slow
def test_a_change_of_topic_leaves_the_last_answer_behind(sample):
    first = sample.qabot.ask("who shot down the Su-24?")
    conversation = Conversation().followed_by(turn_of("who shot down the Su-24?", first))
    alone = sample.qabot.ask("why was the tram late?")
    asked = sample.qabot.ask("why was the tram late?", conversation=conversation)
    assert asked.statements == alone.statements
    assert [one.passage.id for one in asked.passages] == [one.passage.id for one in alone.passages]
