"""The invented county of Marlshire: its towns, and what its people report. Nobody and nowhere in it is real.

Phone numbers are from Ofcom's drama ranges and hosts end in ``.example``.
"""

from __future__ import annotations

from ..records import Place

COUNTY = "Marlshire"
FORCE = "Marlshire Constabulary"

# name, latitude, longitude, population: a stretch of fen and coast that no map shows
_TOWNS = (
    ("Harrowmere", 52.930, 0.105, 41200),
    ("Kettlebourne", 52.871, 0.182, 18600),
    ("Saltway", 52.972, 0.241, 12100),
    ("Fenny Thorpe", 52.842, 0.061, 9400),
    ("Wickholt", 52.903, 0.312, 7300),
    ("Ashing-on-Sea", 52.991, 0.352, 15800),
    ("Upper Thorne", 52.801, 0.207, 3900),
    ("Brackwater", 52.853, 0.334, 5200),
    ("Mill Cressing", 52.951, 0.021, 4700),
    ("Stoke Marl", 52.779, 0.101, 2600),
)

TOWNS: tuple[Place, ...] = tuple(
    Place(
        id=f"marlshire-{name.lower().replace(' ', '-')}",
        name=name,
        county=COUNTY,
        nation="gb-eng",
        latitude=latitude,
        longitude=longitude,
        population=population,
        force=FORCE,
        authority=COUNTY,
    )
    for name, latitude, longitude, population in _TOWNS
)

# What is reported on ordinary days: (channel, weight, tellings)
ORDINARY: tuple[tuple[str, int, tuple[str, ...]], ...] = (
    (
        "call",
        5,
        (
            "A man rang and said he was from Microsoft and my computer had a virus. He wanted me to download AnyDesk so he could fix it.",
            "Caller said there was a problem with our broadband and she needed to get onto the laptop. I let her in for a few minutes, then I pulled the plug.",
            "Someone claiming to be BT technical support told my wife the router had been hacked and asked her to install TeamViewer.",
            "They said they would pay us compensation for slow internet but had to connect to the computer first. My dad nearly did it.",
            "Windows support rang, very pushy, wanted remote access and then £199 for a licence. I hung up.",
        ),
    ),
    (
        "sms",
        6,
        (
            "Text saying Royal Mail has a parcel for me and there is £1.99 to pay at royalmail-fee.example. I have not ordered anything.",
            "Got an Evri text about a missed delivery, it asked me to click a link and pay 1 pound 45 to rebook. I put my card in before I thought about it.",
            "DPD message said my parcel was held and I must pay a small fee through the link within 24 hours.",
            "My neighbour had a text from the post office about a customs charge, with a link to pay. She gave her card details.",
        ),
    ),
    (
        "call",
        3,
        (
            "The bank's fraud team rang and told me my account was under attack and I had to move my money to a safe account. I transferred £2,400.",
            "A woman said she was from my bank, knew my name, and told me to transfer my savings to a new account they had opened for me.",
            "He said he was from the bank's security department and asked me to read out the code they had just texted me.",
        ),
    ),
    (
        "social",
        3,
        (
            "WhatsApp message: hi mum this is my new number, my phone fell in the sink. Then asked me to pay a bill of £860 for her.",
            "Message pretending to be my son on a new number, wanted money transferred to a friend's account today.",
            "I had a message saying Hi Dad I broke my phone can you text me on this number, then asking for £1,150 for rent. I rang my daughter and she knew nothing of it.",
        ),
    ),
    (
        "call",
        2,
        (
            "A recorded message said HMRC had a case against me for tax fraud and I would be arrested today unless I pressed one.",
            "Someone from the tax office said I owed £1,320 and there was a warrant for my arrest if I did not pay by card on the phone.",
        ),
    ),
    (
        "email",
        2,
        (
            "E-mail says my TV licence payment failed and I must update my bank details at tv-licence-renew.example or be fined.",
            "An e-mail about a Norton antivirus renewal for £349, ring 01632 960178 to cancel. I rang and they wanted to get on my computer.",
        ),
    ),
    (
        "in-person",
        1,
        (
            "Two men knocked and said slates were loose on my roof. They wanted £600 in cash to fix it there and then.",
            "A man at the door said he was doing driveways in the street with tarmac left over and wanted a cash deposit.",
        ),
    ),
)

