"""Files of each format, made for tests: the same story in every one."""

import io
import zipfile
from email.message import EmailMessage

PARAGRAPHS = (
    "The port of Arden will close its northern pier in the spring, the harbour master said on Friday.",
    "“We have no choice,” she told the council. “The piles are rotten, and the money is there at last.”",
    "The pier was built in 1911 and has been repaired four times since then, most lately in 2009.",
)
TITLE = "Northern pier to close"
AUTHOR = "Ann Poe"
PUBLISHER = "Harbour Post"
URL = "https://harbour-post.example/pier"
TEXT = "\n\n".join(PARAGRAPHS)


def zipped(members, *, compression=zipfile.ZIP_DEFLATED):
    """Return a zip archive of (name or ZipInfo, content), the same at any time."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in members:
            member = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name, (2024, 12, 13, 10, 0, 0))
            archive.writestr(member, content, compression)
    return stream.getvalue()


def make_html(paragraphs=PARAGRAPHS, *, title=TITLE):
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    head = f'<meta charset="utf-8"><title>{title}</title><meta name="author" content="{AUTHOR}">'
    head += f'<meta property="og:site_name" content="{PUBLISHER}"><link rel="canonical" href="{URL}">'
    head += '<meta property="article:published_time" content="2024-12-13T10:00:00Z">'
    nav = '<nav><ul><li><a href="/">Home</a></li><li><a href="/n">News</a></li></ul></nav>'
    page = f"<article><h1>{title}</h1>{body}</article><footer>All rights reserved</footer>"
    return f"<!DOCTYPE html><html><head>{head}</head><body>{nav}{page}</body></html>"


def make_docx(*, title=TITLE):
    import datetime

    import docx

    document = docx.Document()
    document.core_properties.title = title
    document.core_properties.author = AUTHOR
    document.core_properties.created = datetime.datetime(2024, 12, 13, 10)
    document.add_heading(TITLE, level=0)
    for paragraph in PARAGRAPHS:
        document.add_paragraph(paragraph)
    document.add_heading("What it costs", level=1)
    document.add_paragraph("The piles", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for row, cells in enumerate((("Part", "Crowns"), ("Piles", "12,000"))):
        for column, cell in enumerate(cells):
            table.cell(row, column).text = cell
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


_ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def make_odt(body=None, *, extra=()):
    if body is None:
        body = f'<text:h text:outline-level="1">{TITLE}</text:h>'
        body += "".join(f"<text:p>{paragraph}</text:p>" for paragraph in PARAGRAPHS)
    content = f"<office:document-content {_ODF}><office:body><office:text>{body}</office:text></office:body>"
    about = f"<dc:title>{TITLE}</dc:title><meta:initial-creator>{AUTHOR}</meta:initial-creator>"
    about += "<meta:creation-date>2024-12-13T10:00:00</meta:creation-date>"
    meta = f"<office:document-meta {_ODF}><office:meta>{about}</office:meta></office:document-meta>"
    members = [
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml", content + "</office:document-content>"),
        ("meta.xml", meta),
        *extra,
    ]
    return zipped(members)


def make_rtf(paragraphs=PARAGRAPHS):
    def escape(text):
        return "".join(char if char < "\x80" else f"\\u{ord(char)}?" for char in text)

    info = f"{{\\info{{\\title {TITLE}}}{{\\author {AUTHOR}}}{{\\creatim\\yr2024\\mo12\\dy13\\hr10}}}}"
    body = "\\par\\par ".join(escape(paragraph) for paragraph in paragraphs)
    return f"{{\\rtf1\\ansi\\ansicpg1252{{\\fonttbl{{\\f0 Arial;}}}}{info}\\f0 {body}\\par}}".encode("ascii")


def make_epub(chapters=None, *, extra=()):
    if chapters is None:
        first, *others = PARAGRAPHS
        chapters = {
            "one.xhtml": f"<h1>One</h1><p>{first}</p>",
            "two.xhtml": "<h1>Two</h1>" + "".join(f"<p>{other}</p>" for other in others),
        }
    items = "".join(f'<item id="i{n}" href="text/{name}" media-type="x"/>' for n, name in enumerate(chapters))
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(len(chapters)))
    about = f"<dc:title>{TITLE}</dc:title><dc:creator>{AUTHOR}</dc:creator><dc:publisher>{PUBLISHER}</dc:publisher>"
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        f"{about}<dc:date>2024-12-13</dc:date></metadata><manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
    )
    members = [
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", container),
        ("OEBPS/book.opf", package),
    ]
    members += [
        (f"OEBPS/text/{name}", f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>')
        for name, body in chapters.items()
    ]
    return zipped([*members, *extra])


def make_mail(*, html=False, attachments=()):
    message = EmailMessage()
    message["Subject"] = TITLE
    message["From"] = f"{PUBLISHER} <news@harbour-post.example>"
    message["Date"] = "Fri, 13 Dec 2024 10:00:00 +0000"
    if html:
        message.set_content("Read this mail in your browser")
        message.add_alternative(make_html(), subtype="html")
    else:
        message.set_content(f"{TEXT}\n\nUnsubscribe from this list\n")
    for name, content in attachments:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def make_rss(items=None):
    if items is None:
        body = "".join(f"&lt;p&gt;{paragraph}&lt;/p&gt;" for paragraph in PARAGRAPHS)
        items = (
            f"<item><title>{TITLE}</title><link>{URL}</link><dc:creator>{AUTHOR}</dc:creator>"
            f"<pubDate>Fri, 13 Dec 2024 10:00:00 +0000</pubDate><description>Short.</description>"
            f"<content:encoded>{body}</content:encoded></item>"
            "<item><title>Ferry &amp;amp; pier</title><description>The ferry stops on Friday.</description></item>"
        )
    spaces = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    return (
        f'<?xml version="1.0"?><rss version="2.0" {spaces}><channel><title>{PUBLISHER}</title>{items}</channel></rss>'
    )


def make_atom():
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return (
        f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>{PUBLISHER}</title><entry>'
        f'<title>{TITLE}</title><link href="{URL}"/><author><name>{AUTHOR}</name></author>'
        f'<published>2024-12-13T10:00:00Z</published><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
        f"{body}</div></content></entry></feed>"
    )


def make_csv(delimiter=","):
    rows = [("Headline", "Body", "Link", "Date", "Author", "Publisher", "Rank")]
    rows += [(TITLE, TEXT, URL, "13 December 2024", AUTHOR, PUBLISHER, "1")]
    rows += [("Ferry", "The ferry stops on Friday.", "", "", "", "", "2")]
    quoted = (delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    return "\r\n".join(quoted) + "\r\n"


def build_pdf(pages: list[list[str]], *, info: str = "", encrypted: bool = False) -> bytes:
    """Return a PDF with a text line for each string, page by page; ``info`` is the inside of its Info dictionary."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        shown = "".join(f"({line}) Tj T* " for line in lines)
        stream = f"BT /F1 12 Tf 14 TL 72 720 Td {shown}ET" if lines else ""
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >>"
        objects.append(f"{page} /Contents {len(objects)} 0 R >>")
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    objects.append(f"<< {info} >>")
    trailer = f"/Root 1 0 R /Info {len(objects)} 0 R"
    if encrypted:
        # No password yields this check value, so none opens the file.
        objects.append(f"<< /Filter /Standard /V 1 /R 2 /O <{'41' * 32}> /U <{'42' * 32}> /P -4 >>")
        trailer += f" /Encrypt {len(objects)} 0 R /ID [<00> <00>]"
    body, offsets = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} {trailer} >>\n"
    end += f"startxref\n{len(body)}\n%%EOF\n"
    return (body + end).encode("latin-1")
