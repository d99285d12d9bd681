"""A private Postfix: takes letters, hands them on, and writes the delivery reports.

Its master process starts as root only. It touches no configuration of the system, listens on one
free loopback port, and asks no name server: mail for our own domain goes to a Dovecot by LMTP,
all other mail to one next hop.
"""

import os
import shutil
import smtplib
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tests.servers.certificates import ADDRESS, HOST, free_port
from tests.servers.dovecot import Dovecot

_PATH: Final = f"{os.defpath}:/usr/sbin:/sbin"
PROGRAM: Final = shutil.which("postfix", path=_PATH)
_DAEMONS: Final = ("/usr/lib/postfix/sbin", "/usr/libexec/postfix")
_START_S: Final = 30.0

_MAIN = """
compatibility_level = 3.6
queue_directory = {base}/spool
data_directory = {base}/data
daemon_directory = {daemons}
meta_directory = /etc/postfix
mail_owner = postfix
setgid_group = postdrop
maillog_file = {base}/postfix.log
maillog_file_prefixes = {base}
myhostname = mx.{domain}
myorigin = {domain}
mydestination =
local_recipient_maps =
alias_maps =
alias_database =
inet_interfaces = {address}
inet_protocols = ipv4
mynetworks = {address}/32
smtpd_relay_restrictions = permit_mynetworks, reject
smtp_host_lookup = native
smtp_tls_security_level = none
smtpd_tls_security_level = none
transport_maps = texthash:{base}/transport
default_transport = smtp:[{address}]:{next_port}
recipient_delimiter = +
notify_classes =
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 1s
delay_warning_time = 1s
"""

_MASTER = """
{address}:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


def can_start() -> bool:
    """Say whether this user may start one: its master opens its queue as root."""
    return os.geteuid() == 0


class Postfix:
    """Runs from entering to leaving. What it cannot deliver for a second it warns about."""

    host: Final = HOST

    def __init__(self, dovecot: Dovecot, domain: str, next_port: int) -> None:
        """Take where mail for the domain goes, and the port on loopback of the next hop."""
        self.port = free_port()
        self._dovecot, self._domain, self._next_port = dovecot, domain, next_port
        self._base = Path()

    def __enter__(self) -> Self:
        """Write the configuration and start; raises `TimeoutError` with the end of its log."""
        self._base = Path(tempfile.mkdtemp(prefix="rightsflow-postfix-"))
        self._base.chmod(0o755)
        for name in ("spool", "data", "conf"):
            (self._base / name).mkdir()
        shutil.chown(self._base / "data", "postfix")
        values = {
            "base": self._base,
            "daemons": next(folder for folder in _DAEMONS if Path(folder).is_dir()),
            "domain": self._domain,
            "address": ADDRESS,
            "port": self.port,
            "next_port": self._next_port,
        }
        lmtp = f"{self._domain} lmtp:inet:[{ADDRESS}]:{self._dovecot.lmtp_port}\n"
        (self._base / "transport").write_text(lmtp, encoding="ascii")
        (self._base / "conf" / "main.cf").write_text(_MAIN.format(**values), encoding="ascii")
        (self._base / "conf" / "master.cf").write_text(_MASTER.format(**values), encoding="ascii")
        self._tell("start")
        self._wait()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop and remove everything, letters that wait included."""
        self._tell("stop")
        shutil.rmtree(self._base, ignore_errors=True)

    def _wait(self) -> None:
        end = time.monotonic() + _START_S
        while time.monotonic() < end:
            try:
                smtplib.SMTP(ADDRESS, self.port, local_hostname=HOST, timeout=5).quit()
            except (OSError, smtplib.SMTPException):
                time.sleep(0.05)
            else:
                return
        log = self._base / "postfix.log"
        told = log.read_text(encoding="utf-8")[-2000:] if log.exists() else ""
        self._tell("stop")
        raise TimeoutError(told)

    def _tell(self, order: str) -> None:
        assert PROGRAM
        subprocess.run(
            [PROGRAM, "-c", str(self._base / "conf"), order],
            check=False,
            capture_output=True,
            timeout=60,
        )
