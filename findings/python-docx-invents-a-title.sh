#!/bin/sh
# python-docx 1.2.0 invents a title and an editor for a document that has none.
#
# docProps/core.xml is optional in a .docx file (ECMA-376 part 2), and many programs leave it out. A good guess
# is that Document(...).core_properties is then empty: title "" and last_modified_by "". Instead, reading the property
# adds a part with defaults: title "Word Document", last_modified_by "python-docx", revision 1, and modified = now. So a
# reader takes "Word Document" for the headline and the moment of reading for the day of the last change, each run another.
# Reading also changes the document: once it is saved, the invented part is in the file.
#
# Seen: title='Word Document' last_modified_by='python-docx' revision=1 modified=today; after save(): core.xml is there.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check python-docx==1.2.0
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
import datetime
import io
import zipfile

import docx

PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
FILES = {
    "[Content_Types].xml": f"""<Types xmlns="{PACKAGE}/content-types">
        <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
        <Override PartName="/word/document.xml" ContentType="{WORD}"/></Types>""",
    "_rels/.rels": f"""<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Target="word/document.xml"
        Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>""",
    "word/document.xml": """<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
        <w:body><w:p><w:r><w:t>The ferry stops on Friday.</w:t></w:r></w:p></w:body></w:document>""",
}
stream = io.BytesIO()
with zipfile.ZipFile(stream, "w") as package:
    for name, content in FILES.items():
        package.writestr(name, content)

document = docx.Document(stream)
properties = document.core_properties
print(f"title={properties.title!r} last_modified_by={properties.last_modified_by!r} modified={properties.modified}")
assert properties.title == "Word Document", "the title is no longer invented"
assert properties.last_modified_by == "python-docx", "the editor is no longer invented"
assert properties.revision == 1
age = datetime.datetime.now(datetime.timezone.utc) - properties.modified
assert age < datetime.timedelta(minutes=5), "the day of change is no longer the moment of reading"
assert properties.author == "" and properties.created is None

saved = io.BytesIO()
document.save(saved)
names = zipfile.ZipFile(saved).namelist()
assert "docProps/core.xml" in names, names
print("still so: properties that the file does not have, and they are saved with it")
PYTHON
