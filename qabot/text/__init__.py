"""Pure text work that several stages share: sentences, words, the header that is searched but never quoted."""
