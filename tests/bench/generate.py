"""Wikis to measure with: seeded, of any size, in Slugline's markup or as Markdown.

    python -m tests.bench.generate FOLDER --articles N [--seed S] [--markdown]

The articles have the shape of the reference article (``grammar/spec.md``): one line a
block, LF, no blank lines, no line break at the end. One seed and one number of articles
give the same bytes, whatever the number of processors. What a wiki holds,
as shares that are the same in every size:

* 4.4 kilobytes an article (3 to 6), 8.5 links, 42 entity marks of 9 to 12 entities;
* hubs: how often an article is linked to falls with its rank by Zipf's law, and the first
  receives 1.4 % of all links (12,000 of 850,000 in 100,000 articles);
* 1 % of the links broken, half of them one or two typos away from an article's slug, and
  each broken slug linked about four times; 2 % without a label, 1 % to a section, 0.5 %
  with a label that is not the target's title, 0.05 % through one of 20 redirects;
* 0.2 % of the entity marks in another case or with another hyphen than the rest;
* 10 % of the leads cut out of the Summary in the middle of a word, as the reference's is;
* 5 % of the articles with text beyond ASCII, 0.2 % with such a title, and all other
  articles in pure ASCII.

As Markdown it is the same wiki, for tools that know no wiki links: redirects are resolved,
a broken link names a file that is not there.
"""

from __future__ import annotations

import argparse
import itertools
import random
import re
import string
import sys
import time
import unicodedata
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PER_FOLDER = 500
"""Articles in one sub-folder."""

LEAD_LENGTH = 160
"""Code points: the longest whole lead as read, and where a cut lead is cut as stored."""

REDIRECTS = 20
"""Redirects of a wiki of any size."""

# Shares of all links, of all articles, or of all entity marks.
HUB_SHARE = 0.015
BROKEN_SHARE = 0.01
REDIRECTED_SHARE = 0.0005
UNLABELLED_SHARE = 0.02
SECTION_SHARE = 0.01
DRIFTED_SHARE = 0.005
CUT_LEAD_SHARE = 0.1
FOREIGN_SHARE = 0.05
FOREIGN_TITLE_SHARE = 0.002
MISSPELLED_SHARE = 0.002

PROSE_SECTIONS = ("Summary", "Balanced Perspective", "Optimistic View", "Critical View")
SECTION_SLUGS = (
    "summary",
    "key-takeaways",
    "balanced-perspective",
    "optimistic-view",
    "critical-view",
    "source",
)

# --- the vocabulary -----------------------------------------------------------------------


def words(text: str) -> list[str]:
    """The words of a text."""
    return text.split()


