#!/bin/sh
# striprtf 0.0.35 leaves out words that are written in ANSI and in Unicode (\upr), and the text of boxes (\shptxt).
#
# RTF 1.9.1, "Unicode RTF": {\upr{ANSI text}{\*\ud{Unicode text}}} is one text in two forms, so that an old reader shows the
# first and a new one the second. A good guess is that a reader shows one of them. striprtf takes \upr for a destination
# to be ignored and shows neither: "Name is Müller today." comes out as "Name is  today.", without an error.
# The same specification puts the text of a box in {\shptxt ...} inside {\shp{\*\shpinst ...}}; it is missing as well, both
# there and in the {\shprslt ...} for old readers, so that nothing of a pull quote or a fact box is left.
# A link, on the other hand, gets its address into the text, with quotation marks: Arden("https://a.example/x").
#
# Seen: 'Name is  today.\n', 'Before after.\nNext.\n', 'The port of Arden("https://a.example/x") closed.\n'
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check striprtf==0.0.35
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
from striprtf.striprtf import rtf_to_text

TWICE = r"{\rtf1\ansi Name is {\upr{M\'fcller}{\*\ud{M\u252?ller}}} today.\par}"
BOX = (
    r"{\rtf1\ansi Before {\shp{\*\shpinst\shpleft0{\sp{\sn shapeType}{\sv 202}}{\shptxt \pard The boxed text.\par}}"
    r"{\shprslt{\*\do\dobxcolumn{\dptxbx{\dptxbxtext\pard The boxed text.\par}}}}}after.\par Next.\par}"
)
LINK = r'{\rtf1\ansi The port of {\field{\*\fldinst{HYPERLINK "https://a.example/x"}}{\fldrslt Arden}} closed.\par}'
for name, rtf, expected in (
    ("twice", TWICE, "Name is  today.\n"),
    ("box", BOX, "Before after.\nNext.\n"),
    ("link", LINK, 'The port of Arden("https://a.example/x") closed.\n'),
):
    found = rtf_to_text(rtf)
    print(name, repr(found))
    assert found == expected, f"{name} has changed"
print("still so: neither form of a \\upr text, no text of boxes, the address of a link in the text")
PYTHON
