"""Where the command is killed: a sentence for each point, and chains of them."""

from typing import Final

from tests.acceptance.killed import Point

DATA: Final = "application/zip"
"""Stands in a letter with data and in no other."""

ANSWER: Final = "Answer to your request"
"""Stands in the subject of an answer in English, and of no other letter."""

SMTP_SEND: Final = "rightsflow.mail.sending.smtp:SmtpSender.send"
READ_MANY: Final = "rightsflow.mail.reading.pool:ReadingPool.read_many"
MAKE_COPY: Final = "rightsflow.copy.pool:CopyPool.assemble"
SERVER, COPIER, READER = "deployments.server_process", "spawn_main", "rightsflow.mail.reading.child"
"""Words of the command lines of Prefect's server, a maker of copies, a reader of messages."""

POINTS = {
    "the messages are noted, their keys not yet made":
        Point("rightsflow.register.keyring:Keyring.make", "before"),
    "a message's bytes are written, the file has no name yet":
        Point("rightsflow.copy.vault:write_all", "after", 3),
    "all messages lie in the vault, none is read":
        Point(READ_MANY, "before"),
    "all messages are read, nothing has followed":
        Point("tasks.arrivals:receive_all", "before"),
    "in the transaction: cases and acknowledgements are there, messages not settled":
        Point("tasks.receive:acknowledge", "after"),
    "the cases are open, no message has been moved":
        Point("rightsflow.mail.boxes.maildir:MaildirMailbox.move", "before"),
    "two of the messages have been moved":
        Point("rightsflow.mail.boxes.maildir:_moved", "after", 3),
    "an acknowledgement is noted as being sent, nothing has left":
        Point("rightsflow.mail.sending.maildir:MaildirSender.send", "before", 2),
    "an acknowledgement has arrived and is not noted as sent":
        Point("rightsflow.mail.sending.maildir:MaildirSender.send", "after", 2),
    "the dead worker's leases are given back, its letters are not settled":
        Point("tasks.recovery:_settle", "before"),
    "a system has answered who is in it, nothing is recorded":
        Point("tasks.locate:_record", "before"),
    "in the transaction: identity is judged, the question not yet queued":
        Point("tasks.identify:ask_identity", "before"),
    "what was found is written for one case, for the others not":
        Point("rightsflow.copy.findings:FindingsWriter._commit_case", "after"),
    "everything is gathered, nothing is recorded":
        Point("tasks.gather:_record", "before"),
    "the passphrases are stored, no copy is begun":
        Point(MAKE_COPY, "before"),
    "a copy is being made":
        Point(MAKE_COPY, "during"),
    "a copy is made, nothing is recorded":
        Point(MAKE_COPY, "after"),
    "the answers are queued":
        Point("tasks.answer:_queue", "after"),
    "an answer with data lies in the outbox and is not noted as sent":
        Point("rightsflow.mail.sending.maildir:MaildirSender.send", "after", 1, DATA),
}  # fmt: skip
"""What has happened when the blow falls, and where that is."""

CHAINS = {
    "reading": (
        "the messages are noted, their keys not yet made",
        "a message's bytes are written, the file has no name yet",
        "all messages lie in the vault, none is read",
        "in the transaction: cases and acknowledgements are there, messages not settled",
        "the cases are open, no message has been moved",
    ),
    "opening": (
        "all messages are read, nothing has followed",
        "two of the messages have been moved",
        "an acknowledgement is noted as being sent, nothing has left",
        "the dead worker's leases are given back, its letters are not settled",
        "an acknowledgement has arrived and is not noted as sent",
    ),
    "finding": (
        "a system has answered who is in it, nothing is recorded",
        "in the transaction: identity is judged, the question not yet queued",
        "what was found is written for one case, for the others not",
        "everything is gathered, nothing is recorded",
    ),
    "answering": (
        "the passphrases are stored, no copy is begun",
        "a copy is being made",
        "a copy is made, nothing is recorded",
        "the answers are queued",
        "an answer with data lies in the outbox and is not noted as sent",
    ),
}
"""Instances that are killed again and again, in the order of their work."""

ALONE = tuple(one for one in POINTS if "dead worker" not in one)
"""The points that a first pass reaches."""

DECIDED: Final = Point("flows.decide:fulfil", "before")
"""The approval is recorded, nothing has followed. The command that decides is struck here."""

DEEDS = {
    "the person is on the list of whom nobody takes in again, nothing is erased":
        Point("tasks.act:carry_out", "before"),
    "one table has been emptied, the next not":
        Point("connectors.sql.writing:Work._deleted", "after"),
    "a system has erased, nothing is recorded":
        Point("tasks.act:carry_out", "after"),
    "in the transaction: it is recorded as done, the ledger does not know it":
        Point("tasks.act:remember_deeds", "before"),
    "the files are gone, their rows are in the index":
        Point("connectors.files.connector:deleted", "after"),
    "all systems have erased, none has been asked again":
        Point("tasks.verify:left_over", "before"),
    "a system has nothing left, nothing is recorded":
        Point("tasks.verify:_record", "before"),
    "in the transaction: the recipients' letters are queued, the answer may not yet go":
        Point("tasks.verify:_tell_recipients", "after"),
    "the answer is worded, nothing is queued":
        Point("tasks.answer:_queue", "before"),
    "the answer has arrived and is not noted as sent":
        Point("rightsflow.mail.sending.maildir:MaildirSender.send", "after", 1, ANSWER),
}  # fmt: skip
"""What has happened to an approved erasure when the blow falls, in the order of the work."""

ERASING = (
    "the person is on the list of whom nobody takes in again, nothing is erased",
    "the files are gone, their rows are in the index",
    "a system has erased, nothing is recorded",
    "all systems have erased, none has been asked again",
    "the answer is worded, nothing is queued",
)
"""An erasure that is killed again and again."""