KNOWN_TOPICS = words("""
Ketamine Depression Psychiatrist Insomnia Anxiety Migraine Midazolam Placebo Esketamine
Lithium Psilocybin Schizophrenia Dementia Autism Addiction Opioid Burnout Epilepsy Asthma
Diabetes Obesity Melatonin Serotonin Dopamine Cortisol Mindfulness Neurofeedback Sertraline
Fluoxetine Clozapine Alzheimer's Parkinson's Huntington's Crohn's Stroke Delirium Bipolar
""")
ONSETS = words("""
ab al am ar bel bren cal car cor dal del dor el em fen flor gal gen hal hep im is jor kel
kor lam lev lor mal mer mir nal nef nor ob ol per pol quin ral ren ros sal sel sul tal tel
tor ul val vel vor wes xan yor zel zol
""")
MIDDLES = words("""
a ami ano aro ate be bi ca ci co da de do eli eno fa fi ga go i ilo ima ino la le li lo ma
me mi mo na ne ni o oli ono pa pe ra ri ro sa si ta te ti to u uli va vi xa xi
""")
TOPIC_ENDINGS = words("""
mine pram zepam pine done line statin mab tinib vir cillin pathy itis osis algia phobia
therapy plasia emia
""")
SUBSTANCE_ENDINGS = words("zole nide toxin gabalin setron caine phyll amide lactone sterone")
SURNAME_ENDINGS = words("son man well ford ton berg stein field ley court wood ling ard")
PLACE_ENDINGS = words("burgh mouth haven minster bridge stead dale port chester view")
FIRST_NAMES = words("""
Declan Aisha Maria John Priya Wei Fatima Oliver Grace Samuel Ingrid Tomas Hannah Victor
Leila Noah Emma Kofi Yuki Daniel Ruth Ahmed Clara Peter Nadia Simon Helen Rajesh Anna Paul
""")
ASPECTS = words("""
Treatment Risks Trial Therapy Research Outcomes Benefits Guidelines Prevention Screening
Diagnosis Dosing Withdrawal Recovery Relapse Symptoms Evidence Safety Efficacy Costs Access
Ethics Policy Infusions Response Follow-Up Prevalence Genetics Biomarkers Imaging Stigma
Self-Care Training Monitoring Mortality Adherence Resistance Overdose Tolerance Remission
""")
QUALITIES = words("""
New Chronic Acute Early Long-Term Severe Mild Experimental Digital Personalized Off-Label
Recurrent Late-Stage Pediatric Geriatric Maternal Rural Urban Low-Dose High-Dose Adjunctive
Community Inpatient Outpatient Global Remote Group Home-Based Intensive Preventive
""")
GROUPS = words("""
Adults Adolescents Children Women Men Veterans Nurses Students Athletes Prisons Schools
Hospitals Clinics Europe Asia Africa Ireland Canada Pregnancy Practice Migrants Caregivers
""")
REMOTE_PLACES = words("""
amber basalt copper coral crimson dusty emerald frozen gilded hidden hollow ivory jagged
lonely misty mossy northern pebble quiet rusty sandy silver stormy sunken velvet windy
""")
REMOTE_THINGS = words("""
anchor bakery beacon canyon castle comet compass cottage falcon ferry garden glacier harbor
lantern library lighthouse meadow museum nebula orchard pavilion quarry railway reef river
schooner telescope tunnel vineyard volcano waterfall windmill
""")
PUBLISHERS = words("""
Psychiatrist.com MedDaily.org ClinicWire.com TrialWatch.net BrainBulletin.org HealthLedger.com
TheWardRound.ie EvidenceToday.com PharmaObserver.net CareJournal.org
""")
JOURNALS = [
    f"{name} {field}"
    for name in ("JAMA", "Annals of", "Archives of", "Nordic", "Open", "Advances in")
    for field in ("Psychiatry", "Neurology", "Pharmacology", "Medicine", "Public Health")
]
DRIFTED_LABELS = (
    "Background Reading",
    "Earlier Coverage",
    "Our Previous Report",
    "What Is Known So Far",
    "A Closer Look",
)

FOREIGN_TITLES = (
    (
        words("Новое Раннее Тяжёлое Клиническое Домашнее Мягкое Долгое Групповое"),
        words("лечение исследование наблюдение обсуждение испытание обучение"),
        words("депрессии бессонницы тревоги кетамина мигрени зависимости эпилепсии йога-терапии"),
    ),
    (
        words("新型 早期 重度 慢性 临床 长期 家庭 社区"),
        words("抑郁症 失眠 焦虑 氯胺酮 偏头痛 癫痫"),
        words("治疗 试验 风险 研究 指南 预防 护理 诊断"),
    ),
    (
        words("Über Für Gegen Trotz Während Möglichkeiten Kräfte Zukünftige"),
        words("Ärztliche Häusliche Frühe Späte Natürliche Persönliche"),
        words("Behandlung Prävention Studien Pflege Begleitung Lösungen Gespräche Übungen"),
    ),
    (
        words("うつ病の 不眠症の 不安の ケタミンの 片頭痛の てんかんの"),
        words("新しい 早期 長期 在宅 重症"),
        words("治療 試験 リスク 研究 ガイドライン 予防 看護 診断"),
    ),
    (
        words("Étude Dépression Évaluation Santé Thérapie Prévention Mémoire Sécurité"),
        words("Générale Précoce Différée Régulière Améliorée Ciblée"),
        words("À-Domicile À-Montréal Contrôlée Répétée Spécialisée Intégrée Élargie Modérée"),
    ),
)
"""Words of titles beyond ASCII, a script each: a title is a word of each of the three."""

