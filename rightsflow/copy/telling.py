"""The part of the report that tells the information of Article 15(1) and (2) GDPR."""

from collections.abc import Sequence

from rightsflow.copy.job import CopyJob
from rightsflow.copy.phrases import Phrases
from rightsflow.copy.scan import Heap
from rightsflow.law.disclosure import Disclosure, Profiling, Purpose, Recipient
from rightsflow.pdf import Paper


def tell(
    paper: Paper, job: CopyJob, told: Disclosure, holding: Sequence[Heap], words: Phrases
) -> None:
    """Write every item of Article 15(1), also where the answer is "none"."""
    _purposes(paper, told, words)
    _categories(paper, told, words)
    _recipients(paper, told, holding, words)
    _transfers(paper, told, words)
    _sources(paper, told, words)
    _profiling(paper, told.profiling, words)
    _rights(paper, job, words)


def _purposes(paper: Paper, told: Disclosure, words: Phrases) -> None:
    paper.heading(words("purposes"))
    columns = [words(f"purposes_{name}") for name in ("purpose", "ground", "data", "kept")]
    rows = [
        [one.title, _ground(one, words), ", ".join(one.collections), _kept(one, words)]
        for one in told.purposes
    ]
    paper.table(columns, rows)


def _ground(purpose: Purpose, words: Phrases) -> str:
    ground = words(f"ground_{purpose.ground.value}")
    named = words("ground_article", ground=ground, letter=purpose.article[-2])
    if not purpose.interest:
        return named
    return words("interest", ground=named, interest=purpose.interest)


def _kept(purpose: Purpose, words: Phrases) -> str:
    criteria, until_on = purpose.kept.criteria, purpose.kept.until_on
    if until_on is None:
        return criteria
    return words("kept_until", criteria=criteria, date=words.day(until_on))


def _categories(paper: Paper, told: Disclosure, words: Phrases) -> None:
    paper.heading(words("categories"))
    paper.text(words("categories_text"))
    paper.pairs((words.category(one.name), ", ".join(one.fields)) for one in told.categories)


def _recipients(paper: Paper, told: Disclosure, holding: Sequence[Heap], words: Phrases) -> None:
    paper.heading(words("recipients"))
    if not told.recipients:
        paper.text(words("recipients_none"))
        return
    columns = [words(f"recipients_{name}") for name in ("recipient", "what", "when")]
    rows = [[_named(one, words), one.what, _when(one, words)] for one in told.recipients]
    paper.table(columns, rows)
    more = sum(one.left_out for heap in holding for one in heap.collections.values())
    if more:
        paper.text(words("recipients_more", count=more))


def _named(one: Recipient, words: Phrases) -> str:
    name = one.name or words("recipients_unnamed")
    if not one.role:
        return name
    role = words(f"role_{one.role}")
    return words("recipient_role", name=name, country=words.country(one.country), role=role)


def _when(one: Recipient, words: Phrases) -> str:
    if not one.times:
        return words("recipients_regularly")
    if one.first_on is None or one.last_on is None:
        return words("recipients_undated")
    first, last = words.day(one.first_on), words.day(one.last_on)
    if one.times == 1:
        return first
    return words("recipients_times", times=one.times, first=first, last=last)


def _transfers(paper: Paper, told: Disclosure, words: Phrases) -> None:
    paper.heading(words("transfers"))
    if not told.transfers:
        paper.text(words("transfers_none"))
    paper.bullets(
        words(
            "transfer",
            name=one.name,
            country=words.country(one.country),
            safeguards=one.safeguards or words("transfer_unknown"),
        )
        for one in told.transfers
    )


def _sources(paper: Paper, told: Disclosure, words: Phrases) -> None:
    paper.heading(words("sources"))
    if told.sources:
        paper.pairs((one.collection, one.text) for one in told.sources)
    else:
        paper.text(words("sources_unknown"))


def _profiling(paper: Paper, profiling: Sequence[Profiling], words: Phrases) -> None:
    paper.heading(words("profiling"))
    if not profiling:
        paper.text(words("profiling_none"))
    for one in profiling:
        paper.text(words("profiling_solely" if one.solely_automated else "profiling_assisted"))
        paper.pairs(
            (words(f"profiling_{name}"), getattr(one, name))
            for name in ("logic", "significance", "consequences")
        )


def _rights(paper: Paper, job: CopyJob, words: Phrases) -> None:
    controller = job.controller
    authority = controller.authority
    paper.heading(words("rights"))
    paper.text(words("rights_text"))
    paper.bullets(words.many("rights_list"))
    paper.text(words("rights_how", email=controller.email, case_number=job.case_number))
    name = authority.name.get(job.language) or authority.name["en"]
    paper.text(words("complaint", authority=name, address=authority.address))
