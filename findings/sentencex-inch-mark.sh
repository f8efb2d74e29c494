#!/bin/sh
# sentencex 1.0.32 takes an inch mark for the beginning of a quotation and joins the sentences up to the next mark.
#
# 'They cut a 3" pipe out of the wall. It was old. Nobody knew. "Strange," said Poe.' has four sentences. Inside of
# quotation marks sentencex does not split, which is right: 'He said "We go. We stay." today.' is one. A good
# guess is that a mark behind a figure, with a space behind it, opens no quotation; it cannot, by its place. But every straight
# mark is paired with the next one, wherever it stands, so that two sentences become one, and the real quotation loses its
# opening mark to the sentence before: '... Nobody knew. "' and 'Strange," said Poe.' The same happens to each quotation
# behind one that goes on over several paragraphs and so has no closing mark.
#
# Seen: ['They cut a 3" pipe out of the wall. ', 'It was old. Nobody knew. "', 'Strange," said Poe.']
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check sentencex==1.0.32
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
from sentencex import segment

TEXT = 'They cut a 3" pipe out of the wall. It was old. Nobody knew. "Strange," said Poe.'
found = [sentence.strip() for sentence in segment("en", TEXT)]
print(found)
assert 'It was old. Nobody knew. "' in found, "the inch mark opens no quotation any more"
without = [sentence.strip() for sentence in segment("en", TEXT.replace('3"', "3″"))]
print(without)
assert without == ["They cut a 3″ pipe out of the wall.", "It was old.", "Nobody knew.", '"Strange," said Poe.']
print("still so: a straight inch mark opens a quotation, and ″ does not")
PYTHON
