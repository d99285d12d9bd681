"""`rightsflow read --samples`: how well the letters of a folder are read."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from rich.table import Table

from deployments.reading import read_raw
from deployments.terminal import OUT, Counting
from rightsflow.law.right import Right
from rightsflow.mail.reading.lexicon import LANGUAGES
from rightsflow.mail.scoring.samples import SampleKind, load_samples
from rightsflow.mail.scoring.score import Counts, Score, scored

LEAST_F1: Final = 0.97
MOST_HANDED: Final = 0.15
"""What reading aims at: micro-F1, and the share of requests that people have to read."""

_SHOWN = 40
"""So many misread letters are listed; `--json` has all of them."""


def score_folder(folder: Path, *, as_json: bool) -> None:
    """Read the letters of a folder and print precision, recall, F1 and confusions."""
    samples = load_samples(folder)
    with Counting("Reading", len(samples)) as shown:
        read = read_raw([one.message for one in samples], progress=shown.count)
        readings = asyncio.run(read)
    scores = scored(zip(samples, readings, strict=True))
    if as_json:
        told = {language: _plain(score) for language, score in scores.items()}
        OUT.print(json.dumps(told, ensure_ascii=False), markup=False, soft_wrap=True)
        return
    if by_rules := _read_by_rules(scores):
        OUT.print(_rights(by_rules))
    OUT.print(_kinds(scores))
    _tell_misread(scores)
    for language, score in scores.items():
        _tell_aims(language, score)


def _read_by_rules(scores: Mapping[str, Score]) -> dict[str, Score]:
    """Return the scores of languages that are read; letters in any other go to a person."""
    return {name: score for name, score in scores.items() if name in LANGUAGES}


def _rights(scores: Mapping[str, Score]) -> Table:
    table = Table("language", "right", "letters", "precision", "recall", "F1", title="Rights")
    for language, score in scores.items():
        rows = [(str(r), score.rights[r]) for r in Right if r in score.rights]
        for name, counts in [*rows, ("all", score.micro)]:
            table.add_row(language, name, *_figures(counts), end_section=name == "all")
    return table


def _figures(counts: Counts) -> tuple[str, ...]:
    shares = (counts.precision, counts.recall, counts.f1)
    return (str(counts.right + counts.missed), *(f"{one:.3f}" for one in shares))


def _kinds(scores: Mapping[str, Score]) -> Table:
    """Return which kinds were taken for which, over all languages."""
    every = [pair for score in scores.values() for pair in score.kinds.items()]
    taken = [str(one) for one in SampleKind if any(got == one for (_, got), _ in every)]
    taken += sorted({got for (_, got), _ in every} - set(taken))
    table = Table("labelled", *taken, title="Kinds: what was taken for what")
    for kind in SampleKind:
        row = [sum(n for (of, got), n in every if (of, got) == (kind, name)) for name in taken]
        if any(row):
            table.add_row(kind, *(str(n) if n else "·" for n in row))
    return table


def _tell_misread(scores: Mapping[str, Score]) -> None:
    misread = [one for score in _read_by_rules(scores).values() for one in score.misread]
    if not misread:
        return
    table = Table("file", "missed", "wrongly found", title="Rights that were misread")
    for name, asked, found in misread[:_SHOWN]:
        table.add_row(name, ", ".join(sorted(asked - found)), ", ".join(sorted(found - asked)))
    OUT.print(table)
    if len(misread) > _SHOWN:
        OUT.print(f"and {len(misread) - _SHOWN} more: --json tells all")


def _tell_aims(language: str, score: Score) -> None:
    aims = [
        (not score.lost, f"requests that would go unheard: {', '.join(score.lost) or 'none'}"),
        (not score.answered, f"machines answered by us: {', '.join(score.answered) or 'none'}"),
    ]
    others = sum(n for (kind, _), n in score.kinds.items() if kind is SampleKind.not_a_request)
    if others:
        OUT.print(f"  {language}: read by a person in vain: {score.idle} of {others} other letters")
    handed = f"requests handed to a person: {score.handed} of {score.requests}"
    if language in LANGUAGES:
        alone = score.alone.f1
        aims += [
            (score.micro.f1 >= LEAST_F1, f"micro-F1 {score.micro.f1:.3f} (aim: {LEAST_F1})"),
            (alone >= LEAST_F1, f"of letters that no person reads first: {alone:.3f}"),
            (score.handed_share <= MOST_HANDED, f"{handed} (aim: at most {MOST_HANDED:.0%})"),
        ]
    elif score.requests:
        aims.append((score.handed == score.requests, f"{handed} (aim: all, it is not read)"))
    for met, text in aims:
        OUT.print(f"{'[green]✓[/green]' if met else '[red]✗[/red]'} {language}: {text}")


def _plain(score: Score) -> dict[str, Any]:
    rights = {str(right): _counts(counts) for right, counts in score.rights.items()}
    return {
        "letters": score.letters,
        "requests": score.requests,
        "handed_to_a_person": score.handed,
        "read_in_vain": score.idle,
        "micro": _counts(score.micro),
        "alone": _counts(score.alone),
        "rights": rights,
        "kinds": [
            {"labelled": kind, "taken_for": got, "letters": n}
            for (kind, got), n in sorted(score.kinds.items())
        ],
        "lost": score.lost,
        "answered": score.answered,
        "misread": [
            {"file": name, "missed": sorted(asked - found), "wrong": sorted(found - asked)}
            for name, asked, found in score.misread
        ],
    }


def _counts(counts: Counts) -> dict[str, float]:
    return {
        "right": counts.right, "wrong": counts.wrong, "missed": counts.missed,
        "precision": round(counts.precision, 4), "recall": round(counts.recall, 4),
        "f1": round(counts.f1, 4),
    }  # fmt: skip
