"""Every error that Penstock raises on purpose, in one tree.

    PenstockError
    +-- AuthorError                 who writes the pipeline must act
    |   +-- SpecError               a document has problems; carries all of them
    |   +-- SourceError             a source file cannot be loaded, or holds no pipeline
    |   +-- ConditionError          a condition cannot be parsed, or fails on the values it meets
    |   +-- PlaceholderError        a placeholder names nothing, or has no value
    +-- CallerError                 who called must act
    |   +-- ArgumentsError          arguments of a run are missing, unknown or of the wrong type
    |   +-- NotFoundError           nothing has that id or name
    |   +-- ConflictError           the thing is not in a state that allows this
    |   |   +-- NameTakenError      there is such a thing with that name already
    |   +-- ServerSetupError        a server cannot be set up as it was told
    +-- OperatorError               who operates the machine must act
    |   +-- HomeError               the home cannot be used
    |   +-- StoreError              the metadata store failed
    |   |   +-- LeaseLostError      another process drives this run
    |   +-- ArtifactStoreError      the artifact store failed
    |   +-- LaunchError             a task could not be started
    |   +-- EnvironmentBuildError   the packages of a task could not be installed
    |   +-- MissingExtraError       an optional part is not installed
    +-- ApiError                    a server refused or failed what it was asked over HTTP; carries the answer
        +-- UnreachableError        no server answers at that address

A wrong use of the DSL raises the exception type that KFP documents (`TypeError`, `ValueError`, ...), so that code
written for KFP keeps working. A failure of a *user's task* is a value (state, reason, message, hint), not an exception.
"""

from typing import ClassVar, Iterable, NamedTuple, Tuple


class Problem(NamedTuple):
    """One finding of validation: what is wrong, where, and what to do."""

    code: str
    """Stable, kebab-case; documented in ``docs/reference/problems.md``."""

    path: str
    """Where in the document, such as ``root.dag.tasks.train.inputs.parameters.lr``; empty for the whole document."""

    message: str
    """What was found and what was expected."""

    hint: str = ""
    """What to do, if there is something to say."""

    severity: str = "error"
    """``error``, or ``warning`` for what does not stop the document from being used."""

    def __str__(self) -> str:
        """Render on one line."""
        place = f"{self.path}: " if self.path else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{place}{self.message}{hint}"


def _shortened(text: str) -> str:
    return text if len(text) <= 200 else text[:197] + "..."


class PenstockError(Exception):
    """Any error that Penstock raises on purpose."""

    code: ClassVar[str] = "penstock-error"

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        """Render message and hint."""
        return f"{self.message}\n  {self.hint}" if self.hint else self.message


class AuthorError(PenstockError):
    """The author of a pipeline has to change it."""

    code = "author-error"


class SpecError(AuthorError):
    """A document has problems; all of them are in `problems`."""

    code = "invalid-spec"

    def __init__(self, problems: Iterable[Problem], *, source: str = "") -> None:
        self.problems: Tuple[Problem, ...] = tuple(problems)
        self.source = source
        count = len(self.problems)
        head = f"{source or 'The document'} has {count} problem{'s' if count != 1 else ''}"
        super().__init__("\n".join([f"{head}:", *(f"  {problem}" for problem in self.problems)]))


class SourceError(AuthorError):
    """A source file cannot be loaded, or holds no pipeline."""

    code = "invalid-source"


class ConditionError(AuthorError):
    """A condition cannot be parsed, or fails on the values it meets; it is never taken for false."""

    code = "invalid-condition"

    def __init__(self, message: str, *, position: int = 0, text: str = "", hint: str = "") -> None:
        shown = f" (at character {position + 1} of {_shortened(text)!r})" if text else ""
        super().__init__(message + shown, hint=hint)
        self.position = position
        self.text = text


class PlaceholderError(AuthorError):
    """A placeholder names nothing, or what it names has no value."""

    code = "invalid-placeholder"


class CallerError(PenstockError):
    """The caller has to ask differently."""

    code = "caller-error"


class ArgumentsError(CallerError):
    """Arguments of a run are missing, unknown or of the wrong type; all problems are in `problems`."""

    code = "invalid-arguments"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: Tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class NotFoundError(CallerError):
    """Nothing has that id or name."""

    code = "not-found"


class ConflictError(CallerError):
    """The thing is not in a state that allows this."""

    code = "conflict"


class NameTakenError(ConflictError):
    """There is a thing of this kind with that name already."""

    code = "name-taken"


class ServerSetupError(CallerError):
    """A server cannot be set up as it was told: open to strangers, on a port that is taken."""

    code = "server-setup"


class OperatorError(PenstockError):
    """The operator of the machine has to act."""

    code = "operator-error"


class HomeError(OperatorError):
    """The home folder cannot be used."""

    code = "home-unusable"


class StoreError(OperatorError):
    """The metadata store failed."""

    code = "store-failed"


class LeaseLostError(StoreError):
    """Another process drives this run."""

    code = "lease-lost"


class ArtifactStoreError(OperatorError):
    """The artifact store failed."""

    code = "artifact-store-failed"


class LaunchError(OperatorError):
    """A task could not be started."""

    code = "launch-failed"

    def __init__(self, message: str, *, reason: str = "LaunchFailed", hint: str = "", retryable: bool = False) -> None:
        super().__init__(message, hint=hint)
        self.reason = reason
        self.retryable = retryable


class EnvironmentBuildError(OperatorError):
    """The packages of a task could not be installed."""

    code = "environment-build-failed"


class MissingExtraError(OperatorError):
    """An optional part is not installed."""

    code = "missing-extra"

    def __init__(self, extra: str) -> None:
        super().__init__(f"This needs the extra {extra!r}", hint=f"pip install 'penstock[{extra}]'")
        self.extra = extra


class ApiError(PenstockError):
    """A server refused or failed what it was asked over HTTP; `status` says which, `problems` what is at fault."""

    code = "api-error"

    def __init__(
        self,
        message: str,
        *,
        status: int,
        reason: str = "",
        body: str = "",
        problems: Iterable[Problem] = (),
        hint: str = "",
    ) -> None:
        super().__init__(message, hint=hint)
        self.status = status
        self.reason = reason
        self.body = body
        self.problems: Tuple[Problem, ...] = tuple(problems)

    @property
    def is_passing(self) -> bool:
        """Whether it is likely to pass by itself: the server restarts, or a proxy does not reach it for a moment."""
        return self.status in (0, 429, 502, 503, 504)


class UnreachableError(ApiError):
    """No server answers at that address, or it stopped in the middle of its answer; `status` is 0."""

    code = "server-unreachable"

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message, status=0, reason="unreachable", hint=hint)
