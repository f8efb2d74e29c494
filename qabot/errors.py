"""The tree of errors. Each error that a person can meet says what is wrong and what to do."""


class QabotError(Exception):
    """The base of all errors that qabot reports in one line, without a traceback.

    Attributes:
        problem: what is wrong, one sentence without its full stop.
        remedy: what to do about it, one sentence without its full stop.
        exit_code: exit status of the process when this error ends a command.
    """

    exit_code = 2

    def __init__(self, problem: str, *, remedy: str) -> None:
        """Keep both halves; ``str()`` joins them into the line that a person reads."""
        super().__init__(problem, remedy)
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        """Return "problem. Remedy." on one line, without the line breaks in either."""
        return " ".join(f"{self.problem}. {self.remedy}.".split())


class ConfigError(QabotError):
    """A setting, an option or an environment variable that cannot be used."""


class QuestionError(QabotError):
    """A question that cannot be searched for: empty, without words, or too long."""


class CorpusError(QabotError):
    """A corpus folder with nothing to index in it."""


class ModelError(QabotError):
    """A model that is missing or damaged, or whose checksum is wrong."""


class IndexProblem(QabotError):
    """The base of all errors about the index."""

    exit_code = 3


class IndexMissing(IndexProblem):
    """There is no published build to read."""


class IndexCorrupt(IndexProblem):
    """A part of the published build is missing or cannot be read."""


class EarlierBuildCorrupt(IndexCorrupt):
    """A part of the published build is damaged that the next one would be copied from."""


class IndexMismatch(IndexProblem):
    """A build was made with another model, chunking or schema version than the settings ask for."""


class IndexBusy(IndexProblem):
    """Another process is writing a build."""


class IndexNotWritable(IndexProblem):
    """A build cannot be written: the disk is full, or the folder is read-only or not made by qabot."""


class FetchError(QabotError):
    """A page that cannot be fetched, or must not be."""


class StoreUnavailable(IndexProblem):
    """The index is on another machine, which does not answer in time or cannot be reached."""


class StoreDenied(IndexProblem):
    """The index is on another machine, which does not accept the token."""


class IndexReplaced(IndexProblem):
    """The build that is open was deleted after a newer one was published."""


class DiscordUnavailable(QabotError):
    """Discord cannot be reached, or does not accept the bot."""

    exit_code = 69


class ArticleError(QabotError):
    """One file or record that cannot be read as an article. Indexing skips it and goes on.

    ``problem`` is only the reason, which the summary prints after the name of the file.
    """

    def __init__(self, problem: str, *, remedy: str = "Mend or remove the file") -> None:
        """Keep the reason; the remedy is nearly always the same."""
        super().__init__(problem, remedy=remedy)


class WriterFailed(QabotError):
    """A language model that did not answer as it should. The extractive answer stands."""

    def __init__(self, problem: str) -> None:
        """Keep what happened, in words that follow "the language model did not answer:"."""
        super().__init__(problem, remedy="Check [writer] in config.toml with qabot doctor")
