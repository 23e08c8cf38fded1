"""The mock cluster inside librdkafka, reached with ctypes: a broker that speaks Kafka's protocol from memory.

librdkafka marks these functions as experimental, so the project pins the confluent-kafka wheel that carries it.
"""

import ctypes
import importlib.util
from collections.abc import Sequence
from pathlib import Path

from services.runtime.errors import ConfigError

_PRODUCER = 0
_ERROR_SIZE = 512
_POINTER = ctypes.c_void_p
_SIGNATURES: dict[str, tuple[type | None, list[type]]] = {
    "rd_kafka_conf_new": (_POINTER, []),
    "rd_kafka_conf_set": (
        ctypes.c_int,
        [_POINTER, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_size_t],
    ),
    "rd_kafka_new": (_POINTER, [ctypes.c_int, _POINTER, ctypes.c_char_p, ctypes.c_size_t]),
    "rd_kafka_destroy": (None, [_POINTER]),
    "rd_kafka_err2str": (ctypes.c_char_p, [ctypes.c_int]),
    "rd_kafka_mock_cluster_new": (_POINTER, [_POINTER, ctypes.c_int]),
    "rd_kafka_mock_cluster_destroy": (None, [_POINTER]),
    "rd_kafka_mock_cluster_bootstraps": (ctypes.c_char_p, [_POINTER]),
    "rd_kafka_mock_group_initial_rebalance_delay_ms": (None, [_POINTER, ctypes.c_int32]),
    "rd_kafka_mock_topic_create": (ctypes.c_int, [_POINTER, ctypes.c_char_p, ctypes.c_int, ctypes.c_int]),
    "rd_kafka_mock_broker_set_down": (ctypes.c_int, [_POINTER, ctypes.c_int32]),
    "rd_kafka_mock_broker_set_up": (ctypes.c_int, [_POINTER, ctypes.c_int32]),
    "rd_kafka_mock_push_request_errors_array": (
        None,
        [_POINTER, ctypes.c_int16, ctypes.c_size_t, ctypes.POINTER(ctypes.c_int)],
    ),
}


class MockCluster:
    """One mock broker on a free loopback port of its own choice; everything it holds dies with it.

    Raises ConfigError when the library is missing, and from every method that the library refuses.
    """

    _BROKER = 1

    def __init__(self, *, rebalance_delay_ms: int) -> None:
        self._library = _load()
        reason = ctypes.create_string_buffer(_ERROR_SIZE)
        settings = self._library.rd_kafka_conf_new()
        # Warnings and worse; a notice would complain that the hosting client has no broker to connect to.
        self._library.rd_kafka_conf_set(settings, b"log_level", b"4", reason, _ERROR_SIZE)
        self._client = self._library.rd_kafka_new(_PRODUCER, settings, reason, _ERROR_SIZE)
        self._cluster = self._library.rd_kafka_mock_cluster_new(self._client, 1) if self._client else None
        if not self._cluster:
            raise ConfigError(f"librdkafka cannot make a mock cluster: {reason.value.decode()}")
        self._library.rd_kafka_mock_group_initial_rebalance_delay_ms(self._cluster, rebalance_delay_ms)

    @property
    def bootstrap(self) -> str:
        """Where it listens, as "127.0.0.1:port"."""
        address: bytes = self._library.rd_kafka_mock_cluster_bootstraps(self._cluster)
        return address.decode()

    def create_topic(self, name: str, partitions: int) -> None:
        """Make one topic. Raises ConfigError when it exists already or has no partition."""
        if partitions < 1:  # librdkafka would abort the process
            raise ConfigError(f"the mock broker cannot create topic {name} with {partitions} partitions")
        code = self._library.rd_kafka_mock_topic_create(self._cluster, name.encode(), partitions, 1)
        self._check(code, f"create topic {name} with {partitions} partitions")

    def broker_down(self) -> None:
        """Close all connections and refuse new ones; data and topics are kept."""
        self._check(self._library.rd_kafka_mock_broker_set_down(self._cluster, self._BROKER), "take the broker down")

    def broker_up(self) -> None:
        """Answer again on the same port."""
        self._check(self._library.rd_kafka_mock_broker_set_up(self._cluster, self._BROKER), "bring the broker up")

    def push_request_errors(self, api_key: int, errors: Sequence[int]) -> None:
        """Answer the next requests of this kind (Kafka protocol key, 0 = Produce) with these error codes, in order."""
        codes = (ctypes.c_int * len(errors))(*errors)
        self._library.rd_kafka_mock_push_request_errors_array(self._cluster, api_key, len(errors), codes)

    def close(self) -> None:
        """Stop listening and free the memory."""
        self._library.rd_kafka_mock_cluster_destroy(self._cluster)
        self._library.rd_kafka_destroy(self._client)

    def _check(self, code: int, task: str) -> None:
        if code:
            reason: bytes = self._library.rd_kafka_err2str(code)
            raise ConfigError(f"the mock broker cannot {task}: {reason.decode()}", code=code)


def _load() -> ctypes.CDLL:
    """The library with declared signatures: undeclared, ctypes would cut pointers to 32 bits."""
    path = _extension()
    try:
        library = ctypes.CDLL(str(path))
        for name, (result, arguments) in _SIGNATURES.items():
            function = getattr(library, name)
            function.restype, function.argtypes = result, arguments
    except (OSError, AttributeError) as error:
        raise ConfigError(f"confluent-kafka carries no librdkafka with a mock cluster: {error}") from error
    return library


def _extension() -> Path:
    """The extension module of confluent-kafka, which links librdkafka wherever the wheel keeps it.

    Symbols looked up in it are found in the libraries it links (Linux and macOS), so the path of the bundled library,
    which differs per platform and carries a hash, does not matter. The package itself is not imported.
    """
    package = importlib.util.find_spec("confluent_kafka")
    found = sorted(Path(package.origin).parent.glob("cimpl*.so")) if package and package.origin else []
    if not found:
        raise ConfigError("the embedded broker needs the confluent-kafka package, which is not installed")
    return found[0]
