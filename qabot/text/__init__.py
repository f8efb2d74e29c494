"""Pure text functions that several stages share: sentences, words, dates, facts, and the header of a passage."""
