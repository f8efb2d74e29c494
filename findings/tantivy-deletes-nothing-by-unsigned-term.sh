#!/bin/sh
# tantivy 0.27.0 (the Python package): delete_documents_by_term deletes nothing by a term of an unsigned field, in silence.
#
# A field of whole numbers from 0 on, such as an id, is added with add_unsigned_field(..., indexed=True). A search for one of
# its values finds the document, and delete_documents_by_query with that search deletes it. A good guess is that
# delete_documents_by_term("number", 2) does the same: it takes the field's name and the value, returns an operation's number
# and raises nothing. But after the commit the document is still there. The value becomes a term of a signed field, which
# matches none of an unsigned one. With add_integer_field the same call deletes the document.
#
# Seen: documents left of 4 after deleting one: unsigned by term 4, unsigned by query 3, signed by term 3
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check tantivy==0.27.0
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
import tantivy


def left(kind, how):
    builder = tantivy.SchemaBuilder()
    getattr(builder, f"add_{kind}_field")("number", stored=True, indexed=True)
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer(15_000_000, 1)
    for number in range(4):
        document = tantivy.Document()
        getattr(document, f"add_{kind}")("number", number)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    query = tantivy.Query.term_query(schema, "number", 2)
    assert index.searcher().search(query).count == 1
    writer = index.writer(15_000_000, 1)
    if how == "term":
        writer.delete_documents_by_term("number", 2)
    else:
        writer.delete_documents_by_query(query)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index.searcher().num_docs


found = {(kind, how): left(kind, how) for kind, how in (("unsigned", "term"), ("unsigned", "query"), ("integer", "term"))}
print(found)
assert found == {("unsigned", "term"): 4, ("unsigned", "query"): 3, ("integer", "term"): 3}, "this has changed"
print("still so: a term of an unsigned field deletes nothing")
PYTHON
