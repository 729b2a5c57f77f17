"""Files in a bucket that speaks S3: the same sealed bytes under the same names as in the folder.

One request puts a file whole or not at all; then it is read back and compared, as not every store proves what it
took. The library is loaded by the first call, and nothing of it leaves this file: neither its errors nor its words,
which may quote a key.
"""

import base64
import functools
import hashlib
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from typing import Any, BinaryIO, TypeVar, cast

from app.config import ObjectStore
from app.core import deadline
from app.core.files.patience import Limit, OutOfTime, bounded
from app.core.files.storing import ADDRESS, FileMissing, StoreRefuses, StoreUnavailable, place_of

Result = TypeVar("Result")

CONNECT_SECONDS = 2
# Until the first byte of an answer, and between two of them.
SILENT_SECONDS = 4
LOADING_SECONDS = 30
PAUSE = 0.2
CHUNK = 64 * 1024
PAGE = 1000
# Regions are names in the signature only where the store is not Amazon's.
ANY_REGION = "us-east-1"
MISSING = frozenset({"NoSuchKey", "404"})
EXISTS = frozenset({"PreconditionFailed", "412"})
UNKNOWN_CONDITION = frozenset({"NotImplemented", "501"})
# What the store says of itself, or of two that write at one moment, may be asked once more.
PASSING = frozenset({409, 429, 500, 502, 503, 504})
BROKEN_LINKS = frozenset({"ConnectionClosedError", "IncompleteReadError", "ResponseStreamingError"})
NO_KEYS = frozenset(
    {"NoCredentialsError", "PartialCredentialsError", "ProfileNotFound", "CredentialRetrievalError"}
)


class S3Store:
    """`ab/cd/abcd…` below the prefix."""

    def __init__(self, settings: ObjectStore) -> None:
        self._settings = settings
        self._root = f"{settings.prefix}/" if settings.prefix else ""
        self._guard = threading.Lock()
        self._made: Any = None

    @property
    def name(self) -> str:
        return self._settings.name

    def put(self, address: str, write: Callable[[BinaryIO], object]) -> None:
        key = self._key(address)
        try:
            with tempfile.TemporaryFile() as sealed:
                write(cast(BinaryIO, sealed))
                self._carried(lambda client, limit: self._send(client, limit, key, cast(BinaryIO, sealed)))
        except OSError as error:
            raise StoreUnavailable(str(error)) from error

    def _send(self, client: Any, limit: Limit, key: str, sealed: BinaryIO) -> None:
        size = sealed.seek(0, 2)
        limit.allow_for(2 * size)
        sealed.seek(0)
        digest = hashlib.file_digest(sealed, "sha256").digest()  # type: ignore[arg-type]
        facts = {
            "Bucket": self._settings.bucket,
            "Key": key,
            "ContentLength": size,
            "ContentType": "application/octet-stream",
            "ChecksumSHA256": base64.b64encode(digest).decode(),
        }

        def send(**condition: str) -> None:
            sealed.seek(0)
            client.put_object(Body=sealed, **facts, **condition)

        try:
            _tried(lambda: send(IfNoneMatch="*"), limit)
        except Exception as error:
            code = _code(error)
            if code not in EXISTS | UNKNOWN_CONDITION:
                raise
            if code in EXISTS and self._digest(client, limit, key) == digest:
                return  # a first try whose answer was lost, or another upload of the same
            _tried(send, limit)
        if self._digest(client, limit, key) != digest:
            client.delete_object(Bucket=self._settings.bucket, Key=key)
            raise StoreUnavailable(f"{self.name} gives back something else than it was given")

    def _digest(self, client: Any, limit: Limit, key: str) -> bytes:
        def read() -> bytes:
            digest = hashlib.sha256()
            _take(client.get_object(Bucket=self._settings.bucket, Key=key), digest.update, limit)
            return digest.digest()

        return _tried(read, limit)

    def open(self, address: str) -> BinaryIO:
        """The whole of it, on this machine's disk without a name and as sealed as it was there: who reads it twice
        reads the same twice, and no reader waits for a link."""
        key = self._key(address)

        def fetch(client: Any, limit: Limit) -> BinaryIO:
            answer = client.get_object(Bucket=self._settings.bucket, Key=key)
            limit.allow_for(int(answer["ContentLength"]))
            with ExitStack() as undo:
                taken = cast(BinaryIO, undo.enter_context(tempfile.TemporaryFile()))
                _take(answer, taken.write, limit)
                taken.seek(0)
                undo.pop_all()
                return taken

        return self._carried(lambda client, limit: _tried(lambda: fetch(client, limit), limit), address)

    def size(self, address: str) -> int | None:
        wanted = {"Bucket": self._settings.bucket, "Key": self._key(address)}

        def look(client: Any) -> int | None:
            try:
                return int(client.head_object(**wanted)["ContentLength"])
            except Exception as error:
                if _code(error) not in MISSING:
                    raise
            # The same answer comes for a bucket that is not there, and that is no lost file.
            client.head_bucket(Bucket=self._settings.bucket)
            return None

        return self._ask(lambda client, limit: _tried(lambda: look(client), limit))

    def addresses(self) -> Iterator[tuple[str, float]]:
        for entry in self._listed("list_objects_v2", "Contents", MaxKeys=PAGE):
            address = entry["Key"].rpartition("/")[2]
            if ADDRESS.fullmatch(address) and entry["Key"] == self._key(address):
                yield address, entry["LastModified"].timestamp()

    def remove(self, address: str) -> None:
        self._call("delete_object", Key=self._key(address))

    def clear_unfinished(self, before: float) -> int:
        """`put` leaves nothing unfinished; a tool that copied a bucket by parts may have."""
        uploads = self._listed("list_multipart_uploads", "Uploads", MaxUploads=PAGE)
        old = [upload for upload in uploads if upload["Initiated"].timestamp() < before]
        for upload in old:
            self._call("abort_multipart_upload", Key=upload["Key"], UploadId=upload["UploadId"])
        return len(old)

    def probe(self) -> None:
        """Does it answer, and let us read? Raises StoreUnavailable, or StoreRefuses."""
        self._call("list_objects_v2", Prefix=self._root, MaxKeys=1)

    def _listed(self, verb: str, name: str, **most: int) -> Iterator[dict[str, Any]]:
        """Page by page: each has a deadline of its own, so that a long list is no reason to give up."""
        following: dict[str, str] | None = {}
        while following is not None:
            page = self._call(verb, Prefix=self._root, **most, **following)
            yield from page.get(name, [])
            following = _following(page)

    def _call(self, verb: str, **wanted: Any) -> dict[str, Any]:
        wanted["Bucket"] = self._settings.bucket

        def call(client: Any, limit: Limit) -> dict[str, Any]:
            answer: dict[str, Any] = _tried(lambda: getattr(client, verb)(**wanted), limit)
            return answer

        return self._ask(call)

    def _ask(self, act: Callable[[Any, Limit], Result]) -> Result:
        """A question without much to carry: within the deadline of the request that asks it."""
        return self._bounded(act, min(SILENT_SECONDS, deadline.left()))

    def _carried(self, act: Callable[[Any, Limit], Result], address: str = "") -> Result:
        """A file on its way: the time that its size needs is not the request's."""
        with deadline.apart():
            return self._bounded(act, SILENT_SECONDS, address)

    def _bounded(self, act: Callable[[Any, Limit], Result], seconds: float, address: str = "") -> Result:
        """Whatever the library raises becomes an error of the store."""
        try:
            client = self._client()
            return bounded(lambda limit: act(client, limit), seconds)
        except StoreUnavailable:
            raise
        except Exception as error:
            if address and _code(error) in MISSING:
                raise FileMissing(address) from None
            raise self._fault(error) from None

    def _fault(self, error: Exception) -> StoreUnavailable:
        """Only what kind of problem it is: the library's own text may quote what was sent."""
        code, status = _code(error), _status(error)
        if code:
            kind = StoreUnavailable if status in PASSING else StoreRefuses
            return kind(f"{self.name}: {code}")
        if type(error).__name__ in NO_KEYS:
            return StoreRefuses(f"{self.name}: no key was found")
        why = str(error) if isinstance(error, OutOfTime) else type(error).__name__
        return StoreUnavailable(f"{self.name}: {why}")

    def _key(self, address: str) -> str:
        return self._root + place_of(address)

    def _client(self) -> Any:
        """Made by the first question: that the library loads, and finds a key, is no silence of the store."""
        with self._guard:
            if self._made is None:
                with deadline.apart():
                    self._made = bounded(lambda _limit: _client(self._settings), LOADING_SECONDS)
            return self._made