# The surge in the making: bogus officers, in and around one town, in the last days
RISING_TOWN = "Saltway"
RISING: tuple[str, ...] = (
    "A police officer rang, said two people had been caught with my bank card, and told me to take out £3,000 in cash for a courier to collect as evidence.",
    "He said he was Detective Hale from the police and my bank staff were corrupt. I was to withdraw money, tell nobody, and hand it to a courier.",
    "Caller said she was a police officer investigating fraud at my bank. She asked me to put my card and PIN in an envelope for a courier. I did.",
    "My mother, who is 84, was told by a man from the police to take out £5,000 and give it to a driver with a password. Her neighbour stopped her.",
    "A man from the fraud squad rang and told me to ring 999 to check, but he stayed on the line. He wants me to hand over my bank cards to an officer tonight.",
    "They said it was an undercover police operation and I had to buy gold coins and a courier would collect them. I have drawn out £8,500.",
    "The police rang to say my account was used by a criminal. I was told to keep it secret, withdraw cash and wait for a collector.",
    "Someone saying he was a detective asked me to help the police catch a dishonest cashier by withdrawing £2,000, and a courier would pick it up.",
    "He gave a badge number and said a courier would come for my cards. He is still on the phone with my husband now.",
)

DETAILS: tuple[str, ...] = (
    "It was about ten in the morning.",
    "I live alone and it has shaken me.",
    "The number looked like a local one, 01632 960145.",
    "He rang from 07700 900461 and would not give a name.",
    "I wanted somebody to know.",
    "My name is Joan Tilbury and I am happy to be rung.",
    "They rang again twice this afternoon.",
    "",
    "",
    "",
)

SUBSCRIBERS_BY_TOWN: dict[str, int] = {
    "Harrowmere": 46, "Kettlebourne": 21, "Saltway": 24, "Fenny Thorpe": 9, "Wickholt": 8,
    "Ashing-on-Sea": 19, "Upper Thorne": 4, "Brackwater": 6, "Mill Cressing": 5, "Stoke Marl": 3,
}  # fmt: skip

COURIER_WARNING = """---
title: Residents warned about bogus police officers and couriers
publisher: Marlshire Constabulary
area: Marlshire
---

Marlshire Constabulary is warning residents about callers who pretend to be police officers.

Since the beginning of last week we have received seven reports from people living in Saltway and Ashing-on-Sea.

The caller says that somebody has been arrested with the resident's bank card, or that staff at the bank are corrupt. The
resident is told to withdraw cash, or to put their bank card and PIN in an envelope. A courier then comes to collect it.

Three people have lost money, about £3,000 each.

A police officer will never ask you to withdraw money or to hand over your bank card or PIN. The police will never send a
courier to your home to collect cash.

If you have a call like this, hang up. Use a different phone, or wait five minutes, and ring your bank on 159. Report it to
Report Fraud on 0300 123 2040. In an emergency ring 999.
"""

COMPUTER_WARNING = """---
title: Do not let cold callers onto your computer
publisher: Marlshire Trading Standards
area: Marlshire
---

Marlshire Trading Standards has had at least twelve reports since the start of the month of callers who say they are from
Microsoft or from a broadband provider.

They tell residents of Harrowmere and Kettlebourne that the computer has a virus or that compensation is due for slow internet. They then ask to be let
onto the computer, and for bank details. Two residents lost around £450 each.

Microsoft will never ring you out of the blue to fix your computer. Never give a caller remote access.

If you have let somebody in, disconnect from the internet and ring your bank on 159. Report it to Report Fraud on
0300 123 2040.
"""