FOREIGN_ENTITIES = (
    [
        f"{first} {last}"
        for first in words("José Zoë Łukasz Jürgen Chloé Søren Anaïs Đorđe")
        for last in words("Álvarez Müller Nováková Brontë Gonçalves Åkesson Wójcik Çelik")
    ]
    + words("氯胺酮 抑郁症 北京大学 ケタミン 東京大学 プラセボ 케타민 서울대학교")
    + words("кетамин депрессия плацебо мидазолам тревога")
    + ["Universität Zürich", "São Paulo", "Санкт-Петербургский университет", "Ψυχιατρική"]
)
FOREIGN_SENTENCES = (
    "Das Deutsche Ärzteblatt berichtete ausführlich über %s, ohne die Einwände zu verschweigen.",
    "El diario añadió que %s sigue siendo polémico en España y en América Latina.",
    "По словам исследователей, %s требует дальнейшего изучения в обычных клиниках.",
    "研究者は%sについて、さらなる検証が必要だと述べた。",
    "研究人员认为%s的证据仍然不足。需要更大规模的试验。",
    "One reader of %s summed the result up as “promising, naïve and overdue” 🧠.",
    "🧪 Early adopters of %s in Kraków and São Paulo disagree 👩‍⚕️ — politely.",
    "Les auteurs précisent que %s a été évalué à l'hôpital, jamais à domicile 🏥.",
    "Σύμφωνα με την ομάδα, %s δεν αρκεί από μόνο του.",
    "연구진은 %s에 대한 추가 연구가 필요하다고 밝혔다.",
)

# A sentence is an opening, a claim and an ending; every %s is an entity mark.
OPENINGS = (
    "The authors note that ",
    "The results suggest that ",
    "Independent reviewers point out that ",
    "In the adjusted analysis, ",
    "After twelve weeks of follow-up, ",
    "A secondary reading of the data shows that ",
    "Clinicians who took part report that ",
    "According to the investigators, ",
    "Compared with earlier work, ",
    "In routine practice, ",
    "The accompanying editorial argues that ",
    "Among the participants who completed the protocol, ",
    "Critics answer that ",
    "What stands out is that ",
    "For many patients, ",
    "Data from three centers indicate that ",
)
CLAIMS = (
    "the effect of %s was smaller than expected",
    "%s offered no meaningful advantage over %s",
    "%s and %s remained generally safe and well tolerated",
    "the difference between %s and %s narrowed over time",
    "the evidence for %s is as limited as that for %s",
    "%s may be a useful addition for certain patients",
    "the reputation of %s might be overstated",
    "%s's contribution could not be told apart from that of %s",
    "most of the improvement with %s was seen in the first month",
    "%s was associated with fewer relapses than %s",
    "the teams behind %s and %s reached the same conclusion",
    "access to %s or %s differs widely between regions",
    "the dose of %s was lower than in comparable studies",
    "expectations raised by %s shaped how participants answered",
    "neither %s nor %s changed the primary outcome",
    "the cost of %s has become a concern for public payers",
    "larger samples are needed before firm conclusions can be drawn",
    "interest in %s has grown faster than the data",
    "%s deserves a closer look alongside %s",
    "follow-up of those who received %s was incomplete",
)
ENDINGS = (
    ".",
    ".",
    ", although the difference was small.",
    ", which calls for caution.",
    " in everyday clinical care.",
    " across all age groups.",
    ", a finding that other groups have yet to confirm.",
    " even when several treatments were given at once.",
    ", as earlier reviews had already hinted.",
    " regardless of how severe the symptoms were at the start.",
    ", and the debate is far from settled.",
    " over the whole period of observation.",
)
ITEM_OPENINGS = (
    "The study found that ",
    "The findings suggest that ",
    "Reviewers agree that ",
    "More research may show whether ",
    "The results highlight that ",
    "It remains open whether ",
)
REFERRALS = (
    "For more information on %s, see {link}.",
    "The use of %s is also discussed in {link}.",
    "Readers new to the subject may want to begin with {link}.",
    "The importance of rigorous methods is discussed in {link}.",
    "A related account of %s is given in {link}.",
    "This matches what was reported in {link} about %s.",
    "An overview of the open questions can be found in {link}.",
    "On the potential benefits and risks of %s, see {link}.",
)
LEADS = (
    "A closer look at %s raises fresh questions about %s. Experts urge patience.",
    "Researchers report mixed results for %s. The role of %s is still being debated.",
    "Hopes for %s have been dampened by a careful new trial.",
    "Does %s work better than %s? A new analysis gives a sober answer.",
    "A large study puts %s to the test. Its outcome matters for everyone who relies on %s.",
    "New data on %s are in. They are less clear than many had wished.",
)
SHORT_LEAD = "A careful new study gives a sober answer to an old question."
"""Taken where the entities of every other lead are too long for `LEAD_LENGTH`."""


