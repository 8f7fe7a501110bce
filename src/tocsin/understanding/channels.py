"""How a scam reaches people, as a warning tells it: by call, text, e-mail, letter, social media, web page or at the door.

Words of a channel also stand where the reader is told how to report, so only sentences that tell of the scam count.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from tocsin.understanding.sentences import Sentence, holds

_I = re.IGNORECASE
_WAYS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "call",
        re.compile(
            r"\b(?:(?:phone|telephone|cold|scam|hoax|bogus|fake|recorded|automated|computer|nuisance|unsolicited|unexpected)[ -]?calls?\b(?! (?:on|at) (?:people|homes|houses|the door|doors|householders|residents|properties))|"
            r"cold[ -]call\w*\b(?! (?:on|at) (?:people|homes|houses|the door|doors|householders|residents|properties))|"
            r"phone scams?|(?:put the phone down|hang up)|voicemails?|recorded message|rang\b(?! (?:my|our|his|her|their|the|him|back|us|the)\b)|was rung|were rung|been rung|rung by|(?:phone )?rings\b(?!-)|phoned(?! (?:my|our|the (?:police|bank)|us)\b)|phoning|telephoned|"
            r"rang (?:(?:his|her|their|the) )?(?:victims?|home|house|landline|mobile|elderly|resident)|(?:receiv\w+|get|got|had|having|of|reports of|run of) (?:\w+ ){0,3}calls?\b(?! (?:about|regarding|concerning|reporting|to us|from (?:worried|concerned)))|"
            r"calls? (?:from(?! (?:the public|residents|people|worried|concerned|members))|saying|that|claiming|to tell|you|people|victims|householders|residents|the victim|them)|call(?:ing|ed) (?:the |potential )?(?:victims?|people|residents|householders|from|you)|"
            r"(?:vulnerable people|victims?|residents?|was|were|are|been|being|is) (?:\w+ )?(?:called(?! (?:\w+ ){0,2}(?:scam|fraud|(?-i:['\"A-Z])))|rung|phoned|telephoned)\b|(?:over|on) the (?:tele)?phone|phone numbers? to target|caller id|vishing|the calls\b|on the phone|calls? (?:are|were|have)|(?:had|had a|has|a) (?:\w+ )?calls? (?:in|on|last|this|about)|rung (?:up )?by|ring(?:ing)? (?:people|residents|victims|them|customers)|picks? up the phone)",
            _I,
        ),
    ),
    (
        "sms",
        re.compile(
            r"\b(?:(?:scam|fake|bogus|phishing|unsolicited|spoof\w*|random) (?:text|sms)s?\b(?: messages?)?|(?:text|sms)(?: message)? (?:scams?|frauds?|cons?)|texts? (?:pretending|claiming|saying|purporting|offering|about|that|to settle)|text messages?|smishing|sms|"
            r"(?:sent|receiv\w+|getting|get|got) (?:\w+ ){0,2}texts?\b|texts? and (?:e-?mails?|voicemails?)|(?:e-?mails?|calls?|callers),? (?:and|or),? (?:sometimes )?texts?|by text|texted|\btext from a|(?:a|the|this|these|those|such|of|any|via|in|another|their|fake|first|following) (?:\w+ ){0,2}texts?(?= (?:says?|said|claim|ask|warn|tell|told|contain|look|appear|pretend|threaten|with|and|from|which|arriv|came|has|have|is|are|was|were)|[.,;:?]|$))\b",
            _I,
        ),
    ),
    (
        "email",
        re.compile(
            r"\b(?:(?:scam|fake|bogus|phishing|unsolicited|spoof\w*|fraudulent|suspicious) e-?mails?|e-?mail (?:scams?|frauds?|cons?)|phishing (?:e-?mails?|attack)|e-?mail phishing|e-?mails? (?:about|pretending|claiming|saying|purporting|that|from (?:fraud|scam|the|some))|"
            r"(?:sent|receiv\w+|getting|get|got) (?:\w+ ){0,2}e-?mails?|by e-?mail\b|e-?mailed|(?:a|an|the|this|these|those|such|same|of|any|following|another|their) (?:[\w-]+ ){0,2}e-?mails?(?! (?:address|account|provider|inbox|reporting|service|system|password|security)))\b",
            _I,
        ),
    ),
    ("letter", re.compile(r"\b(?:scam mail|(?:scam|fake|bogus|such fake|forged) letters?(?! from the home office)|letters? (?:claiming|saying|purporting|from|that|which|in the post)|(?<!come )(?<!only )(?<!always )(?<!sent )by post\b|in the mail|mail customers|through the (?:letterbox|post))\b", _I)),
    (
        "social",
        re.compile(
            r"\b(?:social media|facebook|instagram|whatsapp|telegram|snapchat|tiktok|tinder|dating (?:site|app|website)s?|marketplace|facebook messenger|online group|group chats?)\b", _I
        ),
    ),
    (
        "web",
        re.compile(
            r"\b(?:pop-?ups?|pop-up (?:message|notification|warning)s?|(?:fake|bogus|copycat|cloned|phony|official-looking|fraudulent|scam|realistic-looking|investment)\W+(?:\w+\W+)?(?:web ?sites?|sites?|apps?|domains?|web ?pages?)|"
            r"fake mobile apps|(?:web ?sites?|pages?) (?:that |which )?(?:looks?|looked|appears?|seems?) (?:like|official|real|genuine|convincing|just like|almost)|(?:copy|copies|clone|imitation) of (?:a|the|its|their) (?:\w+ ){0,2}(?:page|site|website)|online (?:investment|trading|shopping|dating|ticket|holiday) (?:scam|fraud|platform|site)s?|copy of the \w+ site|online adverts?|online advertis\w+|QR codes?|pose as a website|dating sites?|(?:opens?|fill(?:s|ed)? in|complete[sd]?|enter(?:s|ed)? \w+ (?:\w+ )?(?:on|into|in)) (?:a|an|the) (?:online |web )?form|(?:job|property|rental|comparison|classified|selling|letting|auction|booking|travel|holiday|hotel|shopping) sites?|adverts? (?:for|online|on (?:the |a )?(?:internet|web|google|site))|search results?|in-app)\b",
            _I,
        ),
    ),
    (
        "in-person",
        re.compile(
            r"\b(?:doorsteps?|call(?:s|ed|ing)?['\"]? on (?:people|households?|residents|homes)|(?:calls?|called) at (?:your|their|the) (?:door|house|home)|door[ -]to[ -]door|(?:at|knock\w* (?:on|at)) (?:the|your|their|her|his) (?:front )?doors?|rogue traders?|distraction burglar\w*|bogus (?:callers|workmen|officials)|(?<!no )couriers? (?:\w+ ){0,2}(?:collect\w*|pick\w*|calls?|called|came|comes|coming|will come|went|to (?:collect|pick|take|fetch)|would|was sent|is sent|then|who|and)\b|(?:sen[dt]s?|sending|by|to|with|via|for|hand\w* \w+ (?:\w+ )?to|a|the) (?:a |the |\"|')?couriers?(?! (?:fraud|fee|firm|compan|service|from|site|text|message|deliver|has|says|said)|'s| or )|"
            r"call(?:s|ed|ing)? at (?:\w+ ){0,3}(?:houses?|homes?|flats?|properties|addresses|bungalows?)|(?:came|comes|called|turn(?:s|ed)? up) (?:round )?(?:to|at) (?:the|her|his|their) (?:\w+ )?(?:house|home|flat|bungalow|address)|knock(?:s|ed|ing)? (?:on|at) (?:\w+ )?doors?|"
            r"(?:collects?|collected|pick(?:s|ed)? up) (?:the )?(?:cash|cards?|money|package|envelope)|(?:came|went|turned up|called) (?:to|at) (?:her|his|their|the victim's|the) (?:house|home|door)|went to the victim's home|parking machines|ticket machines|pay and display)\b",
            _I,
        ),
    ),
)  # fmt: skip
# A sentence without any of these letters cannot hold the words of the channel: cheaper than its pattern.
_STEMS: dict[str, tuple[str, ...]] = {
    "call": ("call", "phon", "voicemail", "recorded", "rang", "rung", "ring", "hang up", "vishing"),
    "sms": ("text", "sms", "smishing"),
    "email": ("mail", "phishing"),
    "letter": ("mail", "letter", "post"),
    "social": (
        "social",
        "facebook",
        "instagram",
        "whatsapp",
        "tele",
        "snapchat",
        "tiktok",
        "tinder",
        "dating",
        "market",
        "group",
    ),
    "web": ("pop", "site", "app", "domain", "page", "online", "qr", "advert", "form", "search"),
    "in-person": (
        "door",
        "rogue",
        "burglar",
        "bogus",
        "courier",
        "collect",
        "pick",
        "home",
        "house",
        "machine",
        "pay and",
        "knock",
    ),
}
_TELLS_HOW_TO_REPORT = re.compile(
    r"\b(?:report (?:it|this|the|them|to|suspicious|any)|forward (?:\w+ ){0,3}(?:texts?|e-?mails?)|contact us|for (?:more|further) information|talk to us|text us|call us|visit|"
    r"action fraud|livechat|website at|facebook post|posted on facebook|the police asked|in a facebook post)\b",
    _I,
)
_TO_THE_READER = re.compile(
    r"^\W*(?:never|do not|don't|please|always|if you|be |beware|remember|treat|hang up|ignore|delete|get |check|use |ask |note |talk |your |you )|\b(?:should|may also|may be asked|can be spoofed)\b",
    _I,
)


_ANY_STEM = tuple(dict.fromkeys(stem for stems in _STEMS.values() for stem in stems))

# These words mean the channel unless the text explains them otherwise: callers at the door, phishing by text.
_WEAK: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...] = (
    (
        "call",
        re.compile(r"\bcallers?\b(?! id\b)", _I),
        re.compile(
            r"\bdoorsteps?\b|\bat (?:the|your|their) doors?\b|\brogue traders?\b|\bdistraction burglar|\bcalled at (?:\w+ ){0,2}(?:house|home|bungalow|propert)|\bknock(?:ed|ing|s) (?:on|at)|\b(?:front|back) door\b",
            _I,
        ),
    ),
    ("email", re.compile(r"\bphishing\b", _I), re.compile(r"\btext messages?\b|\bsmishing\b|\bsms\b", _I)),
)
# A site where a link leads is a way of theirs; one that a caller sends somebody to belongs to the call.
_SITE = re.compile(
    r"(?<!our )(?<!own )(?<!council's )(?<!official )(?<!real )(?<!genuine )(?<!police )(?<!force )(?<!council )(?<!usual )\bweb ?sites?\b(?! at\b)|\bweb ?pages?\b|\blands? on an?\b",
    _I,
)
_ONLINE = re.compile(r"\bticket (?:fraud|scams?)\b", _I)


# "emails, phone calls and texts": in a list of ways, each is one
_LISTED = re.compile(
    r"\b(?:(?P<first>e-?mails?|(?:phone |telephone )?calls?|texts?(?: messages?)?|letters?|social media(?: messages| posts)?|websites?|the post|phone|telephone|post)"
    r"(?:,? (?:and|or) |, | / |/)(?:(?:by|via|in|through|on|over|fake|scam|bogus|the) ){0,2}){1,5}"
    r"(?:e-?mails?|(?:phone |telephone )?calls?|texts?(?: messages?)?|letters?|social media(?: messages| posts)?|websites?|phone|telephone|post)\b",
    _I,
)
_LISTED_WORDS = ("mail", "call", "phone", "text", "letter", "social media", "website", "post")
_LISTED_CHANNELS = (
    ("call", re.compile(r"call|phone", _I)),
    ("sms", re.compile(r"text", _I)),
    ("email", re.compile(r"e-?mail", _I)),
    ("letter", re.compile(r"letter|post\b", _I)),
    ("social", re.compile(r"social", _I)),
    ("web", re.compile(r"website", _I)),
)


# "The text says you owe £11 and must pay by tomorrow": what it tells the reader to do is no advice of ours.
_TELLS = re.compile(
    r"\b(?:texts?|messages?|e-?mails?|letters?|callers?|scammers?|fraudsters?|criminals?|they|he|she|voice|recordings?)\s+(?:then |also |often |usually )?"
    r"(?:says?|said|claims?|claimed|asks?|asked|tells?|told|threatens?|threatened|demands?|demanded|pretends?|pretended|warns?|contains?)\b",
    _I,
)
_CODE_BY = re.compile(
    r"\b(?:pass)?codes?\b[^.;,]{0,60}?\b(?:by|via|in an?|as an?|through) (?:text|sms|e-?mail)(?: message)?\b|\b(?:text|sms|e-?mail)(?:ed)? (?:message )?(?:with|containing) (?:a|the) (?:[\w-]+ )?codes?\b",
    _I,
)


def find_channels(sentences: Sequence[Sentence], advising: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """The channels by which the scam reaches people, the most told of first.

    ``advising``: the stretches that advise or state a rule; a channel named only there ("treat calls and emails with
    suspicion") is general caution, and counts only when nothing else is named.
    """
    told: dict[str, int] = {}
    cautioned: dict[str, int] = {}
    weak: dict[str, int] = {}
    sited = 0
    covered: set[int] = set()  # where the sentences begin that advise
    for start, end in advising:
        first = max(0, bisect_right(sentences, start, key=lambda each: each.start) - 1)
        for sentence in sentences[first:]:
            if sentence.start >= end:
                break
            if start < sentence.end:
                covered.add(sentence.start)
    for sentence in sentences:
        text = sentence.text
        small = sentence.small
        if "code" in small:  # "the code that arrives by text message" tells not how they were reached
            text = _CODE_BY.sub(lambda match: " " * len(match[0]), text)
        if not holds(small, _ANY_STEM) or _TELLS_HOW_TO_REPORT.search(text):
            continue
        advises = sentence.start in covered and not _TELLS.search(text)
        where = cautioned if advises or _TO_THE_READER.search(text) else told
        for channel, pattern in _WAYS:
            if not holds(small, _STEMS[channel]):
                continue
            count = sum(1 for _ in pattern.finditer(text))
            if count:
                where[channel] = where.get(channel, 0) + count
        if where is told and ("web" in small or "land" in small):
            sited += sum(1 for _ in _SITE.finditer(text))
        if where is told and sum(word in small for word in _LISTED_WORDS) > 1:
            for listed in _LISTED.finditer(text):
                for channel, word in _LISTED_CHANNELS:
                    if word.search(listed[0]):
                        where[channel] = where.get(channel, 0) + 1
        for channel, pattern, _ in _WEAK:
            count = (
                sum(1 for _ in pattern.finditer(text))
                if where is told and ("phishing" in small or "caller" in small)
                else 0
            )
            if count:
                weak[channel] = weak.get(channel, 0) + count
    for channel, _, otherwise in _WEAK:
        if channel in weak and not any(otherwise.search(sentence.text) for sentence in sentences):
            told[channel] = told.get(channel, 0) + weak[channel]
    if "web" not in told and sited and ("call" not in told or "sms" in told or "email" in told):
        told["web"] = sited
    if not told and any(_ONLINE.search(sentence.text) for sentence in sentences):
        told["web"] = 1
    ranked = told or cautioned
    return tuple(sorted(ranked, key=lambda channel: -ranked[channel]))
