"""What a supervisor is told, in the way of systemd: https://www.freedesktop.org/software/systemd/man/sd_notify.html."""

import socket
from dataclasses import dataclass

import structlog

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Supervisor:
    """Datagrams to the socket that NOTIFY_SOCKET names; without one, to nobody."""

    address: str = ""
    patience: float | None = None  # seconds without a sign of life, until it kills

    @property
    def every(self) -> float | None:
        """How often it wants a sign of life; half of its patience, as systemd advises."""
        return self.patience / 2 if self.patience else None

    def ready(self, status: str) -> None:
        self._tell("READY=1", f"STATUS={status}")

    def alive(self) -> None:
        self._tell("WATCHDOG=1")

    def status(self, text: str) -> None:
        self._tell(f"STATUS={text}")

    def stopping(self, status: str) -> None:
        self._tell("STOPPING=1", f"STATUS={status}")

    def _tell(self, *lines: str) -> None:
        if not self.address:
            return
        message = "\n".join(line.replace("\n", " ") for line in lines).encode()
        place = f"\0{self.address[1:]}" if self.address.startswith("@") else self.address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as door:
                door.setblocking(False)  # noqa: FBT003 — a supervisor that does not listen holds nobody up
                door.sendto(message, place)
        except OSError as error:
            log.warning("supervisor_not_told", error=str(error))