# --- the plan of a wiki ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Plan:
    """What the articles of a wiki have to agree on. Articles are numbered from 0."""

    folder: Path
    seed: int
    markdown: bool
    titles: list[str]
    """The title of each article."""
    slugs: list[str]
    """The slug of each article."""
    foreign: frozenset[int]
    """Articles whose text goes beyond ASCII."""
    foreign_titled: list[int]
    """Those of them whose title does; only foreign articles link to them."""
    ranking: list[int]
    """All articles but `foreign_titled`, the one most linked to first."""
    rank_weights: list[float]
    """Cumulative weights of `ranking`."""
    broken: list[tuple[str, str]]
    """Slugs that no article has, each with a label."""
    redirects: list[tuple[str, int]]
    """Former slugs, each with the article it leads to."""
    entities: list[str]
    """The entities of the wiki, the most frequent first; all in ASCII."""
    entity_weights: list[float]
    """Cumulative weights of `entities`."""


@dataclass(frozen=True, slots=True)
class Link:
    """One link of an article."""

    slug: str
    """As written: an article's, a redirect's, or nobody's."""
    label: str | None
    section: str | None
    target: int | None
    """The article it leads to, behind any redirect; none where it is broken."""


@dataclass(frozen=True, slots=True)
class Article:
    """The text of one article, a string a line, with its marks."""

    title: str
    lead: str
    prose: dict[str, str]
    """The paragraph of each of `PROSE_SECTIONS`."""
    takeaways: list[str]
    publisher: str


def plan_wiki(folder: Path, articles: int, *, seed: int, markdown: bool) -> Plan:
    """Settle titles, link targets and entities of a wiki with that many articles."""
    rng = random.Random(f"{seed}/plan")
    topics = KNOWN_TOPICS + coined_words(
        rng, 50 + int(12 * articles**0.5), TOPIC_ENDINGS, taken=set(KNOWN_TOPICS)
    )
    foreign = rng.sample(range(articles), round(articles * FOREIGN_SHARE))
    wanted = max(len(FOREIGN_TITLES), round(articles * FOREIGN_TITLE_SHARE))
    foreign_titled = sorted(foreign[: min(wanted, 1000)])

    used: set[str] = {*SECTION_SLUGS}
    titles = [unused_title(rng, topics, used) for _ in range(articles)]
    for nth, article in enumerate(foreign_titled):
        used.discard(slug_of(titles[article]))
        titles[article] = unused_foreign_title(rng, nth, used)
    slugs = [slug_of(title) for title in titles]

    ranking = sorted(set(range(articles)).difference(foreign_titled))
    rng.shuffle(ranking)
    rank_weights = zipf_weights(len(ranking), first_share=HUB_SHARE)
    redirects = [
        (slug_of(unused_title(rng, topics, used)), rng.choice(ranking[:200]))
        for _ in range(REDIRECTS)
    ]
    # Four links to each broken slug, 8.5 links in an article.
    pairs = max(2, round(articles * 8.5 * BROKEN_SHARE / 4 / 2))
    broken: list[tuple[str, str]] = []
    for _ in range(pairs):
        (near,) = rng.choices(ranking, cum_weights=rank_weights)
        broken.append((mistyped(rng, slugs[near], used), titles[near]))
        slug = unrelated_slug(rng, used)
        broken.append((slug, slug.replace("-", " ").title()))

    # Vocabulary grows with the text by Heaps' law: 20,000 entities in 100,000 articles.
    entities = coined_entities(
        rng, max(15, round(20 * articles**0.6)), topics, [titles[i] for i in ranking[:1000]]
    )
    return Plan(
        folder=folder,
        seed=seed,
        markdown=markdown,
        titles=titles,
        slugs=slugs,
        foreign=frozenset(foreign),
        foreign_titled=foreign_titled,
        ranking=ranking,
        rank_weights=rank_weights,
        broken=broken,
        redirects=redirects,
        entities=entities,
        entity_weights=cumulative(rank**-0.8 for rank in range(1, len(entities) + 1)),
    )


