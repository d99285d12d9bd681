"""A private Dovecot: IMAP with and without TLS, LMTP, any user, one password, one folder.

Told where tokens are looked up, it also takes them (XOAUTH2), and letters by SMTP (submission),
which it hands on to another server.

It needs no root and touches no configuration of the system; ports are free loopback ports.
"""

import contextlib
import getpass
import grp
import imaplib
import os
import pwd
import shutil
import signal
import smtplib
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tests.servers.certificates import ADDRESS, HOST, Certificates, free_port

PROGRAM: Final = shutil.which("dovecot", path=f"{os.defpath}:/usr/sbin:/usr/local/sbin")
SIEVE: Final = Path("/usr/lib/dovecot/modules/lib90_sieve_plugin.so").exists()
SUBMISSION: Final = Path("/usr/lib/dovecot/submission-login")
PASSWORD: Final = "tajne-hasło-1"
_TRIES: Final = 5
_FOR_GOOD: Final = 500
_START_S: Final = 15.0
_STOP_S: Final = 10.0

_CONFIGURATION = """
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/dovecot.log
listen = {address}
protocols = imap lmtp {submission}
ssl = yes
ssl_cert = <{certfile}
ssl_key = <{keyfile}
disable_plaintext_auth = no
default_internal_user = {internal_user}
default_internal_group = {internal_group}
default_login_user = {login_user}
first_valid_uid = 1
recipient_delimiter = +
mail_location = maildir:~/Maildir
{capability}
{more}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = {imaps_port}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp_port}
  }}
}}
passdb {{
  driver = static
  args = password={password}
  mechanisms = plain login
}}
{tokens}
userdb {{
  driver = static
  args = uid={mail_uid} gid={mail_gid} home={base}/mail/%u allow_all_users=yes
}}
"""

_TOKENS = """
auth_mechanisms = plain xoauth2
auth_failure_delay = 0
service anvil {{
  # Else each refused login makes the next one from this machine wait longer.
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {base}/oauth2.conf
}}
hostname = localhost
submission_relay_host = {address}
submission_relay_port = {relay_port}
submission_client_workarounds =
service submission-login {{
  chroot =
  inet_listener submission {{
    port = {submission_port}
  }}
}}
"""
_LOOK_UP = """
introspection_mode = auth
introspection_url = {userinfo_url}
username_attribute = email
active_attribute = active
active_value = true
"""


