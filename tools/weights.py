"""Learn how much each word of a letter speaks for a right, from the letters of the tests.

`python -m tools.weights` writes `rightsflow/mail/reading/vocabulary/weights/*.tsv` anew, which
takes ten seconds. The sets of `UNTAUGHT` teach nothing: their figures are those of letters never
seen (docs/reference/reading.md). To learn from letters of your own, give their folders:

    python -m tools.weights ../letters/2026
"""

import hashlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from rightsflow.law.right import Right
from rightsflow.mail.reading.letter import letter_of
from rightsflow.mail.reading.lexicon import LANGUAGES
from rightsflow.mail.reading.sentences import sentences, title_sentence
from rightsflow.mail.reading.weighing import weighed_text
from rightsflow.mail.reading.weights import BIAS, features
from rightsflow.mail.scoring.samples import Sample, SampleKind, load_samples
from rightsflow.mime.parts import take_apart

ROOT: Final = Path(__file__).parents[1]
LETTERS: Final = ROOT / "tests/letters"
TABLES: Final = ROOT / "rightsflow/mail/reading/vocabulary/weights"
UNTAUGHT: Final = frozenset({"third", "twentysecond", "twentythird"})

FEATURES: Final = 6000
"""Words and pairs kept for each language: with twice as many no more is read rightly."""

FREEDOM: Final = 30.0
"""Inverse of the regularization (scikit-learn's `C`), chosen on sets that taught nothing."""

_TEACHING: Final = frozenset(
    {SampleKind.request, SampleKind.representative, SampleKind.not_a_request, SampleKind.auto_reply}
)


def taught(language: str, more: Sequence[Path] = ()) -> list[Sample]:
    """Return the letters of one language that teach."""
    sets = [one for one in sorted(LETTERS.iterdir()) if one.name not in UNTAUGHT]
    folders = [one / language for one in sets if (one / language).is_dir()]
    letters = (one for folder in [*folders, *more] for one in load_samples(folder))
    return [one for one in letters if one.language == language and one.kind in _TEACHING]


def text_of(letter: Sample) -> str:
    """Return the text of a letter whose words are weighed."""
    parts = take_apart(letter.message())
    read = letter_of(parts, parts.headers.first("subject"), frozenset())
    title = [] if read.is_reply else [title_sentence(read.subject)]
    return weighed_text([*title, *sentences(read.own), *sentences(read.passed_on)])


def mark(letters: Sequence[Sample]) -> str:
    """Return a checksum of letters and labels: tables that bear another are of other letters."""
    told = sorted(f"{one.rights and sorted(one.rights)}{one.path.read_text()}" for one in letters)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def scaled(table: Any) -> Any:  # noqa: ANN401 - a sparse matrix
    """Divide each row by the square root of how many features the letter has."""
    known = np.maximum(np.asarray(table.sum(axis=1)).ravel(), 1)
    return sparse.diags(1 / np.sqrt(known)) @ table.astype(float)


def learn(letters: Sequence[Sample]) -> tuple[list[str], Any, Any]:
    """Return the features, their weights for each right, and the biases."""
    counter = CountVectorizer(analyzer=features, min_df=2, binary=True)
    every = counter.fit_transform([text_of(one) for one in letters])
    names = counter.get_feature_names_out()
    first, _ = fitted(scaled(every), letters)
    common = np.sqrt(np.asarray(every.sum(axis=0)).ravel())
    kept = np.sort(np.argsort(-np.abs(first).max(axis=0) * common, kind="stable")[:FEATURES])
    heavy, bias = fitted(scaled(every[:, kept]), letters)
    return [str(names[one]) for one in kept], heavy, bias


def fitted(table: Any, letters: Sequence[Sample]) -> tuple[Any, Any]:  # noqa: ANN401
    """Return the weights and biases of one regression for each right."""
    models = [
        LogisticRegression(C=FREEDOM, max_iter=1000).fit(
            table, [right in one.rights for one in letters]
        )
        for right in Right
    ]
    return np.array([one.coef_[0] for one in models]), [one.intercept_[0] for one in models]


def lines(letters: Sequence[Sample]) -> Iterator[str]:
    """Yield the lines of a table."""
    names, heavy, bias = learn(letters)
    yield f"# Learned from {len(letters)} letters ({mark(letters)})."
    yield "# Nobody edits this file: letters teach it, by `python -m tools.weights`. Hundredths of"
    yield "# log odds: a letter's rows are added up, divided by the root of their number, and the"
    yield "# first row is added."
    yield "\t".join(["words", *Right])
    yield "\t".join([BIAS, *(f"{100 * one:.0f}" for one in bias)])
    for name, column in zip(names, heavy.T, strict=True):
        yield "\t".join([name, *(f"{100 * one:.0f}" for one in column)])


def main() -> None:
    """Write the tables of all languages."""
    more = [Path(one) for one in sys.argv[1:]]
    for language in LANGUAGES:
        letters = taught(language, more)
        sys.stdout.write(f"{language}: {len(letters)} letters\n")
        text = "\n".join(lines(letters)) + "\n"
        (TABLES / f"{language}.tsv").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