def cumulative(weights: Iterator[float]) -> list[float]:
    """Running sums, as `random.choices` takes them."""
    return list(itertools.accumulate(weights))


def zipf_weights(count: int, *, first_share: float) -> list[float]:
    """Cumulative weights by Zipf's law, its exponent such that the first has that share."""
    low, high = 0.0, 3.0
    for _ in range(24):
        exponent = (low + high) / 2
        if sum(rank**-exponent for rank in range(1, count + 1)) * first_share > 1:
            low = exponent
        else:
            high = exponent
    return cumulative(rank**-low for rank in range(1, count + 1))


def slug_of(title: str) -> str:
    """The slug of a title: lower case, Latin letters without diacritics, hyphens between."""
    text = title.lower().replace("'", "")
    if not text.isascii():
        bases = (unicodedata.normalize("NFKD", letter)[0] for letter in text)
        text = "".join(
            base if base.isascii() else letter for base, letter in zip(bases, text, strict=True)
        )
    return re.sub(r"[\W_]+", "-", text).strip("-")


def coined_words(
    rng: random.Random, count: int, endings: Sequence[str], *, taken: set[str]
) -> list[str]:
    """That many new capitalized words; they are added to `taken`."""
    words: list[str] = []
    while len(words) < count:
        word = (rng.choice(ONSETS) + rng.choice(MIDDLES) + rng.choice(endings)).capitalize()
        if word not in taken:
            taken.add(word)
            words.append(word)
    return words


def unused_title(rng: random.Random, topics: Sequence[str], used: set[str]) -> str:
    """A title of two to five words whose slug is not in `used`; it is added there."""
    while True:
        topic, aspect = rng.choice(topics), rng.choice(ASPECTS)
        form = rng.randrange(8)
        if form < 2:
            title = f"{topic} {aspect}"
        elif form < 4:
            title = f"{rng.choice(QUALITIES)} {topic} {aspect}"
        elif form == 4:
            title = f"{topic} {aspect} in {rng.choice(GROUPS)}"
        elif form == 5:
            title = f"{aspect} of {topic} in {rng.choice(GROUPS)}"
        elif form == 6:
            title = f"{rng.choice(QUALITIES)} {topic} {aspect} in {rng.choice(GROUPS)}"
        else:
            title = f"{topic} and {rng.choice(topics)}"
        slug = slug_of(title)
        if slug not in used:
            used.add(slug)
            return title


def unused_foreign_title(rng: random.Random, nth: int, used: set[str]) -> str:
    """A title beyond ASCII, in the nth script, whose slug is not in `used`; it is added."""
    while True:
        title = " ".join(map(rng.choice, FOREIGN_TITLES[nth % len(FOREIGN_TITLES)]))
        slug = slug_of(title)
        if slug not in used:
            used.add(slug)
            return title


def mistyped(rng: random.Random, slug: str, used: set[str]) -> str:
    """A slug one or two edits away that is not in `used`; it is added there."""
    while True:
        typo = slug
        for _ in range(rng.randint(1, 2)):
            at = rng.randrange(len(typo))
            letter = rng.choice(string.ascii_lowercase)
            typo = rng.choice(
                (
                    typo[:at] + typo[at + 1 :],
                    typo[:at] + letter + typo[at:],
                    typo[:at] + letter + typo[at + 1 :],
                    typo[:at] + typo[at : at + 2][::-1] + typo[at + 2 :],
                )
            )
        if typo not in used and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", typo):
            used.add(typo)
            return typo


def unrelated_slug(rng: random.Random, used: set[str]) -> str:
    """A slug in words that no title uses; it is added to `used`."""
    while True:
        first, second = rng.sample(REMOTE_THINGS, 2)
        slug = f"{rng.choice(REMOTE_PLACES)}-{first}-{second}"
        if slug not in used:
            used.add(slug)
            return slug


