"""What shows that somebody tells of a fraud, whatever its story: how they speak of it, and what became of them.

People seldom say "scam". They put the "officer" in quotation marks, say that he is still on the line, that they read
out a code, that nobody there has heard of him; or else that it was genuine after all. Only what a person tells is read
so: a message that asks for a code has none of it.
"""

from __future__ import annotations

from tocsin.records import Genre
from tocsin.understanding.lazily import lazily

GENUINE = "told-genuine"
_ROLES = (
    r"(?:officer|police|policeman|inspector|court|judge|broker|manager|director|boss|bank|team|department|support|helpdesk|engineer|courier|fraud|adviser|advisor|consultant|coach|sheriff|agent|soldier|"
    r"general|doctor|nurse|office|payments?|technician|professor|surveyor|roofer|builder|security|refund|account|desk|sergeant|detective|constable|buyer|landlord|seller|lady|girl|man|son|daughter|nephew|grandson|"
    r"prince|ceo|hr|bailiff|protection|visa|login|solicitor|lawyer|company|firm|bond|investment|expert|customs|council|charity|driver|plumber|trader|supplier|colleague|friend|winner|prize|job|trainer|mentor)s?"
)
_TELLING = lazily(
    rf"(?P<so_called>(?:\"|(?<![a-z0-9])')(?:[a-z]+ ){{0,3}}{_ROLES}(?: [a-z]+){{0,3}}[,.]?(?:\"|'(?![a-z0-9]))|\b(?:so called|supposed|self styled) (?:\w+ )?{_ROLES}\b)"
    r"|(?P<quoted>\"[^\"\n]{2,80}\")"
    r"|\b(?P<there_now>right now|this minute|this very (?:second|minute)|as i (?:write|type|speak)|(?:as|while) (?:he|she) speaks|still (?:on the (?:phone|line)|messaging|texting|ringing|wanting|talking)|"
    r"on (?:the|his|her|my|our) (?:other )?(?:line|handset|phone)\b(?! (?:call|number|bill))|in (?:my|his|her|our) (?:ear|computer|laptop|house|account) (?:right )?now|(?:is|hes|shes|theyre) (?:still )?(?:in|on) (?:my|his|her|our) (?:computer|laptop|screen)|in (?:my|his|her) ear|holding on|on speaker)\b"
    r"|\b(?P<handed_over>(?:read|gave|given|put|typed|entered|sent|filled|handed|provided|texted|keyed)\b[^.!?\n]{0,50}\b(?:codes?|passcodes?|pin|passwords?|card|cards|sort code|bank details|passport|ni number|driving licence|maiden name|selfie|three on the back))\b"
    r"|\b(?P<directed>(?:asked|asking|asks|told|telling|tells|wanted|wants|got|persuaded|pressing|pressed|convinced|made|begged|instructed) (?:me|us|him|her|them|mum|dad|nan|gran|(?:my|our|his|her) \w+) (?:for (?:£|money|a loan|cash)|(?:to )?(?:buy|withdraw|take out|draw out|get out|"
    r"move|transfer|download|install|read out|send (?:them |him |her |it |the |some |another )?(?:£|money|codes?|cash|pictures?|photos?)|scan|pay|open (?:my|his|her|the) (?:computer|laptop|bank\w*)|keep it (?:secret|quiet)|log (?:in|on)|press|click|hand over|give (?:him|her|them)))|(?:must not|not to) tell (?:anyone|anybody|a soul|my|the bank))\b"
    r"|\b(?P<hard_to_undo>(?:gift|apple|steam|itunes|google play|amazon) (?:cards?|vouchers?)|vouchers|bitcoins?|crypto\w*|cash in an envelope|friends (?:and|n) family|western union|telegram|whatsapp)\b"
    r"|\b(?P<lost>(?:paid|sent|transferred|lost|withdrew|put in|topped up|bought|took|loss)\b[^.!?\n]{0,40}£ ?\d[\d,.]*|£ ?[\d,]+[^.!?\n]{0,30}\b(?:sent|left|transfer\w*|gone|lost|of vouchers|taken|loss|paid))\b"
    r"|\b(?P<found_out>never heard of (?:him|her|them|me|it|us)|no such|nobody (?:at|there|in) [^.!?\n]{0,30}(?:knows|sent|called|rang|heard)|(?:doesnt|does not|dont|didnt) exist|blocked (?:me|us|him|her)|stopped (?:answering|picking up|replying)|(?:isnt|arent|wasnt) (?:ours|theirs|real|genuine)|"
    r"should have known|silly me|i feel (?:so |such )?(?:a )?(?:stupid|sick|ashamed|foolish|fool)|ashamed|conned|scam|scammed|con man|defrauded|kicking myself|(?:money|all|savings|deposit|its|everything) (?:is |was |has |had |have )?(?:all )?(?:gone|vanished|disappeared|emptied))\b"
    r"|\b(?P<no_loss>no (?:money|loss|payment)|not paid|£0|nothing (?:paid|lost|sent|pressed)|(?<!if )(?<!if he )(?<!if she )(?<!if they )(?<!if i )(?<!if we )(?:hasnt|havent|didnt|has not|did not) (?:paid|pay|press|click|ring|answer))\b"
    r"|\b(?P<genuine>(?<!not )(?<!wasnt )(?<!isnt )genuine(?![ -]looking)|it was (?:him|her|them|real|only|just)|its (?:only|just|real|right|theirs|the real)|(?:turned|turns) out (?:to be |it was |it is |its )?(?:\w+ )?(?:genuine|real|right|true|fine|ours|his|hers|him|her|nothing)|right enough|is ours|one of ours|all it was|checked|on the register|no charge|nothing to pay|not asked|nobody asked|no fee|in (?:her|my|his|our) app|"
    r"inside (?:the|my) (?:\w+ )?(?:app|account)|off the website|own (?:site|website)|(?:i|she|he|we)d (?:signed|asked|booked|ordered))\b"
)


def tellings(text: str, genre: Genre) -> list[tuple[str, int, int]]:
    """Name, start and end of what shows it in a normalised text, of each name the first."""
    found: dict[str, tuple[str, int, int]] = {}
    for match in _TELLING().finditer(text):
        name = f"told-{match.lastgroup}".replace("_", "-")
        if name != GENUINE or genre == "account":  # a message may say of itself what it likes
            found.setdefault(name, (name, match.start(), match.end()))
    return list(found.values())
