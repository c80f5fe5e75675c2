"""Detect whether a message is addressed to the bot, from the words and form of the message.

strip     quoted lines, code, links, emoji
people    a mention of a person, "you", "we", "my", plans and rooms: people talk to each other
clauses   every sentence separately: a request ("more on 2", "summarise this"), or a question about events
"""

from __future__ import annotations

import re

from summarize.answers import question_types
from summarize.text.vocabulary import acronyms

# A longer message is an essay, not a question; only its beginning is read.
MAX_MESSAGE_LENGTH = 1000
# A question without a question mark ("who said that") is short: longer ones are clauses ("when they come back we
# should ...").
MAX_UNMARKED_QUESTION_WORDS = 9
# The minimum number of words in a last clause that is a question without the rest.
MIN_LAST_CLAUSE_WORDS = 3

_ADDRESSED_TO_PERSON_PATTERN = re.compile(r"<[@!][^>]*>|^\s*@\w|^\s*[A-Z][a-z]+: ")
_NON_TEXT_PATTERN = re.compile(
    r"(?m)^\s*(?:>|&gt;).*$|```[^`]*```|`[^`]*`|<?https?://[^\s>]*>?|:[a-z0-9_+-]{2,40}:"
)
_SENTENCE_PATTERN = re.compile(r"[^.!?\n¿¡]+[.!?]*")
_INTERJECTION_PATTERN = re.compile(
    r"^(?:(?:(?:i have a |just a |one |another |quick )*question\b ?[:,]?|whoa|hey|hi|hello|ok|okay|oh"
    r"|well|so|and|but|also|hm+|lol|haha|please|und|aber|et|mais|y|pero)\b[ ,:–-]*"
    r"|(?:wow|interesting|great|cool|nice|thanks|thank you|thx|ty|right|yes|no|danke|merci|gracias)\b ?[,:–-]+ *)+",
)
# "Can you tell me ...", "I wonder ...": the question follows.
_INDIRECT_QUESTION_PATTERN = re.compile(
    r"^(?:(?:can|could|may) (?:i|we) (?:please )?(?:get|have|see|hear) (?=(?:a |an |the |some |any "
    r"|short )*(?:more|summary|timeline|sources?|quotes?|details|background|context|updates?|coverage"
    r"|links?)\b)"
    r"|(?:can|could|would|will) (?:you|u)(?: please| pls)? (?:tell (?:me|us)|say|explain|find out|look "
    r"up|check)|do (?:you|u) (?:happen to )?know"
    r"|(?:does|do) any(?:one|body) know|any(?:one|body) know|any idea|(?:i'd|i would|we'd) like to know"
    r"|i (?:want|need) to know|i wonder|i'm wondering|wondering"
    r"|remind (?:me|us)(?= ?,? ?(?:who|what|when|where|why|how|which)\b)"
    r"|(?:please )?tell (?:me|us)(?! about it\b))\b[ ,:]*"
)
_POLITE_REQUEST_PATTERN = re.compile(
    r"^(?:(?:can|could|would|will) (?:you|u) (?:please |pls )?(?:summari[sz]e|sum|explain|list|show|give"
    r"|find|search|compare|quote|define|describe)\b"
    r"|do (?:you|u) have (?:anything|more|something|any|other|details|sources)\b)"
)
_TOPIC_REGEX = r"(?: (?:on|about|for|of|behind|from)\b.*| \d+| please| pls)?"
_REQUEST_PATTERN = re.compile(
    r"^(?:"
    rf"(?:tell me |show me |show |give me |some |any )?more(?: details?| info| information| context| "
    rf"background)?(?: (?:on|about) .+| please| pls)?"
    rf"|(?:any |some |more |give me |show |show me )?(?:the )?(?:other |further |previous |earlier "
    rf"|related |latest |short |brief |quick |full )?(?:updates?|news|details?|context|background"
    rf"|sources?|timeline|coverage|quotes?|summary|history|links?){_TOPIC_REGEX}"
    r"|(?:any(?:thing)?|something) (?:newer|new|more|else|similar|related)\b.*|(?:the )?latest(?: (?:on|about) .+)?"
    r"|tl;?dr\b.*|tell me (?:more|about (?!it\b)).*|give me (?:the|a|an|some|more|all) (?:\w+ "
    r"){0,3}(?:summary|version|timeline|sources?|quotes?|details?|background|context|gist|facts?|numbers"
    r"|figures|overview|story|stories|articles?|news|latest|rundown|highlights|key points"
    r"|everything)\b.*|(?:the )?(?:key|main|bullet) points.*|in (?:one|two|three|a few|\d) (?:sentences?"
    r"|words|lines)|say more|show (?:me )?(?:the |all |all the |any |other |more |some )*(?:timeline"
    r"|sources?|quotes?|details|articles?|coverage|numbers|figures|summary|story|stories|outlets|latest"
    r"|updates?|reports?|background|history|links?|who|what|where|when|how|why)\b.*"
    r"|(?:please )?(?:summari[sz]e|sum (?:it|this|that|them) up|recap|define(?! irony))\b.*|(?:please "
    r")?compare (?:the|them|these|both|outlets|sources|all|with|it)\b.*"
    r"|(?:please )?(?:explain|describe|translate) .+|(?:please )?list (?:the|all|every|who|what|which"
    r"|sources|names|outlets)\b.*|quotes? (?:the|from|by|him|her|them)\b.*|(?:find|search(?: for)?) "
    r"(?:articles|stories|news|reports|anything|everything|more)\b.*|search for .+"
    r"|next|#?\d{1,2}|go on|continue|(?:please )?(?:elaborate|expand)(?: on .+)?|elaborate please|remind "
    r"me (?:who|what|when|where|why|how|which)\b.*|name (?:the|all|them).*|anything (?:about|on|from) .+"
    r"|mehr(?: dazu| darüber| details?)?|erzähl(?:e)?(?: mir)? mehr.*|zusammenfass\w*.*|fass\w* "
    r".*zusammen.*|en savoir plus|plus de détails.*|résum\w+.*|más(?: sobre .+| detalles)?|resum\w+.*"
    r"|cuéntame más.*"
    r"|dimmi di più.*|riassum\w+.*|meer(?: hierover)?|vat .*samen.*|mer om .*|sammanfatta.*"
    r")$"
)
# Question words at the beginning, with or without a preposition.
_QUESTION_WORD_PATTERN = re.compile(
    r"^(?:(?:in|on|at|by|for|from|to|with|since|until|of|between|under|about) )?(?:who|whom|whose|what"
    r"|what's|which|when|where|why|how|who's|when's|where's|how's|whos|whats|wheres|whens|hows)\b"
)
_SUBORDINATE_CLAUSE_PATTERN = re.compile(
    r"^(?:when|where|which|what|how|why|who) (?:i|we|you|they|he|she|it|am i|not|is why|is how|is what|a"
    r"|an|the hell|the heck|on earth|cares?|knew|knows|would have|lets?|cool|awful|nice|sad|funny|weird"
    r"|true|terrible|great)\b"
)
_AUXILIARY_VERB_PATTERN = re.compile(
    r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must|isn't"
    r"|aren't|wasn't|weren't|doesn't|didn't|hasn't|haven't|hadn't|won't|can't)\b"
)
_QUESTION_WORD_AND_VERB_PATTERN = re.compile(
    r"^(?:\w+ )?(?:(?:what|who|where|when|how|why)'s\b|(?:whats|whos|wheres|whens|hows)\b"
    r"|(?:who|whom|whose|what|which|when|where|why|how) "
    r"(?:\w+ ){0,2}?(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|many|much"
    r"|old|long|far|often|big|high|tall|said (?:that|this|it|so)|says|say|made|won|lost|pays?|paid|owns?"
    r"|owned|happen(?:s|ed)?|started|founded|caused|led|signed|wrote|called|leads|runs|died|bought|sold"
    r"|killed|else|changed|means?|disagrees?|agrees?|supports?|opposes?)\b)"
)
_PERSONAL_PRONOUN_PATTERN = re.compile(
    r"\b(?:you|your|yours|u|ya|y'all|guys|folks|we|us|our|ours|we're|we've|we'll|you're|you've|my|mine|i'm|i've|am i"
    r"|shall|ihr|euch|wir|uns|du|dich|dir|hast|vous|votre|nous|tu|toi|as-tu|tienes|lo has|tú|vosotros"
    r"|ustedes|voi|noi|hai|você|vocês|jullie|jij|wij|ni|ditt)\b"
)
_FIRST_PERSON_QUESTION_PATTERN = re.compile(
    r"^(?:(?:where|what|who|when|which) )?(?:can|could|should|may|shall|do|did|am|must|would|will) i\b|^how do i\b"
)
_OFFICE_TALK_PATTERN = re.compile(
    r"\b(?:lunch|dinner|breakfast|coffee|beers?|drinks?|pizza|popcorn|snacks?|stand-?up|meetings?"
    r"|slides?|deck|pull request|prs?|jira|backlog item|zoom|calendar|newsletter|taking notes|in the "
    r"office|the new office|office party|offsite|password|login|on support|parking|park|mute|what "
    r"channel|on call"
    r"|weekend|vacation|joke|joking|kidding|serious|up for|volunteers?|wants? to|tonight|ship|friday yet"
    r"|just me|forward this|birthday|desk|printer|wi-?fi|client|brb|conference|party|agenda|panic|typo"
    r"|logging in|log in|google doc|a doc|drive folder|this channel|this thread|team|bot|intern|boss"
    r"|holiday|trouble)\b"
    r"|\b(?:anyone|anybody|someone|somebody|nobody|everyone|everybody) (?:else )?(?:(?:from|in|on) \w+ "
    r")?(?:told|tell|see|saw|seen|read|heard|hear|watch|watching|going|having|want|wants|has|have|up"
    r"|free|around|here|use|uses|using|tried|remember|interested|coming|joining)\b"
)
_RHETORICAL_QUESTION_PATTERN = re.compile(
    r"\b(?:isn't|aren't|doesn't|don't|wasn't|weren't|didn't) (?:that|this|it|he|she|they)\b.*\b(?:your"
    r"|our|my)\b|^(?:doesn't|isn't|don't|aren't|can't|didn't|wasn't|won't)\b"
)
_EXCLAMATION_PATTERN = re.compile(
    r"^(?:really|seriously|srsly|wtf|what|huh|right|no way|what the .*|you ok|how cool.*|who cares.*|who "
    r"knew.*|why not|why me|how come i .*|good question|true|eh|yes|no|ok|say what|.* of the day|what "
    r"now|now what|does (?:it|that|this) (?:even )?matter|who does (?:that|this)|who asked|how is "
    r"(?:this|that|it) (?:even )?(?:legal|news|real|possible|ok|okay|allowed|a thing|fair).*"
    r"|.*\beven (?:read|fall|know|care|exist|mean|a thing|real|possible|try)\b.*|what (?:were|was|are"
    r"|is) (?:they|he|she) (?:even )?thinking.*|who said (?:journalism|romance|chivalry|print).*|what "
    r"could (?:possibly )?go wrong.*|who would(?:'ve| have)? .*|how hard can it be.*|what else is new"
    r"|what,? really|who approved .*|who (?:wrote|did|made|chose) (?:this|that|the) (?:headline|title|caption|layout).*"
    r"|(?:does|would|will|is) .* (?:work|ok|okay|fine|good) for (?:everyone|everybody|all|people|the team).*"
    r"|why (?:is|am|does|do) (?:it )?always .*|(?:can|could|would|will) (?:someone|somebody|anyone|anybody) .*"
    r"|what's new|what's up|when will (?:they|people) (?:ever )?learn.*|what is wrong with .*|what's "
    r"wrong with .*|why are people .*|why does this always .*|where did every(?:one|body) go|is that so"
    r"|is it|are they|did they|was it|isn't it|who let .*)$"
)
_ELLIPTICAL_QUESTION_PATTERN = re.compile(
    r"^(?:(?:and|or|so|but|und|et|y|e|en|och|what about|how about) .+|(?:by|to|for|from|with|since|until"
    r"|between|in|on|at) (?:whom?|when|what|which|where)\b.*|(?:last|next|this) (?:year|month|week|time)"
    r"|(?:the )?(?:reason|cause|source|numbers?|figures|cost|price|date|score|result|impact|outcome"
    r"|verdict|death toll|casualties|victims|location|author|conclusion|evidence|reaction|response"
    r"|comment)s?|any (?:deaths|dead|injuries|injured|casualties|arrests|suspects|victims|survivors"
    r"|reactions?|comments?|response|word from .+|evidence|proof|details|numbers|figures|estimates?"
    r"|witnesses|damage|charges|convictions|consequences)\b.*)$"
)
# Commands that people do not give each other in a thread.
_EXPLICIT_COMMAND_PATTERN = re.compile(r"^(?:explain|summari[sz]e|recap|define) \w")
_POSSESSIVE_PATTERN = re.compile(r"\b(?:my|your|our|yourself|myself)\b")
# In "What do we know", "we" is everybody.
_GENERIC_WE_PATTERN = re.compile(r"\b(?:do|did|should|can) we (?:already |really )?(?:know|expect)\b")
_OTHER_LANGUAGES = ("de", "fr", "es", "it", "pt", "nl", "sv", "no", "da", "pl")
_OTHER_PREPOSITIONS = frozenset(
    {
        "in", "im", "an", "am", "auf", "aus", "bei", "für", "mit", "nach", "seit", "bis", "um",
        "von", "vor", "zu", "à", "au", "de", "en", "pour", "par", "depuis", "a", "con", "por",
        "para", "desde", "hasta", "di", "da", "per", "su", "voor", "op", "met", "van", "i", "på",
        "til", "fra", "med",
    }
)  # fmt: skip
# Questions without a question mark, as people type them: "is Jackson dead", "did the hotel say anything".
_UNMARKED_YES_NO_PATTERN = re.compile(
    r"^(?:is|are|was|were|did|does|do|has|have|will)(?:n't)? "
    r"(?:the|a|an|any|there|anyone|anybody|[A-ZÄÖÜ])[\w'-]*(?: \S+)+$",
)
_UNMARKED_ELLIPSIS_PATTERN = re.compile(
    r"^(?:what|how) (?:about|abuot|abt) (?!that\b|this\b|it\b)(?:the )?\S+(?: \S+){0,3}$"
)


