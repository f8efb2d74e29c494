"""Raised figures stay apart from the number before them, and struck-out or hidden text is left out, in every format."""

import docx
import pytest
from article_files import make_epub, make_html, zipped
from lxml import html

from qabot.ingest.parsing.text_marks import clean_html, raise_figures

AFTER = "The wardens met on the quay before the tide turned, and the office kept a record of what was said there."


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("killed 12<sup>3</sup> people", "killed 12³ people"),
        ("killed 12.<sup>3</sup> Nobody", "killed 12.³ Nobody"),
        ("killed 12<sup>3, 4</sup> people", "killed 12³, ⁴ people"),
        ('killed 12<sup><a href="#fn3" id="r3">3</a></sup> people', "killed 12 people"),
        ('killed 12<sup class="footnote-ref"><a href="#fn3" role="doc-noteref">3</a></sup> people', "killed 12 people"),
        ('buried 45<a class="footnote" href="#fn5">5</a> houses', "buried 45 houses"),
        ('buried 45<a href="#fn5"><sup>5</sup></a> houses', "buried 45 houses"),
        ('buried 45<span style="vertical-align: super">5</span> houses', "buried 45⁵ houses"),
        ("10<sup>6</sup> litres and 10<sup>-6</sup> bar", "10⁶ litres and 10⁻⁶ bar"),
        ("30 km<sup>2</sup> of H<sub>2</sub>O", "30 km² of H2O"),
        ("the 6<sup>th</sup> place, 1<sup>er</sup> mai", "the 6th place, 1er mai"),
        ("3<sup>1</sup>/<sub>2</sub> miles", "3 1/2 miles"),
        ('12<sup class="reference"><a href="#n3">[3]</a></sup> people', "12[3] people"),
        ('see <a href="/45">45</a> houses', "see 45 houses"),
        ("is <del>4.50</del> <ins>5.20</ins> crowns", "is 5.20 crowns"),
        ("run by <s>Viaro</s> Tellan, at <strike>six</strike> seven", "run by Tellan, at seven"),
        ('is <span style="text-decoration: red line-through">3.10</span> 3.90', "is 3.90"),
        ('is <span style="text-decoration: underline">3.10</span>', "is 3.10"),
        ('is <span hidden>3.10</span><b style="display:none">4</b> 3.90', "is 3.90"),
        ('is <span hidden="until-found">3.10</span>', "is 3.10"),
    ],
)
def test_html(markup, text):
    root = html.fromstring(f"<body hidden><p>{markup}</p></body>")
    clean_html(root)
    assert " ".join(root.text_content().split()) == text


@pytest.mark.parametrize(
    ("text", "raised"),
    [("3", "³"), ("12, 13", "¹², ¹³"), ("−6", "⁻⁶"), ("th", "th"), ("*", "*"), ("[3]", "[3]"), ("", "")],
)
def test_raised_figures(text, raised):
    assert raise_figures(text) == raised


MARKED = "It killed 12<sup>3</sup> people, not <del>99</del> 45."
MARKED_BY_CLASSES = 'It killed 12<span class="c1 up">3</span> people, not <b class="old">99</b> 45.'
SHEET = (
    "/* of a page */ ol{margin:0}.c1{color:red}.up,p .x{vertical-align:super}"
    "@media print{b.old{text-decoration:line-through}}"
)
PLAIN = "It killed 12³ people, not 45."


def make_docx(tmp_path):
    document = docx.Document()
    paragraph = document.add_paragraph("It killed 12")
    paragraph.add_run("3").font.superscript = True
    paragraph.add_run(" people, not ")
    paragraph.add_run("99").font.strike = True
    paragraph.add_run("98").font.double_strike = True
    paragraph.add_run("97").font.hidden = True
    paragraph.add_run(" 45.").font.strike = False
    document.save(tmp_path / "made.docx")
    return (tmp_path / "made.docx").read_bytes()


def make_odt_with_styles(position="super 58%"):
    spaces = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
        ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    )
    looks = {
        "T1": f'style:text-position="{position}"',
        "T2": 'style:text-line-through-style="solid"',
        "T3": 'text:display="none"',
    }
    styles = "".join(
        f'<style:style style:name="{name}"><style:text-properties {look}/></style:style>'
        for name, look in looks.items()
    )
    body = "It killed 12{}3</text:span> people, not {}99</text:span>{}98</text:span> 45.".format(
        *(f'<text:span text:style-name="{name}">' for name in looks)
    )
    content = (
        f"<office:document-content {spaces}><office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f"<office:text><text:p>{body}</text:p></office:text></office:body></office:document-content>"
    )
    return zipped([("content.xml", content)])