def coined_entities(
    rng: random.Random, count: int, topics: Sequence[str], titles: Sequence[str]
) -> list[str]:
    """That many entities in ASCII, no two alike but for case, hyphens and spaces."""
    entities: list[str] = []
    seen: set[str] = set()
    known = [topic.lower() for topic in KNOWN_TOPICS if "'" not in topic]
    while len(entities) < count:
        entity = known.pop(0) if known else coined_entity(rng, topics, titles)
        key = re.sub(r"[\W_]+", "", entity.casefold())
        if key not in seen:
            seen.add(key)
            entities.append(entity)
    return entities


def coined_entity(rng: random.Random, topics: Sequence[str], titles: Sequence[str]) -> str:
    """A person, an institution, a study, a condition, a substance, a journal or a title."""
    stem = rng.choice(ONSETS) + rng.choice(MIDDLES)
    name = stem.capitalize()
    (entity,) = rng.choices(
        (
            f"{rng.choice(FIRST_NAMES)} {name}{rng.choice(SURNAME_ENDINGS)}",
            f"University of {name}{rng.choice(PLACE_ENDINGS)}",
            f"{name}{rng.choice(PLACE_ENDINGS)} College",
            f"{name}{rng.choice(PLACE_ENDINGS)} Mental Health Trust",
            f"{stem.upper()}-{rng.choice(ONSETS).capitalize()} {rng.randint(1, 9)}",
            f"{rng.choice(QUALITIES)} {rng.choice(topics)}".lower(),
            stem + rng.choice(SUBSTANCE_ENDINGS),
            rng.choice(JOURNALS),
            rng.choice(titles),
        ),
        weights=(30, 6, 6, 6, 15, 15, 17, 2, 3),
    )
    return entity


# --- one article ----------------------------------------------------------------------------


def write_article(plan: Plan, article: int, rng: random.Random) -> Article:
    """The text of one article, drawn from `rng`."""
    foreign = article in plan.foreign
    entities = drawn_entities(plan, rng, foreign=foreign)
    repeats = entity_marks(rng, entities)
    # Every entity once at first, so that none of the article's entities goes unmarked.
    marks = itertools.chain([f"**{entity}**" for entity in entities], repeats)

    sentences = rng.randint(11, 27)
    others = sentences // 5
    prose = {
        name: [sentence(rng) for _ in range(others if nth else sentences - 3 * others)]
        for nth, name in enumerate(PROSE_SECTIONS)
    }
    takeaways = [
        fill(rng.choice(ITEM_OPENINGS) + rng.choice(CLAIMS), marks)
        for _ in range(rng.randint(4, 6))
    ]
    cut = rng.random() < CUT_LEAD_SHARE
    lead = "" if cut else whole_lead(rng, repeats)
    if foreign:
        for name in ("Summary", rng.choice(PROSE_SECTIONS)):
            remark = rng.choice(FOREIGN_SENTENCES).replace("%s", f"**{entities[-1]}**")
            prose[name].insert(rng.randint(0, len(prose[name])), remark)
    for link in links_of(plan, article, rng):
        (name,) = rng.choices(PROSE_SECTIONS, (4, 2, 2, 2))
        text = link_as_markdown(plan, article, link) if plan.markdown else link_as_article(link)
        referral = rng.choice(REFERRALS).replace("{link}", text)
        prose[name].insert(rng.randint(1, len(prose[name])), referral)
    paragraphs = {name: fill(" ".join(parts), marks) for name, parts in prose.items()}
    if cut:
        opening = cut_opening(rng, repeats)
        lead = opening[:LEAD_LENGTH]
        paragraphs["Summary"] = f"{opening} {paragraphs['Summary']}"
    return Article(
        title=plan.titles[article],
        lead=lead,
        prose=paragraphs,
        takeaways=takeaways,
        publisher=rng.choice(PUBLISHERS),
    )


def drawn_entities(plan: Plan, rng: random.Random, *, foreign: bool) -> list[str]:
    """The 9 to 12 entities of one article."""
    count = rng.randint(9, 12)
    drawn: dict[str, None] = {}
    while len(drawn) < count:
        picks = rng.choices(plan.entities, cum_weights=plan.entity_weights, k=count)
        drawn.update(dict.fromkeys(picks))
    entities = list(drawn)[:count]
    if foreign:
        entities[-1] = rng.choice(FOREIGN_ENTITIES)
    return entities