def _client(settings: ObjectStore) -> Any:
    from botocore.config import Config as Options
    from botocore.session import Session

    options = Options(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=SILENT_SECONDS,
        retries={"total_max_attempts": 1, "mode": "standard"},  # `_tried` tries again, within our limit
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        ignore_configured_endpoint_urls=True,  # only the setting that was checked for https
        s3={"addressing_style": "path" if settings.endpoint else "auto"},
        max_pool_connections=16,
    )
    session = Session()
    session.register_component("data_loader", _descriptions())
    return session.create_client(
        "s3",
        config=options,
        endpoint_url=settings.endpoint or None,
        region_name=settings.region or (ANY_REGION if settings.endpoint else None),
        aws_access_key_id=settings.key_id or None,
        aws_secret_access_key=settings.secret or None,
    )


@functools.cache
def _descriptions() -> Any:
    """What the library knows of the service: a megabyte to read, once."""
    from botocore.loaders import create_loader

    return create_loader()


def _tried(act: Callable[[], Result], limit: Limit) -> Result:
    """Once more where the first was a passing fault; never after silence, which took its time already."""
    try:
        return act()
    except Exception as error:
        is_passing = _status(error) in PASSING or type(error).__name__ in BROKEN_LINKS
        if not is_passing or limit.left() < PAUSE:
            raise
    time.sleep(PAUSE)
    return act()


def _take(answer: dict[str, Any], taken: Callable[[bytes], object], limit: Limit) -> None:
    with closing(answer["Body"]) as body:
        for chunk in body.iter_chunks(CHUNK):
            limit.check()
            taken(chunk)


def _code(error: Exception) -> str:
    """The store's own word for what is wrong; "" for what never reached it."""
    return str(_answered(error).get("Error", {}).get("Code", ""))


def _status(error: Exception) -> int:
    return int(_answered(error).get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _answered(error: Exception) -> dict[str, Any]:
    found = getattr(error, "response", None)
    return found if isinstance(found, dict) else {}


def _following(page: dict[str, Any]) -> dict[str, str] | None:
    if not page.get("IsTruncated"):
        return None
    if token := page.get("NextContinuationToken"):
        return {"ContinuationToken": token}
    return {"KeyMarker": page["NextKeyMarker"], "UploadIdMarker": page.get("NextUploadIdMarker", "")}


@functools.lru_cache(maxsize=4)
def opened(settings: ObjectStore) -> S3Store:
    """One for the process: its connections are kept for the next call."""
    return S3Store(settings)
