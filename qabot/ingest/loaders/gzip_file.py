"""Gzip files: the one file in them is read as if it lay in the corpus."""

import gzip
import zlib
from collections.abc import Iterator
from io import BytesIO

from qabot.errors import ArticleError
from qabot.ingest.parsing.safe_zip import check_ratio
from qabot.ingest.source import Source, describe_bytes

ENDINGS = (".gz",)
SANDBOXED = False
KEPT = "the file in it, as if it lay in the corpus under the packed file's name"

_CHUNK_BYTES = 1_048_576


def load(source: Source) -> Iterator[Source]:
    """Yield the file in a gzip file; its path is that of the packed file.

    Raises:
        ArticleError: the file is not gzip, is damaged, is too large once unpacked, unpacks to over 200 times its
            size, or lies more than three archives deep.
        OSError: the file cannot be read.
    """
    source.check_depth()
    limit = source.limits.max_file_bytes
    packed = source.read()
    if not packed:
        msg = "is not a readable gzip file"
        raise ArticleError(msg)
    content = bytearray()
    try:
        with gzip.GzipFile(fileobj=BytesIO(packed)) as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                content += chunk
                check_ratio(len(content), len(packed))
                if len(content) > limit:
                    msg = f"unpacks to more than {describe_bytes(limit)} ([corpus] max_file_mb)"
                    raise ArticleError(msg)
    except (EOFError, zlib.error, gzip.BadGzipFile) as err:
        msg = "is not a readable gzip file"
        raise ArticleError(msg) from err
    name = source.name[: -len(".gz")] if source.name.lower().endswith(".gz") else source.name
    yield source.part(name, bytes(content), path=source.path)