def entity_marks(rng: random.Random, entities: Sequence[str]) -> Iterator[str]:
    """Marks of an article's entities without end, the first most often, a few misspelled."""
    weights = cumulative(rank**-0.8 for rank in range(1, len(entities) + 1))
    last = ""
    while True:
        for entity in rng.choices(entities, cum_weights=weights, k=16):
            if entity == last:
                continue
            last = entity
            # Higher than the share by what the marks that come first are spared.
            if rng.random() < MISSPELLED_SHARE * 1.33:
                yield f"**{misspelled(rng, entity)}**"
            else:
                yield f"**{entity}**"


def misspelled(rng: random.Random, entity: str) -> str:
    """The entity in another case or with another hyphen, where its script has them."""
    spellings = {
        entity.replace(" ", "-", 1),
        entity.replace("-", " ", 1),
        entity.lower(),
        entity.capitalize(),
    } - {entity}
    return rng.choice(sorted(spellings)) if spellings else entity


def fill(template: str, marks: Iterator[str]) -> str:
    """The template with a mark for each ``%s``."""
    return template % tuple(itertools.islice(marks, template.count("%s")))


def sentence(rng: random.Random) -> str:
    """The template of a sentence."""
    return rng.choice(OPENINGS) + rng.choice(CLAIMS) + rng.choice(ENDINGS)


def whole_lead(rng: random.Random, marks: Iterator[str]) -> str:
    """A lead of whole sentences, at most `LEAD_LENGTH` code points without its marks."""
    for _ in range(8):
        lead = fill(rng.choice(LEADS), marks)
        if len(lead.replace("**", "")) <= LEAD_LENGTH:
            return lead
    return SHORT_LEAD


def cut_opening(rng: random.Random, marks: Iterator[str]) -> str:
    """Sentences to open a Summary with, inside a plain word at `LEAD_LENGTH`."""
    while True:
        text = fill(" ".join(sentence(rng) for _ in range(3)), marks)
        before, after = text[:LEAD_LENGTH], text[LEAD_LENGTH:]
        within_word = before[-2:].isalpha() and after[:1].isalpha()
        if within_word and before.count("**") % 2 == 0:
            return text


def links_of(plan: Plan, article: int, rng: random.Random) -> Iterator[Link]:
    """The links of one article, 5 to 12; no article is linked to twice."""
    seen = {article}
    abroad = article in plan.foreign and plan.foreign_titled
    for nth in range(rng.randint(5, 12)):
        kind, form = rng.random(), rng.random()
        target: int | None = None
        label: str | None
        section: str | None = None
        if kind < BROKEN_SHARE:
            slug, label = rng.choice(plan.broken)
        else:
            if kind < BROKEN_SHARE + REDIRECTED_SHARE:
                slug, target = rng.choice(plan.redirects)
            elif nth == 0 and abroad:
                target = rng.choice(plan.foreign_titled)
                slug = plan.slugs[target]
            else:
                (target,) = rng.choices(plan.ranking, cum_weights=plan.rank_weights)
                slug = plan.slugs[target]
            if target in seen:
                target = unseen_target(plan, rng, seen)
                if target is None:
                    return
                slug = plan.slugs[target]
            seen.add(target)
            label = plan.titles[target]
        if form < UNLABELLED_SHARE:
            label = None
        elif form < UNLABELLED_SHARE + SECTION_SHARE:
            section = rng.choice(SECTION_SLUGS)
        elif form > 1 - DRIFTED_SHARE:
            label = rng.choice(DRIFTED_LABELS)
        yield Link(slug, label, section, target)


def unseen_target(plan: Plan, rng: random.Random, seen: set[int]) -> int | None:
    """A target that is not in `seen`; none where a hundred draws give no other."""
    targets = rng.choices(plan.ranking, cum_weights=plan.rank_weights, k=100)
    return next((target for target in targets if target not in seen), None)


def link_as_article(link: Link) -> str:
    """The link in Slugline's markup."""
    place = f"{link.slug}#{link.section}" if link.section else link.slug
    return f"[[{place}|{link.label}]]" if link.label else f"[[{place}]]"


