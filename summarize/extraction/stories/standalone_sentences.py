"""Check whether a sentence can open a story, because a reader understands it without the report.

leans      "He ...", "The vote is ...", "In response, ...": refers to something missing
no source  a question, "I ...", "you ...", a quotation without a speaker
length     fewer than 8 words say too little, more than 40 too much

English has all rules. In other languages only the first word, questions, quotations and the length are checked.
"""

from __future__ import annotations

import re

from summarize.text import dangling_references, language

MIN_OPENER_WORDS, MAX_OPENER_WORDS = 8, 40
# The number of ideographs that count as one word.
IDEOGRAPHS_PER_WORD = 1.7

_QUESTION_PATTERN = re.compile(r"[?？;؟][\"'”’»）)]*$")
_GREEK_PATTERN = re.compile(r"[\u0370-\u03ff]")
_IDEOGRAPH_PATTERN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_SPACED_DASH_PATTERN = re.compile(r"(?<= )[–—](?= )")
_QUOTATION_PATTERN = re.compile(
    r"“[^”]*”?|„[^“”]*[“”]?|«[^»]*»?|「[^」]*」?|\"[^\"]*\"?|(?<!\w)‘[^’]*’(?!\w)|(?<!\w)'[^']*'(?!\w)"
)
_OPENING_MARKS = "\"“„«‘'「(["
# Openings that refer to earlier text, in addition to those of `dangling_references`.
_POINTING_START_PATTERN = re.compile(
    r"\W*(?:Some|Others?|Many|Most|Few|Several|Each|Either|None|All|As such|In response"
    r"|In (?:the )?(?:meantime|addition|fact"
    r"|turn|all|contrast|short|other words|the end|particular)|At the (?:time|same time)|For (?:example"
    r"|instance|now|one|his part"
    r"|her part|their part)|On the other hand|Of course|After all|Among (?:them|those)|Earlier|Later|Now"
    r"|Here|Here['’]s|That['’]s"
    r"|It['’]s|There['’]s|What['’]s|Let['’]s|Just|Even|Perhaps|Maybe|Well|Yes|No|Not|Nor|Only|Once|Asked"
    r"|Like|Because|Which|Who"
    r"|Why|How|What|If|Whether|Despite (?:this|that)|Since then|Until (?:now|then)|By (?:then|contrast)"
    r"|As a result|As for|One (?=(?:even|also|said|says|claimed|told|was|is|had|has)\b)"
    r"|(?:Earlier|Later) (?:in|on|that)|The (?:other|same|rest|next|previous|following|remaining)"
    r"|Two|Three|Four)\b(?! (?:of the|people|men|women|days|weeks|months|years|hours) )"
)
# Openings that refer to earlier text only before a verb; otherwise they open news ("Some 300 people").
_COUNT_START_PATTERN = re.compile(
    r"\W*(?:Some|Many|Most|Few|Several|All|Two|Three|Four|Now|Even|Just|Like|If|No|Not|Only|Once|Because|Earlier) "
    r"(?!(?:are|were|have|had|has|is|was|will|would|could|say|said|also)\b)"
)
# "The vote is ...", "The principal said ...": a subject of one to three common words before its verb.
_DEFINITE_SUBJECT_PATTERN = re.compile(
    r"\W*The ((?:[a-z][\w’'-]*(?: |(?=,))){1,3}?)(?:(?:also|now|later|then|still|already|initially) )?"
    r"(?:,|(?:is|was|were|are|has|had|have|will|would|could|may|might|can|should|must|did|does|do|said"
    r"|says|say|told|came|comes|made"
    r"|makes|took|takes|went|gave|began|drew|held|left|led|met|put|ran|saw|set|won|lost|got|goes|seems|[a-z]{3,}ed)\b)"
)
# "The Vermont Republican said ...", "The 44-year-old was ...": somebody named earlier.
_DESCRIBED_PERSON_PATTERN = re.compile(
    r"(?:\W*The|[^,]{0,100}, the)( )(?:[A-Z][\w’'.-]+ |[a-z]+ ){0,3}?"
    r"(?:\d+-year-old|Republicans?|Democrats?|Conservatives?"
    r"|Liberals?|senator|lawmaker"
    r"|congressman|congresswoman|governor|mayor|minister|native|lawyer|officer|actor|actress|singer"
    r"|player|coach|teenager"
    r"|billionaire|businessman|nominee|candidate|author|judge|suspect|victim|brothers|couple)"
    r"(?: (?:who|also|later|now|then))? (?:is|was|were|are|has|had|have|will|would|could|may|might|can"
    r"|said|says|told|added|[a-z]{3,}ed)\b"
)
# "..., she tweeted": nobody named; the commoner verbs are in `dangling_references`.
_UNNAMED_SPEAKER_PATTERN = re.compile(
    r"\W.*[\"”’'] (?:he|she|they) (?:tweeted|posted|asked|argued|insisted|warned|declared|testified|replied|responded"
    r"|noted|stated|concluded|remarked)\b"
)
# Things that are unique, or that reports usually name this way.
_KNOWN_DEFINITES_TEXT = (
    "government economy president world internet pope stock market prime minister public country nation army military"
    " weather sun moon police number unemployment rate jobless supreme court united european"
)
_KNOWN_DEFINITES = frozenset(_KNOWN_DEFINITES_TEXT.split())
_EARLY_PRONOUN_PATTERN = re.compile(
    r"\W*(?:[\w’'-]+,? ){1,5}?(?:he|she|they|it|his|her|their|its|these|those|him|them|such|this)\b"
    r"(?<!this(?= (?:week|weekend|month|year|morning|afternoon|evening|spring|summer|autumn|fall|winter|season)\b))"
)
_NAME_PATTERN = re.compile(r"(?<=[\w,’')\]] )[A-Z][\w’'-]+")
_FIRST_PERSON_PATTERN = re.compile(
    r"\b(?:I|we|We|us|our|Our|my|My|me|you|You|your|Your)\b|\b(?:I|[Ww]e|[Yy]ou)['’](?:m|re|ve|ll|d)\b"
)
_SPEAKING_PATTERN = re.compile(
    r"\b(?:said|says|say|told|tells|wrote|writes|tweeted|added|adds|asked|announced|declared|argued"
    r"|according to|warned|insisted"
    r"|testified|noted|called|calls|stated|posted|sagte|sagt|schrieb|erklärte|teilte|dit|déclaré|expliqué"
    r"|selon|dijo|afirmó|según"
    r"|declaró|disse|afirmou|segundo|secondo|detto|dichiarato|zei|aldus|sade|säger|sa|sier|siger|sagde"
    r"|sanoi|powiedział|powiedziała"
    r"|řekl|řekla|сказал|сказала|заявил|заявила|сообщил|сказав|заявив)\b",
    re.IGNORECASE,
)
# "The council should pay": a demand made by somebody; often a quotation that lost its marks.
# "Voters will have to wait" and "the state must pay" in a ruling are facts.
_DEMAND_PATTERN = re.compile(
    r"\b(?:should|must|ought to|deserves?|needs? to|has to|(?<!will )(?<!would )(?<!may )(?<!could )have to)\b"
)
_REPORTED_DEMAND_PATTERN = re.compile(
    r"\b(?:saying|claiming|promised|vowed|ruled|rules|ruling|ordered|orders|law|bill|rule|requires?|proposals?|plans?"
    r"|whether|(?:who|how|what|when|why|where) (?:\w+ )?(?:should|must))\b"
)
# "..., also said": the sentence continues another. Only near its beginning.
_CONTINUING_PATTERN = re.compile(
    r"\b(?:also|however|meanwhile|nevertheless|nonetheless|instead|therefore|too|then|latter|another"
    r"|as well|for example|for instance)\b",
    re.IGNORECASE,
)
MAX_CONTINUING_WORD_CHARACTERS = 70
# "Scraps of them were found", "In the same place, the book says": what is meant was named before.
_POINTING_PHRASE_PATTERN = re.compile(
    r"\W*(?:[A-Z][\w’'-]+ (?:of|from|by|for|with|about|against|among) (?:them|it|him)"
    r"|(?:In|At|On|For|By|From) the same)\b"
)
# "was puzzled by that conclusion": what was concluded, decided or said was told before.
_POINTING_NOUN_PATTERN = re.compile(
    r"\b(?:about|against|at|by|for|from|in|of|on|to|with) (?:that|this|those|these) (?:accusation|announcement|argument"
    r"|assertion|assessment|claim|comment|complaint|conclusion|criticism|decision|demand|explanation|finding|idea|move"
    r"|notion|proposal|question|remark|request|ruling|statement|suggestion|view)s?\b(?! (?:of|that|to|by|about)\b)"
)
# The number of words after an early pronoun in which its name may follow ("In his first speech, Anna Berg said").
MAX_CATAPHORA_CHARACTERS = 60


