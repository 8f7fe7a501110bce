"""The nouns of Tocsin, one meaning each. Frozen, no I/O, standard library only: read this first.

Every room takes and gives these. Times are aware and in UTC and end in ``_at``; days end in ``_on``;
offsets (``start``, ``end``) count characters of the text *as it was given*, end exclusive.
Money is whole minor units (pence) beside an ISO 4217 code. Identifiers of scams, tactics and organisations
are the slugs of ``knowledge/``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from .lazy_dataclass import dataclass


Channel = Literal["call", "sms", "email", "letter", "social", "web", "in-person", "webhook"]
Level = Literal["scam", "suspicious", "no-signs", "too-little", "genuine-alert", "altered-alert"]
Stage = Literal["approached", "engaged", "shared_details", "gave_access", "paid"]
Urgency = Literal["now", "today", "none"]
Modality = Literal["never", "only-if", "always"]
Genre = Literal["message", "account", "warning", "other"]
"""What kind of text this is: a *message* somebody received, a person's *account* of what happened to them,
a *warning* about scams (or news, or training) addressed to everybody, or something *other*."""
Stance = Literal["asked", "denied", "advised"]
"""Who wants what a span tells of: *asked* of the reader (or, in an account, of the teller) by the other side;
*denied* ("we will never ask you for your PIN"); *advised* against or warned of ("never share this code")."""
MentionKind = Literal[
    "phone", "link", "email", "money", "count", "date", "place", "organisation", "account", "card",
    "postcode", "person", "tactic", "rule", "advice",
]  # fmt: skip
LossBasis = Literal["per_victim", "total"]
Qualifier = Literal["exact", "about", "over", "up_to", "from", "almost", "nearly", "at_least"]
AlertStatus = Literal[
    "draft", "submitted", "approved", "returned", "rejected", "published", "updated", "withdrawn", "expired"
]
PublicationKind = Literal["Alert", "Update", "Cancel"]
DeliveryStatus = Literal["waiting", "claimed", "sent", "failed", "dropped"]
ReportStatus = Literal["new", "accepted", "set-aside"]
Role = Literal["officer", "admin"]
AreaKind = Literal["place", "county", "nation", "places"]
Pace = Literal["now", "daily", "weekly"]
"""How often somebody hears: of each alert, or of a day's or a week's alerts in one message."""

CHANNELS: tuple[str, ...] = get_args(Channel)
STAGES: tuple[Stage, ...] = get_args(Stage)  # in order: the later one is the further gone
STATUSES: tuple[str, ...] = get_args(AlertStatus)


# --- what a text holds -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text as given: ``text == given[start:end]``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Mention:
    """One span read out of a text.

    ``value`` is the normalised form (a phone as +44…, money as pounds, a place's id, an organisation's id,
    a tactic's id); ``found_by`` names the reader or sign that found it; ``role`` says what it is there for
    (organisation: impersonated, publisher, contact, genuine; money: loss, fee, other; tactic: its Stance).
    """

    kind: MentionKind
    text: str
    start: int
    end: int
    value: str
    found_by: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Loss:
    """Money that somebody lost, not a fee asked for. ``amount_minor`` in pence."""

    amount_minor: int
    currency: str
    basis: LossBasis
    qualifier: Qualifier = "exact"


@dataclass(frozen=True, slots=True)
class Repair:
    """An encoding fault that was mended before reading: what stood there and what it was read as."""

    kind: str
    start: int
    end: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why: a sign, whether it held, and the spans of the given text that show it."""

    sign: str
    held: bool
    why: str
    spans: tuple[Span, ...] = ()
    tactic: str | None = None


@dataclass(frozen=True, slots=True)
class ScamMatch:
    """How far one entry of knowledge fits a text: its ``when`` held or not, and the evidence behind that.

    ``strength`` is 0–1: the share of the entry's weighted signs that held (ranking, not a probability).
    """

    scam: str
    held: bool
    strength: float
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Understanding:
    """All that was read out of one text."""

    text: str
    genre: Genre = "other"
    mentions: tuple[Mention, ...] = ()
    tactics: tuple[str, ...] = ()  # asked or done by the other side, first seen first; never the denied ones
    claimed: tuple[str, ...] = ()  # organisations somebody claims to be
    channels: tuple[str, ...] = ()
    matches: tuple[ScamMatch, ...] = ()  # strongest first
    stage: Stage | None = None  # the furthest
    on_call: bool = False
    urgency: Urgency = "none"
    losses: tuple[Loss, ...] = ()
    places: tuple[str, ...] = ()  # names, as the gazetteer writes them
    repairs: tuple[Repair, ...] = ()
    not_read: tuple[str, ...] = ()  # sentences: what was left out and why
    # Normalised words said to the reader, in order (speaker labels and the callee's own words left out), and where each
    # stands in the text as given. In a call these grow in place with every turn: they are never copied.
    words: Sequence[str] = ()
    word_spans: Sequence[tuple[int, int]] = ()
    # The same of what the callee says, where it is known who speaks.
    callee_words: Sequence[str] = ()
    callee_word_spans: Sequence[tuple[int, int]] = ()

    @property
    def scam(self) -> str | None:
        """The entry of knowledge this tells of, when one held."""
        return next((match.scam for match in self.matches if match.held), None)


# --- knowledge ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a piece of knowledge comes from. ``seen_on`` is the day somebody read it there."""

    title: str
    url: str
    seen_on: date | None = None


@dataclass(frozen=True, slots=True)
class Tactic:
    """One thing a fraudster does or asks for. ``f3`` are MITRE F3 technique ids, where it has an entry."""

    id: str
    name: str
    says: str  # one plain sentence to the reader: "They want to control your computer."
    kind: Literal["ask", "pressure", "pretext", "lure", "means"]
    weight: float
    f3: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sign:
    """Wording that gives a scam away; ``why`` is said to the person it frightened."""

    id: str
    why: str
    phrases: tuple[str, ...]
    tactic: str | None = None
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Example:
    """A text that must match (or, as a near miss, must not) its entry of knowledge."""

    text: str
    channel: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class CategoryCode:
    """This scam in somebody else's list, as that list's ``edition`` has it."""

    scheme: str
    edition: str
    code: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Scam:
    """A modus operandi with its signs, examples, near misses, advice and references."""

    id: str
    name: str
    summary: str
    nations: tuple[str, ...]
    channels: tuple[str, ...]
    impersonates: tuple[str, ...]  # organisation ids, or kinds written "kind:bank"
    tactics: tuple[str, ...]
    signs: tuple[Sign, ...]
    when: Mapping[str, Any]  # the tree: {"all"|"any"|"some": […]} over {"sign"|"tactic"|"claims": id}
    spot: tuple[str, ...]  # how to spot it: sentences for an alert
    advice: Mapping[str, tuple[str, ...]]  # by stage, plus "on_call"
    examples: tuple[Example, ...]
    near_misses: tuple[Example, ...]
    references: tuple[Reference, ...]
    codes: tuple[CategoryCode, ...] = ()
    also_called: tuple[str, ...] = ()
    f3: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConductRule:
    """What an organisation says it never does (or does only if). Unverified rules are worded as general advice."""

    id: str
    organisation: str
    modality: Modality
    act: str  # completes "Microsoft will never …" / "IMEX will only …"
    broken_by: tuple[str, ...]  # tactic ids: the rule is broken when its organisation is claimed and one is asked
    channels: tuple[str, ...]
    source: Reference
    verified: bool
    exception: str = ""


@dataclass(frozen=True, slots=True)
class ContactRoute:
    """A way to reach somebody that the caller did not supply; dated, by nation (``gb-eng gb-wls gb-sct gb-nir``)."""

    id: str
    organisation: str
    name: str
    kind: Literal["phone", "sms", "web", "email", "relay"]
    value: str
    use: str  # what for, in plain words
    purposes: tuple[
        str, ...
    ]  # report, bank, emergency, non-emergency, confirm, advice, support, crisis, forward-text, forward-email
    nations: tuple[str, ...]
    verified: bool
    source: Reference
    valid_from: date | None = None
    valid_to: date | None = None
    replaced_by: str | None = None


@dataclass(frozen=True, slots=True)
class Organisation:
    """Somebody who gets impersonated, warns, or helps."""

    id: str
    name: str
    kind: str
    names: tuple[str, ...]  # how people write it, the name itself included
    nations: tuple[str, ...]
    domains: tuple[str, ...] = ()  # registrable or narrower names that are truly theirs
    rules: tuple[ConductRule, ...] = ()
    routes: tuple[ContactRoute, ...] = ()
    generic: bool = False  # stands for every organisation of its kind ("your bank", "the police")


@dataclass(frozen=True, slots=True)
class Place:
    """A town or village of the gazetteer. Degrees WGS 84."""

    id: str
    name: str
    county: str
    nation: str
    latitude: float
    longitude: float
    population: int
    force: str = ""  # organisation-like name of the police force, "" where not known
    authority: str = ""


# --- what comes in -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SignedBy:
    """Whose key signed a document: the certificate's name and its SHA-256 in hexadecimal.

    The signature fits the document; whether that certificate is to be trusted is another question.
    """

    name: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Document:
    """A text from outside with what its container says of it, before anybody understood it.

    ``identifier`` is the publisher's own (a CAP ``sender,identifier,sent``, a feed entry's id); ``replaces`` and
    ``withdraws`` are those of earlier documents that this one updates or takes back.
    """

    name: str
    text: str
    media_type: str = "text/plain"
    title: str | None = None
    publisher: str | None = None
    area: str | None = None
    url: str | None = None
    published_at: str | None = None  # ISO date or date-time, as precisely as the container says
    not_read: tuple[str, ...] = ()
    identifier: str | None = None
    replaces: tuple[str, ...] = ()
    withdraws: tuple[str, ...] = ()
    signed_by: SignedBy | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact that an advisory gives. ``stale`` when it no longer leads there; then ``replaced_by`` says what does."""

    name: str
    value: str | None
    stale: bool = False
    replaced_by: str | None = None


@dataclass(frozen=True, slots=True)
class StatedRule:
    """A conduct rule as an advisory states it."""

    organisation: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Period:
    """When the reports counted were made. Days are None where the text cannot be anchored to a date."""

    from_on: date | None
    to_on: date | None
    text: str


@dataclass(frozen=True, slots=True)
class Advisory:
    """An official warning somebody published, and every fact read out of it."""

    file: str
    text: str
    is_advisory: bool
    title: str | None = None
    publisher: str | None = None
    publisher_area: str | None = None
    published: str | None = None  # ISO date or date-time
    scam: str | None = None
    channels: tuple[str, ...] = ()
    claimed: tuple[str, ...] = ()
    tactics: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    report_count: int | None = None
    report_period: Period | None = None
    lost_money_count: int | None = None
    losses: tuple[Loss, ...] = ()
    advice: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()
    rules: tuple[StatedRule, ...] = ()
    repairs: tuple[Repair, ...] = ()
    mentions: tuple[Mention, ...] = ()
    not_read: tuple[str, ...] = ()
    url: str | None = None
    id: str = ""  # the store's, once kept
    stored_at: datetime | None = None
    identifier: str | None = None  # this and the next three as in Document
    replaces: tuple[str, ...] = ()
    withdraws: tuple[str, ...] = ()
    signed_by: SignedBy | None = None
    taken_back_at: datetime | None = None  # its publisher withdrew or replaced it
    starts_at: int = 0  # where its text begins in the document, when it is one item of a newsletter

    @property
    def published_on(self) -> date | None:
        """The day it was published; None where that is not known."""
        try:
            return date.fromisoformat((self.published or "")[:10])
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Report:
    """What a person told us happened.

    ``redacted`` is what analysts see; the words as given are sealed by the store and opened only with a reason.
    """

    reference: str
    received_at: datetime
    redacted: str
    channel: str | None = None
    place: str | None = None  # place id
    place_name: str | None = None
    county: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    scam: str | None = None
    tactics: tuple[str, ...] = ()
    claimed: tuple[str, ...] = ()
    stage: Stage | None = None
    on_call: bool = False
    urgency: Urgency = "none"
    loss_minor: int | None = None
    status: ReportStatus = "new"
    source: str = "web"
    happened_on: date | None = None
    assigned_to: str | None = None
    read_at: datetime | None = None  # when it was read for meaning; None: taken in by the thousand, its turn comes
    vulnerability: tuple[str, ...] = ()  # why somebody may need safeguarding: slugs of reports.vulnerability
    merged_into: str | None = None  # the report that it is a copy of
    campaign: str | None = None
    reporter: str | None = None  # a keyed hash of who told us, where that is known: one voice counts once


@dataclass(frozen=True, slots=True)
class Indicator:
    """A number, host, address or account that somebody behind a scam used, as a keyed hash; ``hint`` shows a little of it."""

    kind: str  # phone, host, email, account; genuine-phone: of the register, spoofed at most
    key: str
    hint: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A publisher's feed that is watched, and how its last check went. ``due_at``: when it is looked at next."""

    url: str
    added_at: datetime
    due_at: datetime
    title: str = ""
    etag: str | None = None
    modified: str | None = None
    checked_at: datetime | None = None
    failures: int = 0  # in a row
    error: str = ""


@dataclass(frozen=True, slots=True)
class KnowledgeChange:
    """A new text for one file of the knowledge, proposed by one officer and decided by another.

    ``base_sha256`` is that of the file it was made from, None for a new file: a change made from an older text than
    the one in force cannot be accepted unread.
    """

    id: str
    path: str
    content: str
    base_sha256: str | None
    note: str
    proposed_by: str
    proposed_at: datetime
    status: Literal["proposed", "accepted", "declined"] = "proposed"
    decided_by: str | None = None
    decided_at: datetime | None = None
    decision_note: str = ""


# --- what it comes to --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """A conduct rule that what was asked breaks, with the words that break it."""

    organisation: str
    organisation_name: str
    rule: str  # a whole sentence
    source: str
    seen_on: date | None
    verified: bool
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to a check. There is no level that means safe; ``score`` never travels without the rest."""

    level: Level
    score: float
    answer: str  # the one sentence a person reads first
    scam: str | None = None
    scam_name: str | None = None
    tactics: tuple[str, ...] = ()
    claimed: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    rules: tuple[BrokenRule, ...] = ()
    first: str = ""
    advice: tuple[str, ...] = ()
    routes: tuple[ContactRoute, ...] = ()
    alert: str | None = None
    alert_note: str = ""  # for genuine-alert and altered-alert: what is so, in sentences
    changes: tuple[str, ...] = ()  # altered-alert: each change, in a sentence
    not_checked: tuple[str, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Surge:
    """More reports of a scam in a place and period than expected."""

    scam: str
    places: tuple[str, ...]
    latitude: float | None
    longitude: float | None
    radius_km: float
    start_on: date
    end_on: date
    observed: int
    expected: float
    recurrence_days: float  # chance alone does this about once in so many days
    report_ids: tuple[str, ...]
    sentence: str
    campaign: str | None = None


# --- what goes out -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Area:
    """Where an alert applies. A place is a circle; a county or a nation is everywhere that carries its name.

    ``places`` are the gazetteer ids of an area that is no county: one of the desk's own, a district, a force's beat.
    """

    kind: AreaKind
    name: str
    place: str | None = None
    nation: str = ""
    latitude: float | None = None
    longitude: float | None = None
    radius_km: float = 0.0
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an alert and where each claim in it comes from.

    ``section``: happening, spot, do, contact. ``sources`` are "kind:id" with kind report, advisory, knowledge or officer.
    """

    section: Literal["happening", "spot", "do", "contact"]
    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlertContent:
    """Everything about an alert that approval pins: change any of it and the approval is void."""

    headline: str
    sentences: tuple[Sentence, ...]
    scam: str | None
    areas: tuple[Area, ...]
    audience: str  # residents, carers, businesses, call-handlers
    channels: tuple[str, ...]
    urgency: Literal["immediate", "expected", "past"]
    expires_at: datetime
    exercise: bool
    withdrawal: str  # what would be said if it had to be taken back: approved together with the alert


@dataclass(frozen=True, slots=True)
class Alert:
    """Our own warning, on its way from draft to published."""

    id: str
    status: AlertStatus
    content: AlertContent
    created_by: str
    created_at: datetime
    authors: tuple[str, ...]  # everybody who wrote, edited or submitted this version: none of them may approve it
    submitted_by: str | None = None
    submitted_hash: str | None = None
    submitted_at: datetime | None = None
    decided_by: str | None = None
    approved_hash: str | None = None
    decided_at: datetime | None = None
    note: str = ""  # why it was returned, rejected or withdrawn
    code: str | None = None  # once published
    advisories: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    corrects: str | None = None  # the code of the published alert that this one is to replace
    override: str = ""  # why the approver let it pass in spite of …
    overridden: tuple[str, ...] = ()  # … these rules of the lint, each "rule: reason"
    owner: str | None = None  # the officer who sees to it that it is decided
    due_at: datetime | None = None  # submitted: when it is to be decided
    reminded_at: datetime | None = None
    asked: tuple[str, ...] = ()  # officers who were asked by e-mail to decide it now
    basis: tuple[str, ...] = ()  # what it rested on when it was published: "kind:id@version"
    doubted_at: datetime | None = None  # published, and what it rests on has been changed or taken back since
    doubt: str = ""  # … by what, in a sentence


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One line of the hash-chained log of what this desk published. ``hash`` covers all else; ``previous`` is the hash before.

    ``kind``: publication, key-added, key-retired, key-revoked. ``body``: what is needed to check it, no personal data.
    """

    seq: int  # from 1
    at: datetime
    kind: str
    body: Mapping[str, Any]
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The public half of a key that signs, or signed, for this desk.

    What it signed between ``from_at`` and ``until_at`` holds. From ``revoked_from`` on nothing that carries its
    signature is to be believed, unless the log had it before.
    """

    key_id: str
    algorithm: str  # Ed25519, or ECDSA-P256 with an X.509 certificate
    public: str  # base64 of the 32 bytes, or the certificate as PEM
    signs: str  # live or exercise
    from_at: datetime
    until_at: datetime | None = None
    revoked_from: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Publication:
    """The frozen, signed, numbered copy of an alert that was sent. A correction is a new one that replaces it."""

    code: str  # spoken: "K7Q-4M2"; the same for every version of one alert
    version: int
    kind: PublicationKind
    alert_id: str
    identifier: str  # CAP identifier, fixed for ever
    sender: str
    sent_at: datetime
    content: Mapping[str, Any]  # the canonical JSON document that was signed
    sha256: str  # of the canonical bytes
    signature: str  # Ed25519, base64, over the canonical bytes
    key_id: str
    cap_xml: bytes
    published_by: str
    approved_by: str
    references: tuple[str, ...] = ()  # "sender,identifier,sent"
    state: Literal["current", "replaced", "withdrawn", "expired"] = "current"


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Somebody who asked to hear. Nothing is sent before ``confirmed_at``, nothing after ``left_at``."""

    id: str
    address: str
    channel: str
    created_at: datetime
    confirmed_at: datetime | None = None
    left_at: datetime | None = None
    consent: str = ""  # the words they agreed to
    pace: Pace = "now"
    quiet_from: int | None = None  # hours by the clock on the wall in the United Kingdom, 0–23
    quiet_to: int | None = None
    audiences: tuple[str, ...] = ()  # empty: whatever an alert's audience is
    left_reason: str = ""
    exercise: bool = False  # hears of exercises, and of nothing else
    canary: bool = False  # our own, to see whether an alert really arrives


@dataclass(frozen=True, slots=True)
class Subscription:
    """Of what, where. ``topics`` are scam ids; empty means every topic."""

    id: str
    subscriber: str
    place: str
    place_name: str
    county: str
    nation: str
    latitude: float
    longitude: float
    radius_km: float
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """One publication on its way to one subscriber by one channel, and how far it got. Sent is not delivered.

    ``digest``: it waits for, or went out in, a digest with others.
    """

    id: str
    code: str
    version: int
    subscriber: str
    address: str
    channel: str
    status: DeliveryStatus
    attempts: int
    message_id: str
    created_at: datetime
    next_at: datetime | None = None
    sent_at: datetime | None = None
    error: str = ""
    digest: int | None = None
    delivered_at: datetime | None = None  # somebody who can know said that it arrived
    returned_at: datetime | None = None  # it came back


@dataclass(frozen=True, slots=True)
class Digest:
    """Several alerts to one subscriber in one message. In doubt it is not sent again: better late news than twice."""

    id: int
    subscriber: str
    address: str
    channel: str
    status: DeliveryStatus
    attempts: int
    message_id: str
    created_at: datetime
    sent_at: datetime | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Consent:
    """How we know that a subscriber wanted this: their words, when, and by what way they said so."""

    subscriber: str
    at: datetime
    words: str
    how: str  # web, list, desk
    proof: str = ""  # where it is written down: the list's file and line, the officer who added them


@dataclass(frozen=True, slots=True)
class Officer:
    """A person with a log-in at this desk."""

    id: str
    name: str
    display_name: str
    role: Role
    created_at: datetime
    disabled_at: datetime | None = None
    must_change_password: bool = False
    email: str = ""  # where a colleague may ask them for a second opinion


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to which, when."""

    at: datetime
    actor: str
    action: str
    subject: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """The body that runs this installation, as its alerts name it."""

    name: str
    sender: str  # CAP sender: a name without spaces, commas, < or &
    url: str  # public base address, no trailing slash
    email: str
    nation: str = "gb-eng"
