"""Words and phrases that are alike in the wordings of ``families``, by the name of their class."""


def _list(text: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in text.split(","))


CLASSES: dict[str, tuple[str, ...]] = {
    "IS": _list("is, are, was, were"),
    "DID": _list(
        "do, does, did, has, have, had, can, could, will, would, is, are, was, were, may, might, must, should"
    ),
    "HAS": _list("has, have, is, had, was"),
    "GIVE": _list(
        "give me, give us, give, show me, show us, show, list, find me, find, open, pull up, bring up, put "
        "together, compile, prepare, draft, provide, get me, get, make me, make, write me, write, create, build, "
        "draw, can i have, can i get, can i see, may i have, i want, i need, i would like, let me see, tell me, "
        "name, i want to see, i would like to see, i would like to have, search for, search, look up, look for, "
        "fetch, display, i am looking for, i am searching for, are there, is there, do you have, have you, have "
        "you got, got"
    ),
    "SOME": _list(
        "the, a, an, any, all, some, more, other, every, each, few, of, your, full, complete, short, brief, "
        "quick, rough, detailed, simple, little, small, good, general, concise, further, nice, proper, very, two, "
        "three, five, ten, list"
    ),
    "HAVE": _list("do you have, have you, have you got, is there, got, find me, find, get me, have you read, you have"),
    "ARTICLES": _list("article, articles, text, texts, news articles, news stories, stories"),
    "SOURCES": _list("article, articles, text, texts, news articles, stories, source, sources"),
    "WRITERS": _list(
        "article, articles, text, texts, source, sources, story, stories, newspaper, newspapers, papers, press, "
        "media, report, reports, journalists, corpus, news"
    ),
    "SAY": _list(
        "say, tell, tell us, tell me, report, write, know, have to say, mention, claim, state, cover, deal with, "
        "talk about, says, reports, writes, mentions, covers, deals with, talks about, wrote, describe, "
        "describes, discuss, discusses"
    ),
    "MENTIONED": _list(
        "mentioned, named, discussed, described, quoted, reported, published, written, printed, covered"
    ),
    "WHICH": _list("which, what, how"),
    "PAPERS": _list("newspaper, newspapers, paper, papers, publisher, publishers, outlet, outlets, media"),
    "THAT": _list("this, that, these, those, it, they, the, the last, the first, the second, your, all the, all your"),
    "ABOUT": _list("about, on, of, for, in, from, at, with, around, regarding, concerning, over, to, as for"),
    "ONLY_ABOUT": _list("about, on, regarding, concerning, related to, dealing with, covering, mentioning"),
    "IN": _list(
        "in, to, at, with, on, during, around, near, after, before, between, over, by, when, inside, along, "
        "while, as, behind, off, under, for, from"
    ),
    "AND": _list("and, with, to, versus, vs, against, from"),
    "REASON": _list(
        "reason, reasons, cause, causes, motive, motives, explanation, explanations, motivation, rationale"
    ),
    "MAIN": _list(
        "main, real, exact, true, official, key, biggest, big, important, most important, crucial, major, "
        "central, decisive, actual"
    ),
    "CAUSED": _list(
        "caused, causes, made, makes, make, explains, explained, triggered, triggers, provoked, prompted, led, "
        "leads, brought about, motivated, drove, drives, convinced, persuaded, pushed, prevented, prevents, "
        "stopped, stops, forced, forces, sparked, inspired, moved, induced, kept, keeps, is keeping, is stopping, "
        "is causing, is driving"
    ),
    "DIFFERENCE": _list("difference, differences, similarity, similarities, distinction, distinctions, contrast"),
    "BETWEEN": _list("between, of, in, among"),
    "DIFFER": _list("compare, compares, compared, differ, differs, differed, different, similar, alike, related"),
    "TIMELINE": _list(
        "timeline, time line, time-line, chronology, chronicle, calendar, sequence of events, order of events, "
        "course of events, events in order, chronological list, chronological order, chronological overview, "
        "history"
    ),
    "DATES": _list("dates, milestones, turning points, events and dates, dates and events"),
    "ORDER": _list(
        "order of date, order of time, order of day, order of dates, date order, time order, chronological order, "
        "the right order, the order they happened, the order in which they happened, order, sequence, date, "
        "dates, day"
    ),
    "DAILY": _list(
        "day by day, month by month, year by year, week by week, date by date, hour by hour, from start to "
        "finish, from beginning to end, over the years, over time, chronologically, one after the other"
    ),
    "DEVELOP": _list(
        "develop, developed, unfold, unfolded, evolve, evolved, progress, progressed, play out, played out"
    ),
    "CHANGE": _list("change, changed, shift, shifted, look, go, grow"),
    "OUTLINE": _list(
        "overview, summary, outline, synopsis, recap, rundown, gist, digest, main points, key points, key facts, "
        "main facts, essentials, short version, briefing, background, primer, introduction, takeaways, "
        "highlights, big picture, tldr"
    ),
    "SHORTLY": _list(
        "in short, in brief, in a nutshell, in a few words, in a few sentences, in a few lines, in one sentence"
    ),
    "SUMMARISE": _list(
        "sum up, summarise, summarize, sum, recap, outline, sketch, tldr, in short, in brief, in a nutshell, briefly"
    ),
    "DESCRIBE": _list("describe, discuss, explain, introduce, analyse, analyze, portray, illustrate"),
    "ASKING": _list("why, how, what, who, whom, whose, when, where, which, if, whether, agency, agencies, conference"),
    "FRESH": _list("latest, newest, recent, most recent, new, current, fresh, breaking, last"),
    "OLD": _list("oldest, first, longest, earlier, older, best, relevant, related, similar, matching"),
    "NEWS": _list("news, update, updates, headlines, news updates"),
    "DEVELOPMENTS": _list(
        "news, developments, development, update, updates, headlines, reports, report, events, information, info, "
        "changes, findings, situation, status, state of affairs, state, things, steps"
    ),
    "LATELY": _list(
        "lately, recently, now, right now, these days, at the moment, currently, today, this week, this month, "
        "this year, of late, in recent days, in recent weeks, in the last few days, in the past week, at present, "
        "since then"
    ),
    "HAPPENED": _list(
        "happened, has happened, is happened, have happened, took place, has taken place, went on, went down, "
        "occurred, is happening, is going on, goes on, was happening, was going on, had happened, is up"
    ),
    "CHANGED": _list(
        "happened, changed, occurred, been reported, been said, been published, gone on, taken place, been "
        "happening, been going on, been changing, changing"
    ),
    "MORE_OF_IT": _list(
        "more, even more, some more, a bit more, more details, further details, more detail, more information, "
        "more info, details, further, go on, continue, keep going, carry on, go ahead, proceed, what else, "
        "anything else, elaborate, say more, and then, the rest, more please, more of it, more of that, more "
        "about it, more about that, more on it"
    ),
    "EVERYTHING": _list(
        "more, everything, something, all, anything, a bit, a little, a bit more, a little more, all you know, a "
        "lot, what you know, everything you know, what there is to know, in detail, briefly, in short"
    ),
    "FACTS": _list("details, information, info, background, facts, context, insight, insights, material"),
    "STANDS_FOR": _list("stand for, stands for, mean, means, refer to"),
    "LETTERS": _list("abbreviation, acronym, letters, word, term, name, initials, phrase, expression"),
    "MEANING": _list("meaning, definition, full name, long form, full form"),
    "THING": _list("thing, person, group, organisation, organization, company, animal, plant, place"),
    "WAY": _list("way, ways, means, method, methods, manner, steps, technique, procedure, process"),
    "TO_DO": _list("to, in order to, so that"),
    "MAN": _list("i, we, you, people, id"),
    "ASIDE": _list("last, first, second, new, old, whole"),
}
"""Words and phrases that are alike in a request."""
