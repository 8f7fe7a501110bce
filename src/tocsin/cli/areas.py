"""``tocsin areas``: the desk's own areas."""

from __future__ import annotations

from pathlib import Path

import click

from ..settings import read_settings


@click.group()
def areas() -> None:
    """The desk's own areas: districts, wards or beats with boundaries of your own.

    An area can be named wherever an alert's area is chosen, and reports from inside are counted under it.
    """


@areas.command("add")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name-field", help="The property that holds the areas' names, when it is not “name”.")
def add(file: Path, name_field: str | None) -> None:
    """Take in every area of a GeoJSON file, or none when it has faults. One of the same name is replaced, and it is said
    which places it lost and gained, with how many subscribers.
    """
    from ..actions.installation import open_places
    from ..actions.own_areas import add_own_areas, own_areas

    settings = read_settings()
    before = own_areas(settings.data_folder)
    added = add_own_areas(
        settings.data_folder,
        file,
        places=open_places(settings.data_folder),
        nation=settings.desk.nation,
        name_field=name_field,
    )
    for area in added:
        done = "replaced" if area.replaced else "added"
        if area.places:
            click.echo(f"{area.name}: {done}, with {area.places:,} place{'s' if area.places != 1 else ''} in it.")
        else:
            click.echo(f"{area.name}: {done}. No place of our list lies in it, so an alert for it would reach nobody.")
    if any(area.replaced for area in added):
        from ..actions.boundary_changes import boundary_changes

        installation = settings.open()
        try:
            for moved in boundary_changes(installation, before):
                click.echo(moved.said)
        finally:
            installation.close()


@areas.command("list")
@click.option("--places", "with_places", is_flag=True, help="Name the places in each.")
def list_areas(with_places: bool) -> None:
    """The desk's own areas, and how many places lie in each."""
    from ..actions.installation import open_places
    from ..actions.own_areas import own_areas, places_inside

    settings = read_settings()
    found = own_areas(settings.data_folder)
    if not found:
        click.echo("This desk has no areas of its own. Add some: tocsin areas add FILE")
        return
    gazetteer = open_places(settings.data_folder)
    for area in found:
        inside = places_inside(area, gazetteer.places)
        days = "".join(
            f", {word} {day.isoformat()}" for word, day in (("from", area.valid_from), ("to", area.valid_to)) if day
        )
        click.echo(f"{area.name} ({len(inside):,} place{'s' if len(inside) != 1 else ''}{days})")
        if with_places:
            click.echo("".join(f"  {place.name}\n" for place in sorted(inside, key=lambda each: each.name)), nl=False)


@areas.command("remove")
@click.argument("name")
def remove(name: str) -> None:
    """Drop an area. Alerts that were written for it keep the places they had."""
    from ..actions.own_areas import remove_own_area

    gone = remove_own_area(read_settings().data_folder, name)
    click.echo(f"{gone.name} was removed.")