def is_addressed_to_bot(text: str) -> bool:
    """Whether a message in a thread asks the bot for something.

    Args:
        text: as Slack delivers it: <@U..> mentions, <https://..> links, :emoji:. The caller removes a mention of
            the bot first; messages with one are always answered.

    Returns:
        False for thanks, jokes, talk between people, bare links and empty messages.
    """
    raw_text = text[:MAX_MESSAGE_LENGTH]
    if _ADDRESSED_TO_PERSON_PATTERN.search(raw_text):
        return False
    normalized_text = acronyms.fold(_NON_TEXT_PATTERN.sub(" ", raw_text)).lower().replace("’", "'")
    if _is_unmarked_yes_no_question(raw_text):
        return True
    return any(
        _is_sentence_addressed(sentence) or _is_last_clause_question(sentence)
        for sentence in _SENTENCE_PATTERN.findall(normalized_text)
    )


# ---- private


def _is_unmarked_yes_no_question(text: str) -> bool:
    trimmed_text = " ".join(text.split()).strip(" .!")
    first_word, _, rest = trimmed_text.partition(" ")
    lowercase_text = trimmed_text.lower()
    return (
        bool(_UNMARKED_YES_NO_PATTERN.match(f"{first_word.lower()} {rest}"))
        and len(trimmed_text.split()) <= MAX_UNMARKED_QUESTION_WORDS
        and not _is_conversation(acronyms.fold(lowercase_text))
    )


