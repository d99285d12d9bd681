"""What is said at the end where records or documents are gone."""

from rightsflow.connector import Finding, Incomplete


def incomplete(
    system: str, gone: Incomplete | None, missing: list[Finding], lost: frozenset[str]
) -> Incomplete:
    """Return one error for records that are gone and documents that are missing."""
    cases = lost | {finding.case_number for finding in missing}
    messages = []
    if lost:
        messages.append(f"System {system} no longer has loose documents of {len(lost)} cases.")
    if gone:
        cases |= gone.case_numbers
        messages.append(str(gone))
    if missing:
        places = ", ".join(sorted({_place(finding) for finding in missing}))
        messages.append(f"System {system} lacks the document of {places}.")
    return Incomplete(" ".join(messages), cases)


def _place(finding: Finding) -> str:
    """Return collection and key; a key that is no number may itself be personal."""
    key = finding.record.partition(":")[2]
    return finding.record if key.isdecimal() else f"a record of {finding.collection}"
