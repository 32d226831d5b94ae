"""Group articles into stories as they come: each joins the nearest open story, or opens one.

What is open is read off the articles that are grouped already, so that nothing else needs to be kept: a
batch that a crash cut in two is grouped as if it had not been. Where a record was imported, its article stays
where the record put it, and draws others to it (docs/adr/0020).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nightdesk.clustering.clusterer import Clusterer, Options
from nightdesk.clustering.constraints import Constraints
from nightdesk.clustering.crosslingual.vectors import ENCODER, has_encoder, print_of
from nightdesk.clustering.documents import Document
from nightdesk.clustering.explanations import explain_placement, explain_repair
from nightdesk.clustering.repair.repairs import Change, Merge
from nightdesk.clustering.tuning.own import Standing, standing_thresholds
from nightdesk.counting import counted
from nightdesk.errors import NotFound
from nightdesk.formats.records import IMPORT_JUDGE
from nightdesk.lessons import Learned
from nightdesk.reading.language import SURE, guess_language, sample_of
from nightdesk.stages.taking_up import Seeing, Seen, take_up
from nightdesk.tools import ArticleFilter, Library, Tools
from nightdesk.types import Article, Outcome, Reason, Record, Redirect, Story, Verdict
from nightdesk.urls import story_id

JUDGE = "stories/3"


def group_stories(articles: Sequence[Article], tools: Tools) -> Outcome:
    """Find the story of each article of a batch.

    1. The open stories are those of the desk's articles within `WINDOW` of the batch that this judge, an editor or an
       import placed; where the batch comes late, within `WINDOW` of the newest article.
    2. Articles with a text of their own are placed in the order of publication; those that an import placed stay.
    3. Copies stand where their carrier stands, unless an editor put them elsewhere.
    4. Stories that turned out one are merged: all articles of the smaller one, those outside the window too, move.
       One that turned out two is split: the articles of the smaller part move, each with its copies.
    5. The stories that won or lost an article are counted again; one that lost its last has size 0.
    """
    if not articles:
        return Outcome(note="no articles")
    batch = sorted(articles, key=lambda article: (article.placed_at, article.id))
    rulings = tools.library.rulings()
    learned = tools.library.learned()
    standing = standing_thresholds(learned.judgements if learned else "")
    judge = f"{JUDGE}+{ENCODER}" if has_encoder() else JUDGE
    seeing = Seeing(frozenset(rulings.fixed), _seen, judge)
    opened = take_up(batch, tools, seeing)
    documents = _documents(batch, tools.library)
    recorded = opened.recorded | {item.id: item.story_id for item in batch if item.story_id and _is_recorded(item)}
    settled = recorded | dict(rulings.fixed)
    constraints = Constraints(rulings.together, tuple(rulings.apart), settled)
    options = Options(
        name_story=story_id, constraints=constraints, thresholds=standing.thresholds, has_vectors=has_encoder()
    )
    clusterer = Clusterer(opened.later, options, opened.remembered.window)
    carriers = [(copy, carrier) for copy, carrier in _carriers(batch, tools.library) if copy.id not in settled]
    staying = {copy.id for copy, _ in carriers}.union(recorded) - rulings.fixed.keys()
    alone = [article for article in batch if article.id not in staying]
    placed = _place_all([(item, documents[item.id]) for item in alone], clusterer, judge_named(learned, standing))
    changes = clusterer.repairs.changes
    moved = _moved(changes, {article.id for article in batch}.union(settled), tools.library)
    stored = placed | moved
    grouped = stored | {copy.id: _beside(copy, stored.get(carrier.id, carrier)) for copy, carrier in carriers}
    stories = _counted(batch, grouped, tools.library, changes)
    redirects = [Redirect(gone, clusterer.repairs.now(gone)) for gone in _merged_stories(changes)]
    records: tuple[Record, ...] = (*grouped.values(), *stories, *redirects, *clusterer.encoder.made.values())
    new = sum(article.story_id == story_id(article.id) for article in grouped.values())
    notes = (f"{counted(len(batch), 'article')} in {counted(len(stories), 'story')}, {new} of them opened", opened.note)
    kept = opened.kept(clusterer, [documents[item.id] for item in alone], judge)
    return Outcome(records=records, note="; ".join(filter(None, notes)), kept=kept)


def _seen(articles: Sequence[Article], library: Library) -> list[Seen]:
    """Articles as the grouping sees them; placed are those that this judge or an import placed, beside no carrier."""
    documents, found = _documents(articles, library), []
    for article in articles:
        verdict = article.verdict("story")
        is_recorded = _is_recorded(article)
        is_judged = verdict is not None and verdict.judge.partition("+")[0] == JUDGE
        is_placed = article.carrier_id is None and (is_recorded or is_judged)
        found.append(Seen(article, documents[article.id], is_placed, is_recorded))
    return found


def _is_recorded(article: Article) -> bool:
    """Whether it stands where the record that it was imported from put it."""
    verdict = article.verdict("story")
    return verdict is not None and verdict.judge == IMPORT_JUDGE


def judge_named(learned: Learned | None, standing: Standing) -> str:
    """What is written down as the judge: this stage, and the desk's own judgement where there is one."""
    return f"{JUDGE}+desk.{learned.id} of {learned.learned_at:%Y-%m-%d}" if learned and standing.own else JUDGE


def document_of(article: Article) -> Document:
    """An article as the grouping sees it; records name no language, so of those it is told by the words."""
    text = article.text or article.excerpt
    language = article.language or (_language_of(article.title, text) if _is_recorded(article) else "")
    return Document(article.id, article.title, text, article.placed_at, article.provider.domain, language)