def count_words(sentence: str) -> int:
    """Return the number of words in a sentence.

    A dash between spaces is no word. In Chinese and Japanese, a few characters count as one word.
    """
    ideograph_count = len(_IDEOGRAPH_PATTERN.findall(sentence))
    dash_count = len(_SPACED_DASH_PATTERN.findall(sentence))
    return sentence.count(" ") + 1 - dash_count + int(ideograph_count / IDEOGRAPHS_PER_WORD)


def without_quotations(sentence: str) -> str:
    """Return a sentence without the text in quotation marks."""
    return _QUOTATION_PATTERN.sub(" ", sentence)


def is_question(sentence: str) -> bool:
    """Whether a sentence is a question."""
    match = _QUESTION_PATTERN.search(sentence)
    return match is not None and (match[0][0] != ";" or bool(_GREEK_PATTERN.search(sentence)))


def is_unattributed_quotation(sentence: str) -> bool:
    """Whether a sentence begins with a quotation but does not name the speaker."""
    return sentence[:1] in _OPENING_MARKS and not _SPEAKING_PATTERN.search(without_quotations(sentence))


def is_unattributed_demand(sentence: str, language_code: str = "en") -> bool:
    """Whether a sentence makes a demand but does not say who makes it; English only."""
    bare = without_quotations(sentence)
    return (
        language_code == "en"
        and _DEMAND_PATTERN.search(bare) is not None
        and _SPEAKING_PATTERN.search(bare) is None
        and _REPORTED_DEMAND_PATTERN.search(bare) is None
    )