def test_every_format(corpus, tmp_path):
    page = make_html([MARKED, AFTER])
    item = f"<item><title>a</title><description>{MARKED.replace('<', '&lt;')}</description></item>"
    files = {
        "a.html": page,
        "b.rss": f"<rss><channel>{item}</channel></rss>",
        "c.epub": make_epub({"one.xhtml": f"<p>{MARKED}</p>"}),
        "d.md": f"{MARKED}\n",
        "e.md": "It killed 12<sup>3</sup> people, not ~~99~~ 45.\n",
        "f.docx": make_docx(tmp_path),
        "g.odt": make_odt_with_styles(),
        "p.odt": make_odt_with_styles("33% 58%"),
        "h.rtf": r"{\rtf1\ansi It killed 12{\super 3} people, not {\strike 99}\v 98\v0\deleted 97\deleted0  45.\par}",
        "i.rtf": r"{\rtf1\ansi It killed 12\super 3\nosupersub  people, not \striked1 9\u57?\striked0  45.\par}",
        "l.rtf": r"{\rtf1\ansi It killed 12{\up6 3} people, {\up0 not} 45.\par}",
        "m.md": f"<p>{MARKED}</p>\n",
        "n.html": make_html([MARKED_BY_CLASSES, AFTER]).replace("</head>", f"<style>{SHEET}</style></head>"),
        "o.epub": make_epub({"one.xhtml": f"<style>{SHEET}</style><p>{MARKED_BY_CLASSES}</p>"}),
        "j.mht": f"Content-Type: text/html; charset=utf-8\n\n{page}",
        "k.eml": f"Content-Type: text/html; charset=utf-8\n\n<p>{MARKED}</p>",
    }
    for name, content in files.items():
        corpus.write(name, content)
    texts = {article.path: " ".join(article.text.split("\n\n")[0].split()) for article in corpus.articles()}
    assert texts == dict.fromkeys(files, PLAIN)


def word_element(markup):
    """Return an element of a Word document; ``w`` is its namespace."""
    tag, rest = markup.split(">", 1)
    return docx.oxml.parse_xml(f'{tag} xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{rest}')


def test_what_a_docx_shows_in_the_place_of_text_or_deletes_is_no_text(corpus, tmp_path):
    control = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    run = "<w:r><w:t>Click here</w:t></w:r>"
    document = docx.Document()
    document.add_paragraph("Name: ")._p.append(word_element(control.format(run)))
    document.element.body.insert(1, word_element(control.format(f"<w:p>{run}</w:p>")))
    table = document.add_table(rows=2, cols=1)
    table.cell(0, 0).text, table.cell(1, 0).text = "old row", "new row"
    table.rows[0]._tr.get_or_add_trPr().append(word_element("<w:del ></w:del>"))
    document.save(tmp_path / "made.docx")
    assert corpus.article("a.docx", (tmp_path / "made.docx").read_bytes()).text == "Name:\n\nnew row"


@pytest.mark.parametrize(("height", "text"), [("6", "12³ people"), ("-6", "123 people"), ("0", "123 people")])
def test_a_docx_may_raise_figures_by_a_distance(corpus, tmp_path, height, text):
    document = docx.Document()
    paragraph = document.add_paragraph("It killed 12")
    look = paragraph.add_run("3")._r.get_or_add_rPr()
    look.append(word_element(f'<w:position w:val="{height}"></w:position>'))
    paragraph.add_run(" people.")
    document.save(tmp_path / "made.docx")
    assert text in corpus.article("a.docx", (tmp_path / "made.docx").read_bytes()).text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("One.\n\n<del>\n\nTwo.\n\n| a |\n|---|\n| b |\n\n</del>\n\nThree.", "One.\n\nThree."),
        ("One.\n\n<s>\n\nTwo.\n</s> Three.", "One.\n\nThree."),
        ("One.\n\n<del>\n\nTwo, which nothing closes.", "One.\n\nTwo, which nothing closes."),
        ("One `<del>` here.\n\nTwo.\n\n</del>\n\nThree.", "One <del> here.\n\nTwo.\n\nThree."),
    ],
)
def test_struck_out_text_of_markdown_may_be_several_blocks(corpus, body, text):
    assert corpus.article("a.md", body).text == text


def test_the_places_of_lines_stay_true_around_struck_text(corpus):
    article = corpus.article("a.md", "One ~~two\nthree~~ four\nfive.\n")
    assert article.text == "One four five."
    assert article.locate(article.text.index("five")) == "a.md:3"


def test_a_line_that_is_struck_out_as_a_whole_has_no_place(corpus):
    article = corpus.article("a.md", "One two\n~~three four~~\nfive.\n")
    assert article.text == "One two five."
    assert [(anchor.start, anchor.locator) for anchor in article.anchors] == [(0, ":1"), (8, ":3")]


def small(text, *, rise):
    """Return the end of a PDF's string, a string in small type that is raised so many points, and a new beginning."""
    return f") Tj /F1 7 Tf {rise} Ts ({text}) Tj /F1 12 Tf 0 Ts ("


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (
            f"It killed 12{small('3', rise=5)} people in 1987{small('4, 5', rise=5)} and 45.",
            "12³ people in 1987⁴, ⁵ and 45.",
        ),
        (f"It holds 10{small('-6', rise=4)} bar.", "It holds 10⁻⁶ bar."),
        (f"It was the 6{small('th', rise=4)} pier.", "It was the 6th pier."),
        (f"It is full of H{small('2', rise=-3)}O.", "It is full of H2O."),
        (f"It has a number{small('45', rise=0)} in small type.", "number45 in small type."),
    ],
)
def test_pdf(corpus, make_pdf, line, text):
    article = corpus.article("a.pdf", make_pdf([["The pier of Arden will close in the spring (she said).", line]]))
    assert text in article.text
