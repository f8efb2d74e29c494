"""What a person asks for: a fact, an overview, a comparison, ..., or talk with the bot itself."""

from enum import Enum


class Kind(Enum):
    """The kind of thing that is asked for.

    Attributes:
        FACT: one thing: "how long is the tunnel".
        LIST: several things: "which bases are in Syria".
        YES_NO: whether something is so; answered with evidence.
        WHY: a reason.
        HOW: a way or the steps of one; "how many" and "how long" are facts.
        DEFINITION: who or what something is: "who is X", "what does X stand for".
        OVERVIEW: what the articles say about something: "tell me about X", "summarise it".
        NEWS: what newer articles say about something that older ones do not: "what's new about X".
        TIMELINE: what happened in the order of days.
        COMPARISON: two things side by side.
        CATALOGUE: the articles themselves: "which articles are about X", "what do you have on X".
        KEYWORDS: words to search for, which ask nothing: "tartus frigates".
        TALK: greetings, thanks, "what can you do?", another language than English: nothing to search for.
    """

    FACT = "fact"
    LIST = "list"
    YES_NO = "yes-no"
    WHY = "why"
    HOW = "how"
    DEFINITION = "definition"
    OVERVIEW = "overview"
    NEWS = "news"
    TIMELINE = "timeline"
    COMPARISON = "comparison"
    CATALOGUE = "catalogue"
    KEYWORDS = "keywords"
    TALK = "talk"


class Talk(Enum):
    """What is said to the bot itself.

    Attributes:
        CERTAINTY: a doubt about the last answer: "are you sure?".
        ASSENT: "ok", "good".
        REFUSED: "why?" after a refusal.
        UNCLEAR: a question about something that was not named: "tell me more", "what did he say?" at the start.
    """

    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    HELP = "help"
    ARTICLES = "articles"
    BOT = "bot"
    LANGUAGE = "language"
    OBJECTION = "objection"
    CERTAINTY = "certainty"
    ASSENT = "assent"
    REFUSED = "refused"
    UNCLEAR = "unclear"
    OTHER = "other"


IN_SENTENCES = frozenset((Kind.DEFINITION, Kind.OVERVIEW, Kind.KEYWORDS, Kind.NEWS, Kind.TIMELINE, Kind.COMPARISON))
"""The kinds that are answered with sentences chosen about a topic: no reader reads for them, and no probability says
how sure they are."""