def has_first_person(sentence: str, language_code: str = "en") -> bool:
    """Whether a sentence contains "I", "we" or "you" outside quotations; English only."""
    return language_code == "en" and bool(_FIRST_PERSON_PATTERN.search(without_quotations(sentence)))


def leans(sentence: str, language_code: str = "en", *, introduced: frozenset[str] = frozenset()) -> bool:
    """Whether a sentence is unclear without another, because it refers to something unknown to the reader.

    Args:
        sentence: any text.
        language_code: in languages other than English only the first word is checked.
        introduced: stems that the reader knows from the headline: "the strike" is then clear.
    """
    if dangling_references.is_dangling(sentence, language_code):
        return True
    if language_code != "en":
        return False
    if _POINTING_START_PATTERN.match(sentence) and not _COUNT_START_PATTERN.match(sentence):
        return True
    return (
        _UNNAMED_SPEAKER_PATTERN.match(sentence) is not None
        or _POINTING_PHRASE_PATTERN.match(sentence) is not None
        or _POINTING_NOUN_PATTERN.search(without_quotations(sentence)) is not None
        or _is_described_person_unnamed(sentence)
        or _has_unknown_definite_subject(sentence, introduced)
        or _has_early_pronoun(sentence)
    )


def is_continuing(sentence: str, language_code: str = "en") -> bool:
    """Whether an early word such as "also" shows that a sentence continues another; English only."""
    return language_code == "en" and bool(
        _CONTINUING_PATTERN.search(without_quotations(sentence)[:MAX_CONTINUING_WORD_CHARACTERS])
    )


def can_open(sentence: str, language_code: str = "en", *, introduced: frozenset[str] = frozenset()) -> bool:
    """Whether a sentence can open a story, regardless of its length."""
    return not (
        is_question(sentence)
        or is_unattributed_quotation(sentence)
        or sentence[:1] in "([…"
        or is_unattributed_demand(sentence, language_code)
        or has_first_person(sentence, language_code)
        or leans(sentence, language_code, introduced=introduced)
    )


# ---- private


def _is_described_person_unnamed(sentence: str) -> bool:
    match = _DESCRIBED_PERSON_PATTERN.match(sentence)
    return match is not None and not _NAME_PATTERN.search(sentence[: match.start(1)])


def _has_unknown_definite_subject(sentence: str, introduced: frozenset[str]) -> bool:
    match = _DEFINITE_SUBJECT_PATTERN.match(sentence)
    if match is None:
        return False
    words = match[1].replace("’", "'").split()
    stems = language.load_stems("en")
    # "The company's stock": whose it is must be known.
    if len(words) > 1 and words[0].endswith(("'s", "s'")):
        words = [words[0].removesuffix("'").removesuffix("'s")]
    return not any(word in _KNOWN_DEFINITES or stems[word] in introduced for word in words)


def _has_early_pronoun(sentence: str) -> bool:
    """Whether a pronoun is among the first words of a sentence and no name is nearby.

    A name counts before the pronoun or soon after it.
    """
    match = _EARLY_PRONOUN_PATTERN.match(sentence)
    if match is None:
        return False
    first_word = sentence.split(" ", 1)[0]
    is_name_first = first_word[:1].isupper() and first_word.lower() not in language.stop_words("en")
    head = sentence[: match.end() + MAX_CATAPHORA_CHARACTERS]
    return not is_name_first and not _NAME_PATTERN.search(head)