def _language_of(title: str, text: str) -> str:
    guess, confidence = guess_language(sample_of(title, "", text))
    return guess if guess and confidence >= SURE else ""


def _documents(articles: Sequence[Article], library: Library) -> dict[str, Document]:
    """Articles as the grouping sees them, with their encodings where those were made of what stands in them now."""
    documents = {article.id: document_of(article) for article in articles}
    for encoding in library.encodings(tuple(documents)) if has_encoder() else ():
        document = documents[encoding.article_id]
        if encoding.made_of == print_of(document.title, document.text, document.language):
            documents[document.id] = replace(document, encoding=encoding.numbers)
    return documents


def _place_all(articles: Sequence[tuple[Article, Document]], clusterer: Clusterer, judge: str) -> dict[str, Article]:
    """Each article in its story, as it stands after all that the later ones repaired."""
    placed: dict[str, Article] = {}
    for article, document in articles:
        placement = clusterer.place(document)
        # A copy comes here where its carrier is gone, or where an editor put it.
        alone = article if placement.is_decided else replace(article, carrier_id=None)
        placed[article.id] = _with_story(alone, placement.story_id, explain_placement(placement, document), judge)
        for change in placement.repairs:
            placed |= {key: _moved_by(change, item) for key, item in placed.items() if _is_moved(item, change)}
    return placed


def _moved(changes: Sequence[Change], staying: set[str], library: Library) -> dict[str, Article]:
    """The stored articles that merges and splits moved, copies and those outside the window too.

    ``staying`` are those of the batch, which were placed, and those that an editor put where they are. What an import
    placed stays too, also outside the window.
    """
    found: dict[str, Article] = {}
    left = tuple(sorted({change.left for change in changes}))
    for article in library.articles(ArticleFilter(story_ids=left)) if left else ():
        moving = article
        for change in changes if article.id not in staying and not _is_recorded(article) else ():
            if _is_moved(moving, change):
                moving = found[article.id] = _moved_by(change, moving)
    return found


def _is_moved(article: Article, change: Change) -> bool:
    """Whether a change moves an article: a merge all of a story, a split those it names, each with its copies."""
    if article.story_id != change.left:
        return False
    return isinstance(change, Merge) or (article.carrier_id or article.id) in change.moved


def _moved_by(change: Change, article: Article) -> Article:
    verdict = article.verdict("story")
    reasons = verdict.reasons if verdict is not None else ()
    judge = verdict.judge if verdict is not None else JUDGE
    if article.carrier_id is None:  # a copy stands where its carrier does, whose reasons are those of both
        reasons += (explain_repair(change),)
    told = Verdict("story", change.into, judge, reasons)
    return replace(article, story_id=change.into, verdicts=article.verdicts_with(told))


def _carriers(batch: Sequence[Article], library: Library) -> list[tuple[Article, Article]]:
    """The copies of a batch with their carriers; one whose carrier is gone or stands in no story is left out."""
    own = {article.id: article for article in batch}
    pairs = []
    for copy in batch:
        if copy.carrier_id is None:
            continue
        carrier = own.get(copy.carrier_id) or _stored(copy.carrier_id, library)
        if carrier is not None and (carrier.carrier_id is None if carrier.id in own else carrier.story_id):
            pairs.append((copy, carrier))
    return pairs


def _stored(article_id: str, library: Library) -> Article | None:
    try:
        return library.article(article_id)
    except NotFound:
        return None


def _beside(copy: Article, carrier: Article) -> Article:
    outlet = carrier.provider.name or carrier.provider.domain
    text = f"it is a copy of “{carrier.title}” of {outlet}, and stands in its story"
    return _with_story(copy, carrier.story_id or "", (Reason("copy", carrier.id, 0, text),))


def _with_story(article: Article, story: str, reasons: tuple[Reason, ...], judge: str = JUDGE) -> Article:
    verdict = Verdict("story", story, judge, reasons)
    return replace(article, story_id=story, verdicts=article.verdicts_with(verdict))


def _merged_stories(changes: Sequence[Change]) -> list[str]:
    return list(dict.fromkeys(change.gone for change in changes if isinstance(change, Merge)))


def _counted(
    batch: Sequence[Article], grouped: dict[str, Article], library: Library, changes: Sequence[Change]
) -> list[Story]:
    """The stories that the batch touched, counted over all their articles; those merged into others have none."""
    repaired = {story for change in changes for story in (change.left, change.into)}
    touched = {article.story_id for article in (*batch, *grouped.values()) if article.story_id}.union(repaired)
    members: dict[str, list[Article]] = {story: [] for story in sorted(touched)}
    for article in library.articles(ArticleFilter(story_ids=tuple(members))):
        if article.id not in grouped and article.story_id in members:
            members[article.story_id].append(article)
    left = [(article.story_id, article) for article in batch if article.story_id]
    left += [(story, article) for article in grouped.values() for story in _left_by(article)]
    last = {story: [article.placed_at for key, article in left if key == story] for story, _ in left}
    for article in grouped.values():
        members[article.story_id or ""].append(article)
    counted = []
    for story, inside in members.items():
        times = [article.placed_at for article in inside] or last.get(story) or [batch[-1].placed_at]
        counted.append(Story(id=story, first_at=min(times), last_at=max(times), size=len(inside)))
    return counted


def _left_by(article: Article) -> list[str]:
    """The stories that an article was moved out of by repairs."""
    verdict = article.verdict("story")
    reasons = verdict.reasons if verdict is not None else ()
    return [reason.measured for reason in reasons if reason.signal in {"merged", "split"}]