def _is_sentence_addressed(sentence: str) -> bool:
    has_question_mark = sentence.rstrip().endswith("?")
    trimmed_text = " ".join(sentence.strip(" \t\n.!?;,\"'“”()*_~…").split())
    if not any(character.isalnum() for character in trimmed_text):
        return False
    if _ELLIPTICAL_QUESTION_PATTERN.match(trimmed_text) and has_question_mark:
        return not _is_conversation(trimmed_text)
    core_text = _INTERJECTION_PATTERN.sub("", trimmed_text)
    if _POLITE_REQUEST_PATTERN.match(core_text):
        return not _OFFICE_TALK_PATTERN.search(core_text)
    if indirect_match := _INDIRECT_QUESTION_PATTERN.match(core_text):
        return _is_indirect_question(core_text[indirect_match.end() :])
    return _is_direct_question_or_request(
        _GENERIC_WE_PATTERN.sub("is known", core_text), has_question_mark=has_question_mark
    )


def _is_indirect_question(clause: str) -> bool:
    """Whether "can you tell me" is followed by an indirect question or a request."""
    return not _is_conversation(clause) and (
        _is_question(clause, has_question_mark=True) or bool(_REQUEST_PATTERN.match(clause))
    )


def _is_direct_question_or_request(text: str, *, has_question_mark: bool) -> bool:
    if (
        _EXPLICIT_COMMAND_PATTERN.match(text)
        and not _OFFICE_TALK_PATTERN.search(text)
        and not _POSSESSIVE_PATTERN.search(text)
    ):
        return True
    return not _is_conversation(text) and (
        bool(_REQUEST_PATTERN.match(text)) or _is_question(text, has_question_mark=has_question_mark)
    )


