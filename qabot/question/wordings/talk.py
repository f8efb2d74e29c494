"""Recognises talk with the bot itself: a greeting, thanks, a call for help, a question about the bot.

A question is talk only as a whole: one of its words or phrases says so, and every other word is a common one. So "what
can you do" is talk, and "what can you do against frost" is not, because frost may stand in an article.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.model import Talk
from qabot.question.language import is_english
from qabot.question.wordings.wording import without_courtesies
from qabot.text.words import QUESTION_WORDS, STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.question.wordings.wording import Wording


def _list(text: str) -> tuple[str, ...]:
    return tuple(line for part in text.split("\n") for entry in part.split(",") if (line := entry.strip()))


_SAYS_SO: dict[Talk, tuple[str, ...]] = {
    Talk.OBJECTION: _list(
        """
        not what i asked, not what i meant, not what i wanted, i did not ask, not my question, not the answer
        not an answer, did not answer, do not understand, that is wrong, this is wrong, you are wrong
        is not right, is not correct, is not true, is not helpful, not helpful, does not help, no sense
        wrong answer, bad answer, bad bot, stupid bot, stupid, useless, nonsense, rubbish, bullshit, idiot, dumb
        shut up, go away, fuck, shit, damn, you suck, try again, never mind, nevermind, forget it, forget that
        i hate you, wrong, incorrect, you lie
        """
    ),
    Talk.LANGUAGE: _list(
        """
        do you speak, speak german, speak french, speak spanish, in german, in french, can you speak
        you understand english, what language, what languages, which language, which languages
        can you answer in, in my language
        """
    ),
    Talk.ARTICLES: _list(
        """
        articles do you, article do you, sources do you, topics do you, texts do you, documents do you
        stories do you, subjects do you, themes do you, articles have you, sources have you, what do you have
        what have you got, articles you have, topics you, articles are there, topics are there
        sources are there, articles can i, topics can i, what do you know, what you know, do you know about
        your articles, your sources, your topics, your corpus, your index, your archive, your library
        your collection, your database, your data, your information, your knowledge, your answers from
        the corpus, the index, do you cover, information do you, data do you, the archive, the database
        the collection, can i read, can i ask about, your newest article, your latest article, have you read
        do you read, you trained on
        """
    ),
    Talk.HELP: _list(
        """
        help, can i ask, can we ask, should i ask, could i ask, may i ask, to ask, i ask you, can you do
        could you do, you can do, do you do, can you answer, you can answer, can you help, you able to, can i do
        can you tell me, you for, do you offer, do you work, you work, use you, use this, use qabot, this work
        work with you, talk to you, example, examples, commands, command, menu, instructions, manual
        your purpose, your job, your features, your abilities, sample question, sample questions, start, begin
        options, tutorial, i am lost, i am stuck, are you there, ask questions, ask a question, ask you
        ask something, have a question, ask me, what now, do i do, do you answer
        """
    ),
    Talk.BOT: _list(
        """
        are you, r you, were you, made you, built you, created you, programmed you, wrote you, developed you
        trained you, designed you, owns you, your name, your creator, your developer, your maker, your model
        your age, you called, call you, yourself, about you, do you live, you come from, do you think
        do you feel, do you sleep, do you like, do you love, do you have a name, you know that, trust you
        you human, do you use, do you learn, a bot, qabot, this bot, do you remember, do you know everything
        am i talking, you lie, you real, your answers, you love me, you like me, talking to
        """
    ),
    Talk.CERTAINTY: _list(
        """
        are you sure, are you certain, you sure, you certain, how sure, how certain, so sure, really, seriously
        how do you know, how can you know, be sure, trust that, trust this, trust it, trust your answer, for sure
        for real, sure about that, no way, i doubt, do not believe, who told you, prove it, proof
        """
    ),
    Talk.THANKS: _list(
        """
        thanks, thank, thx, thanx, tnx, ty, cheers, appreciate, appreciated, helped, helpful, perfect, great
        excellent, awesome, amazing, wonderful, brilliant, fantastic, good bot, good answer, nice answer
        good job, well done, great job, nice work, good work, nice one, good one, love you, love it, love this
        love that, like you, you rock, you are right, you are good, you are nice, interesting, impressive
        understood, got it, i see, makes sense, good to know, fair enough, danke, merci, gracias, grazie, super
        cool, neat, lovely, wow, that is all, that is good, that is nice, that is fine
        """
    ),
    Talk.GREETING: _list(
        """
        how are you, hello, hi, hey, hiya, heya, hallo, howdy, yo, greetings, welcome, good morning
        good evening, good afternoon, good day, how do you do, how are things, how is it going, how goes it
        what is up, whatsup, wassup, sup, nice to meet, pleased to meet, nice to see, good to see, good to meet
        your day, how is life, morning, evening
        """
    ),
    Talk.FAREWELL: _list(
        """
        bye, goodbye, good night, goodnight, farewell, see you, see ya, cya, see you later, take care
        have a nice day, have a good day, quit, exit, stop, cancel, logout, i am done, no more questions
        nothing else, leave, end
        """
    ),
    Talk.OTHER: _list(
        """
        sorry, oops, pardon, excuse me, apologies, test, testing, lol, haha, hehe, huh, a joke, joke, jokes
        sing, tell me a story, i am bored, i am tired, i am sad, i am happy, i am fine, i am hungry, marry me
        my friend, my name is, repeat, say that again, foo, bar, ping, blah, idk, dunno, the meaning of life
        guess what, can we talk, the weather like, the weather today, what time is it, what day is it, hmm
        never, whatever, maybe, i do not know, shall we, you there, anyone there, anybody there
        """
    ),
}
"""Words and phrases that make a text talk, if its other words are common ones; the longest says which talk."""

_ASSENTS = frozenset(
    """
    ok okay k good fine alright right yes yeah yep yup no nope nah sure nice true correct noted
    """.split()  # noqa: SIM905
)
_WITH_ASSENT = _ASSENTS | frozenset(
    """
    then so oh ah hm hmm very well now all quite pretty enough that is exactly i and
    """.split()  # noqa: SIM905
)
"""Words of "ok", "all right then", "that is fine"."""
_DOUBTED = frozenset(("sure", "right", "true", "correct", "yes", "no"))
"""Words that doubt with a question mark: "right?"."""
_COMMON_IN_TALK = STOP_WORDS | frozenset(
    """
    a i o u ok okay yes no yeah yep yup nope nah sure please kindly then there here again now today tonight
    tomorrow always really actually just also too else exactly maybe well fine alright right good bad great nice
    new old best better real smart clever kind kinds sort type types thing things something anything everything
    someone anyone anybody funny one lot much many bit million question questions answer answers answered
    article articles text texts source sources topic topics subject subjects theme themes document documents
    story stories example examples idea ideas help helped helps ask asked asking meant wanted want use used
    using know read reading cover covers covered have got get give gives list makes make show tell say said let
    make made built created programmed wrote written developed trained designed owns called call work works talk
    talking speak understand learn think feel sleep like love hate trust lie live come from remember bot qabot
    robot ai human person machine computer program chatbot chatgpt google siri alexa gemini copilot gpt claude
    llm model language languages english german french spanish italian russian arabic turkish dutch chinese
    japanese corpus index archive library collection database data information knowledge folder name names
    creator developer maker age job purpose feature features ability abilities command commands menu option
    options meet see hear day morning evening afternoon night going doing feeling go able capable possible
    supposed need friend friends mate man dear everyone all folks guys buddy dude world sir back way first start
    begin very so thanks thank hello hi hey true correct wrong sense total altogether available indexed cool
    sorry hell earth fuck off useful next stop long quite enough newest latest recent whole based try me my us
    can
    """.split()  # noqa: SIM905 - a word list reads better as words
)
_SPOKEN_OF = frozenset("it its he him his she her hers they them their theirs that this those these".split())  # noqa: SIM905
"""Words that refer to something that was spoken of: "what do you do with it" asks about that."""
_OF_THE_BOT = (Talk.ARTICLES, Talk.LANGUAGE, Talk.HELP, Talk.BOT, Talk.FAREWELL, Talk.OTHER)
_MOST_WORDS = 14
_MOST_FOREIGN_WORDS = 4
_FOREIGN = frozenset(
    """
    hola bonjour salut ciao servus moin merhaba privet olá ola salam namaste shalom konnichiwa hej ahoj cześć
    czesc salve danke gracias merci grazie obrigado obrigada tak takk tack spasibo dziękuję teşekkürler bitte
    hilfe ayuda guten buenos buenas grüezi hallöchen tschüss adios auf
    """.split()  # noqa: SIM905
)


def talk_of(wording: Wording) -> Talk | None:
    """Return what is said to the bot itself; ``None`` for everything that the articles may answer."""
    whole, core = wording.text, without_courtesies(wording).text
    words = whole.split()
    if not words:
        return None
    if words[0] in _FOREIGN and len(words) <= _MOST_FOREIGN_WORDS:
        return Talk.LANGUAGE
    if not is_english(wording.typed):
        return Talk.LANGUAGE
    if _is_assent(words):
        return Talk.CERTAINTY if words[-1] in _DOUBTED and wording.typed.rstrip().endswith("?") else Talk.ASSENT
    if _is_thanks_for(words):
        return Talk.THANKS
    if len(words) > _MOST_WORDS:
        return None
    # After "thanks, and", a question is what counts.
    texts = (core,) if core.split(" ", 1)[0] in QUESTION_WORDS else (core, whole)
    length, said = max(((_says(text, talk), talk) for talk in _SAYS_SO for text in texts), key=lambda found: found[0])
    return said if length else None if core else Talk.OTHER


def _is_assent(words: Sequence[str]) -> bool:
    """Return whether a text only takes note: "ok", "all right then"."""
    return bool(_ASSENTS & set(words)) and set(words) <= _WITH_ASSENT and words[0] != "is"


def _is_thanks_for(words: list[str]) -> bool:
    """Return whether somebody is thanked for something, and nothing is asked: "thank you so much for your service"."""
    return words[0] in ("thanks", "thank", "thx") and "for" in words[1:5] and not QUESTION_WORDS & set(words)


def _says(text: str, talk: Talk) -> int:
    """Return the length of the longest phrase that makes a text talk of one kind; 0 if it says something else too."""
    words, spaced = text.split(), f" {text} "
    found = [phrase for phrase in _SAYS_SO[talk] if f" {phrase} " in spaced]
    if not found:
        return 0
    if "who" in words and not {"you", "your", "i"} & set(words):
        return 0
    if talk is Talk.OBJECTION and words[0] in QUESTION_WORDS and not {"you", "your"} & set(words):
        return 0  # "what was wrong with it" asks for what went wrong.
    rest = set(words) - {word for phrase in found for word in phrase.split()}
    is_talk = rest <= _COMMON_IN_TALK and not (talk in _OF_THE_BOT and rest & _SPOKEN_OF)
    return max(map(len, found)) if is_talk else 0