class Dovecot:
    """Runs from entering to leaving; may be stopped and started again in between.

    `capability` replaces what the server says it can do, for instance to take MOVE away. `more`
    is put into its configuration, and may be set until it starts; `BASE` in it stands for the
    folder with the `files`. `userinfo_url`: where it asks whose token it has got. `relay_port`:
    the server on this machine that gets what is sent through `submission_port`.
    """

    host: Final = HOST
    password: Final = PASSWORD

    def __init__(
        self,
        certificates: Certificates,
        *,
        capability: str = "",
        more: str = "",
        files: Mapping[str, str] | None = None,
        userinfo_url: str = "",
        relay_port: int = 0,
    ) -> None:
        """Choose ports; nothing runs yet."""
        self.imap_port, self.imaps_port, self.lmtp_port = free_port(), free_port(), free_port()
        self.submission_port = free_port()
        self._userinfo_url, self._relay_port = userinfo_url, relay_port
        self._certificates = certificates
        self._capability = f"imap_capability = {capability}" if capability else ""
        self.more, self._files = more, files or {}
        self._base = Path()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Write the configuration and start."""
        self._base = Path(tempfile.mkdtemp(prefix="rightsflow-dovecot-"))
        self._base.chmod(0o755)
        for name in ("run", "state", "mail"):
            (self._base / name).mkdir()
        for name, content in self._files.items():
            (self._base / name).write_text(content, encoding="utf-8")
            (self._base / name).chmod(0o644)  # whatever the umask, the mail user reads it
        (self._base / "dovecot.conf").write_text(self._configuration(), encoding="utf-8")
        (self._base / "oauth2.conf").write_text(
            _LOOK_UP.format(userinfo_url=self._userinfo_url), encoding="utf-8"
        )
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop and remove everything."""
        self.stop()
        shutil.rmtree(self._base, ignore_errors=True)

    def start(self) -> None:
        """Start and wait until it greets; raises `TimeoutError` with the end of its log."""
        if PROGRAM is None:
            message = "dovecot is not installed"
            raise FileNotFoundError(message)
        self._process = subprocess.Popen(
            [PROGRAM, "-F", "-c", self._base / "dovecot.conf"], start_new_session=True
        )
        end = time.monotonic() + _START_S
        while time.monotonic() < end:
            try:
                imaplib.IMAP4(ADDRESS, self.imap_port, timeout=1).logout()
            except (OSError, imaplib.IMAP4.error):
                time.sleep(0.02)
            else:
                return
        log = (self._base / "dovecot.log").read_text(encoding="utf-8")[-2000:]
        self.stop()
        raise TimeoutError(log)

    def stop(self) -> None:
        """Stop, and end conversations that outlive the server, as a power cut does."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(_STOP_S)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def deliver(self, user: str, *letters: bytes, sender: str = "writer@example.org") -> None:
        """Hand letters to the user's mailbox by LMTP, as a receiving mail server does.

        Asked to come again, as a busy server asks, it does (RFC 5321 4.2.1).
        """
        with smtplib.LMTP(ADDRESS, self.lmtp_port, local_hostname=HOST) as lmtp:
            for letter in letters:
                for tries_left in reversed(range(_TRIES)):
                    try:
                        lmtp.sendmail(sender, [user], letter)
                    except smtplib.SMTPDataError as error:
                        if error.smtp_code >= _FOR_GOOD or not tries_left:
                            raise
                        time.sleep(1)
                    else:
                        break

    def client(self, user: str) -> imaplib.IMAP4:
        """Return a second, independent client that is logged in and has selected INBOX."""
        imap = imaplib.IMAP4(ADDRESS, self.imap_port, timeout=10)
        words = f"\0{user}\0{PASSWORD}".encode()
        imap.authenticate("PLAIN", lambda _: words)
        imap.select()
        return imap

    def contents(self, user: str, folder: str) -> list[bytes]:
        """Return the messages of a folder, read by a client of its own; none if there is none."""
        with self.client(user) as imap:
            status, count = imap.select(folder, readonly=True)
            if status != "OK" or count == [b"0"]:
                return []
            _, answer = imap.fetch("1:*", "(BODY.PEEK[])")
            return [part[1] for part in answer if isinstance(part, tuple)]

    def _configuration(self) -> str:
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            uid, gid = nobody.pw_uid, nobody.pw_gid
            internal, group, login = "dovecot", "dovecot", "dovenull"
            os.chown(self._base / "mail", uid, gid)
        else:
            uid, gid = os.geteuid(), os.getegid()
            internal = login = getpass.getuser()
            group = grp.getgrgid(gid).gr_name
        tokens = _TOKENS.format(
            base=self._base,
            address=ADDRESS,
            relay_port=self._relay_port,
            submission_port=self.submission_port,
        )
        return _CONFIGURATION.format(
            tokens=tokens if self._userinfo_url else "",
            submission="submission" if self._userinfo_url else "",
            base=self._base,
            address=ADDRESS,
            certfile=self._certificates.certfile,
            keyfile=self._certificates.keyfile,
            internal_user=internal,
            internal_group=group,
            login_user=login,
            capability=self._capability,
            more=self.more.replace("BASE", str(self._base)),
            imap_port=self.imap_port,
            imaps_port=self.imaps_port,
            lmtp_port=self.lmtp_port,
            password=PASSWORD,
            mail_uid=uid,
            mail_gid=gid,
        )