def _is_last_clause_question(sentence: str) -> bool:
    """Whether the clause after the last comma is a question, as in "I don't get it, why did they sell?"."""
    main_clause, comma, last_clause = sentence.rpartition(",")
    return (
        bool(comma)
        and last_clause.rstrip().endswith("?")
        and len(last_clause.split()) >= MIN_LAST_CLAUSE_WORDS
        and not _POSSESSIVE_PATTERN.search(main_clause)
        and not _PERSONAL_PRONOUN_PATTERN.search(last_clause)
        and bool(_QUESTION_WORD_PATTERN.match(last_clause.strip()))
        and _is_sentence_addressed(last_clause)
    )


def _is_conversation(text: str) -> bool:
    return bool(
        _PERSONAL_PRONOUN_PATTERN.search(text)
        or _OFFICE_TALK_PATTERN.search(text)
        or _FIRST_PERSON_QUESTION_PATTERN.match(text)
        or _EXCLAMATION_PATTERN.match(text)
        or _RHETORICAL_QUESTION_PATTERN.search(text)
    )


def _is_question(text: str, *, has_question_mark: bool) -> bool:
    if _UNMARKED_ELLIPSIS_PATTERN.match(text):
        return True
    if _QUESTION_WORD_PATTERN.match(text):
        if _SUBORDINATE_CLAUSE_PATTERN.match(text) and not has_question_mark:
            return False
        return (
            has_question_mark
            or text in {"why", "when", "where", "who"}
            or (
                bool(_QUESTION_WORD_AND_VERB_PATTERN.match(text))
                and len(text.split()) <= MAX_UNMARKED_QUESTION_WORDS
            )
        )
    return has_question_mark and bool(
        _AUXILIARY_VERB_PATTERN.match(text)
        or _ELLIPTICAL_QUESTION_PATTERN.match(text)
        or _starts_with_other_question_word(text)
    )


def _starts_with_other_question_word(text: str) -> bool:
    words = text.split()
    starts = {" ".join(words[:2])}
    if len(words) > 1 and words[0] in _OTHER_PREPOSITIONS:
        starts.add(" ".join(words[1:3]))
    return any(
        question_types.starts_with_question_word(start, language)
        for start in starts
        for language in _OTHER_LANGUAGES
    )