def link_as_markdown(plan: Plan, article: int, link: Link) -> str:
    """The link from that article, by a relative path, to a missing file where it is broken."""
    here = place = folder_of(article)
    slug = link.slug
    if link.target is not None:
        slug, place = plan.slugs[link.target], folder_of(link.target)
    path = f"{slug}.md"
    if place != here:
        top, sub = place.split("/")
        path = f"../{sub}/{path}" if here.startswith(f"{top}/") else f"../../{place}/{path}"
    anchor = f"#{link.section}" if link.section else ""
    return f"[{link.label or slug}]({path}{anchor})"


# --- files ----------------------------------------------------------------------------------


def as_article(article: Article) -> str:
    """The article in Slugline's markup."""
    summary, *views = (f"{name}\n{text}" for name, text in article.prose.items())
    items = (f"- {item}" for item in article.takeaways)
    return "\n".join(
        [
            article.title,
            article.lead,
            summary,
            "Key Takeaways",
            *items,
            *views,
            "Source",
            f"Originally reported by {article.publisher}",
        ]
    )


def as_markdown(article: Article) -> str:
    """The article in Markdown, with a line break at the end."""
    summary, *views = (f"## {name}\n\n{text}" for name, text in article.prose.items())
    items = "\n".join(f"- {item}" for item in article.takeaways)
    return "\n\n".join(
        [
            f"# {article.title}",
            article.lead,
            summary,
            f"## Key Takeaways\n\n{items}",
            *views,
            f"## Source\n\nOriginally reported by {article.publisher}\n",
        ]
    )


def folder_of(article: int) -> str:
    """The sub-folder of an article: ``a/a0``, ``b/a0``, …"""
    letters = string.ascii_lowercase
    number, top = divmod(article // PER_FOLDER, len(letters))
    return f"{letters[top]}/{letters[top]}{number}"


def write_folder(plan: Plan, first: int) -> None:
    """Write the articles of the sub-folder that begins with article `first`."""
    folder = plan.folder / folder_of(first)
    folder.mkdir(parents=True)
    rng = random.Random(f"{plan.seed}/{first}")
    for number in range(first, min(first + PER_FOLDER, len(plan.titles))):
        article = write_article(plan, number, rng)
        if plan.markdown:
            name, text = f"{plan.slugs[number]}.md", as_markdown(article)
        else:
            name, text = f"{plan.slugs[number]}.article", as_article(article)
        (folder / name).write_bytes(text.encode())


_plans: list[Plan] = []
"""The plan of a worker process, handed over once rather than with every folder."""


def _write_folder_in_worker(first: int) -> None:
    write_folder(_plans[0], first)


def generate(folder: Path, articles: int, *, seed: int = 1, markdown: bool = False) -> None:
    """Write a wiki of that many articles into a folder that is empty or not there yet.

    Raises `FileExistsError` where the folder holds anything: articles of two wikis side by
    side would spoil every measure. Raises `ValueError` for less than one article.
    """
    if articles < 1:
        message = f"a wiki has at least one article, not {articles}"
        raise ValueError(message)
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        message = f"{folder} is not empty"
        raise FileExistsError(message)
    plan = plan_wiki(folder, articles, seed=seed, markdown=markdown)
    if not markdown:
        lines = [f'{slug} = "{plan.slugs[target]}"\n' for slug, target in plan.redirects]
        text = "".join(["[redirects]\n", *sorted(lines)])
        (folder / "slugline.toml").write_bytes(text.encode())
    firsts = range(0, articles, PER_FOLDER)
    if len(firsts) == 1:
        write_folder(plan, 0)
        return
    with ProcessPoolExecutor(initializer=_plans.append, initargs=(plan,)) as pool:
        for _ in pool.map(_write_folder_in_worker, firsts):
            pass


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the wiki that the command line asks for; 2 where its folder cannot be used."""
    parser = argparse.ArgumentParser(description="Write a wiki to measure with.")
    parser.add_argument("folder", type=Path, help="an empty folder, or one to be made")
    parser.add_argument("--articles", type=int, required=True, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    parser.add_argument("--markdown", action="store_true", help="Markdown, for other tools")
    options = parser.parse_args(arguments)
    began = time.perf_counter()
    try:
        generate(options.folder, options.articles, seed=options.seed, markdown=options.markdown)
    except (OSError, ValueError) as error:
        print(f"generate.py: {error}", file=sys.stderr)
        return 2
    seconds = time.perf_counter() - began
    print(f"{options.articles:,} articles in {options.folder}: {seconds:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
