"""All commands, with their options and help. What they do stands in the modules beside; they are imported when run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geo_service.cli import options as o
from geo_service.cli.ask_commands import ask, draw_map, losses, studies
from geo_service.cli.brief_command import brief
from geo_service.cli.network_command import closure, network
from geo_service.cli.sign_command import signs
from geo_service.cli.site_command import site
from geo_service.cli.wall_commands import blank_map, facilitator, wall_map

app = typer.Typer(
    name="geo-service",
    help="まちの「届いていない」を調べる / Who in a city is not served, where and why",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.command()
def serve(lang: o.Lang = o.Language.ja) -> None:
    """地図とAPIのサービスを動かす（Ctrl-Cで止まる） / Serve maps and API until Ctrl-C; loads the sample city if there is none."""
    from geo_service.cli.serving import serve_until_stopped

    serve_until_stopped(lang.value)


@app.command()
def stop(lang: o.Lang = o.Language.ja) -> None:
    """動いているサービスを止める / Stop the running service."""
    from geo_service.cli.serving import stop_service

    stop_service(lang.value)


@app.command()
def doctor(form: o.Form = o.ListFormat.text, lang: o.Lang = o.Language.ja) -> None:
    """この環境の悪いところと直し方 / What is wrong with this installation, and how to mend it."""
    from geo_service.cli.examining import examine_installation

    examine_installation(form.value, lang.value)


@app.command()
def load(
    paths: o.Paths,
    city: o.LoadCity = None,
    layer: o.Layer = None,
    columns: o.Columns = None,
    force: o.Force = False,
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="断られたファイルがあっても残りを読み込む / go on when a file is refused")
    ] = False,
    drawn: Annotated[
        Path | None,
        typer.Option("--map", help="読み込んだ一覧の地図を1枚のHTMLに書く / also write the map of the lists as one HTML file"),
    ] = None,
    form: o.Form = o.ListFormat.text,
    lang: o.Lang = o.Language.ja,
) -> None:
    """データを確かめて読み込む / Validate files and load them as one new release."""
    from geo_service.cli.loading import load_files

    load_files(paths, city, layer, columns, force, keep_going, form.value, lang.value, drawn)


@app.command()
def check(
    paths: o.Paths,
    city: o.LoadCity = None,
    layer: o.Layer = None,
    columns: o.Columns = None,
    force: o.Force = False,
    form: o.Form = o.ListFormat.text,
    lang: o.Lang = o.Language.ja,
) -> None:
    """読み込まずに確かめる / Say what loading would do, without loading."""
    from geo_service.cli.loading import check_files

    check_files(paths, city, layer, columns, force, form.value, lang.value)


@app.command()
def propose(
    file: Annotated[Path, typer.Argument(help="データのファイル / data file", show_default=False)],
    output: o.Output = None,
    lang: o.Lang = o.Language.ja,
) -> None:
    """列の対応表（YAML）の下書きを作る / Draft a column map for a file."""
    from geo_service.cli.loading import propose_columns

    propose_columns(file, output, lang.value)


@app.command()
def geocode(
    file: Annotated[Path, typer.Argument(help="住所のある表 / list with addresses", show_default=False)],
    output: Annotated[Path, typer.Option("--output", "-o", help="書き出す表（.xlsx） / sheet to write", show_default=False)],
    city: o.City = "default",
    address: Annotated[str | None, typer.Option("--address", help="住所の列の見出し / heading of the addresses")] = None,
    ward: Annotated[str | None, typer.Option("--ward", help="区の列の見出し / heading of the wards")] = None,
    columns: o.Columns = None,
    form: o.Form = o.ListFormat.text,
    lang: o.Lang = o.Language.ja,
) -> None:
    """住所から位置を求めた表を作る（直してまた読み込める） / Positions of a list's addresses, as a sheet to correct and load."""
    from geo_service.cli.geocoding import geocode_file

    geocode_file(file, output, city, address, ward, columns, form.value, lang.value)


app.command()(network)
app.command()(closure)
app.command()(brief)
app.command("wall-map")(wall_map)
app.command("blank-map")(blank_map)
app.command()(facilitator)
app.command()(signs)


@app.command()
def cities(form: o.Form = o.ListFormat.text, lang: o.Lang = o.Language.ja) -> None:
    """読み込まれている市 / Cities that are loaded."""
    from geo_service.cli.listing import list_cities

    list_cities(form.value, lang.value)


@app.command()
def layers(city: o.City = "default", form: o.Form = o.ListFormat.text, lang: o.Lang = o.Language.ja) -> None:
    """すべての層と、市に読み込まれているデータ / All layers, and what the city has of them."""
    from geo_service.cli.listing import list_layers

    list_layers(city, form.value, lang.value)


@app.command()
def layer(name: o.LayerName, city: o.City = "default", form: o.Form = o.ListFormat.text, lang: o.Lang = o.Language.ja) -> None:
    """1つの層のそろい具合、古さ、位置の精度、足りないもの / How complete, old and well placed one layer is, what it lacks."""
    from geo_service.cli.layer_commands import show_layer

    show_layer(name, city, form.value, lang.value)


@app.command()
def export(
    name: o.LayerName,
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            help="書き出すファイル（.xlsx .csv .geojson .gpkg .zip = Shapefile） / file to write; its ending says the format",
            show_default=False,
        ),
    ],
    city: o.City = "default",
    lang: o.Lang = o.Language.ja,
) -> None:
    """1つの層の表を書き出す / Write the rows of one layer to a file."""
    from geo_service.cli.layer_commands import export_layer

    export_layer(name, output, city, lang.value)


@app.command()
def links(
    city: o.City = "default",
    export: Annotated[
        Path | None, typer.Option("--export", help="候補を見て決めるExcelを書き出す / write the workbook to decide in")
    ] = None,
    apply: Annotated[
        Path | None, typer.Option("--apply", help="決めたExcelを読み込む / take over the decisions of a workbook")
    ] = None,
    by: Annotated[str | None, typer.Option("--by", help="決めた人の名前（--apply に必要） / who decided, for --apply")] = None,
    form: o.Form = o.ListFormat.text,
    lang: o.Lang = o.Language.ja,
) -> None:
    """名簿どうしのつながりを見る・確かめる / Links between lists: see, export and confirm them."""
    from geo_service.cli.linking import apply_links, export_links, show_links

    if apply is not None:
        apply_links(city, apply, by, form.value, lang.value)
    elif export is not None:
        export_links(city, export)
    else:
        show_links(city, form.value, lang.value)


@app.command()
def associations(
    city: o.City = "default",
    output: o.Output = None,
    confirm: Annotated[
        str | None,
        typer.Option("--confirm", metavar="NAME", help="区域を確認済みにする（名前かキー） / confirm its line, by name or key"),
    ] = None,
    unconfirm: Annotated[
        str | None, typer.Option("--unconfirm", metavar="NAME", help="確認を取り消す / take the confirmation back")
    ] = None,
    by: Annotated[str | None, typer.Option("--by", help="確認した人の名前 / who confirmed it")] = None,
    form: o.Form = o.ListFormat.text,
    lang: o.Lang = o.Language.ja,
) -> None:
    """町内会・自治会の区域と町丁の対応、重なり、空白、加入率 / Associations by town: shares, overlaps, holes, membership."""
    from geo_service.cli.association_commands import confirm_association, show_associations

    named = confirm or unconfirm
    if named is not None:
        confirm_association(city, named, by, confirm is not None, form.value, lang.value)
    else:
        show_associations(city, output, form.value, lang.value)


@app.command()
def remarks(
    city: o.City = "default",
    answer: Annotated[
        int | None, typer.Option("--answer", min=1, metavar="ID", help="指摘に答えて公開する / answer a note, which publishes it")
    ] = None,
    text: Annotated[str | None, typer.Option("--text", help="答え（--answer に必要） / the answer, for --answer")] = None,
    hide: Annotated[
        int | None, typer.Option("--hide", min=1, metavar="ID", help="指摘を非公開にする / take a note out of the public list")
    ] = None,
    by: Annotated[str | None, typer.Option("--by", help="決めた人の名前 / who decided")] = None,
    form: o.Form = o.ListFormat.text,
    lang: o.Lang = o.Language.ja,
) -> None:
    """データへの指摘（「この線は違う」など）を見て、答える / Notes people sent on the data: see, answer and hide them."""
    from geo_service.cli.remark_commands import change_remark, show_remarks

    if answer is None and hide is None and text is None and by is None:
        show_remarks(city, form.value, lang.value)
    else:
        change_remark(city, answer, text, hide, by, form.value, lang.value)


@app.command()
def releases(city: o.City = "default", form: o.Form = o.ListFormat.text, lang: o.Lang = o.Language.ja) -> None:
    """市の版（新しい順） / Releases of the city, newest first."""
    from geo_service.cli.releasing import list_releases

    list_releases(city, form.value, lang.value)


@app.command()
def findings(city: o.City = "default", form: o.Form = o.ListFormat.text, lang: o.Lang = o.Language.ja) -> None:
    """今の版で、つき合わせて分かったこと（重なり、区の食い違いなど） / What the current release found by joining."""
    from geo_service.cli.releasing import list_findings

    list_findings(city, form.value, lang.value)


@app.command()
def rollback(
    city: o.City = "default",
    to: Annotated[
        int | None, typer.Option("--to", help="戻す版の番号（なければ一つ前） / release to go back to (the one before)")
    ] = None,
    form: o.Form = o.ListFormat.text,
    lang: o.Lang = o.Language.ja,
) -> None:
    """前の版に戻す / Make an earlier release current again."""
    from geo_service.cli.releasing import roll_back

    roll_back(city, to, form.value, lang.value)


@app.command()
def prune(city: o.City = "default", form: o.Form = o.ListFormat.text, lang: o.Lang = o.Language.ja) -> None:
    """古い版を消す（新しい版と、今の版は残る） / Remove old releases; the current one and the newest are kept."""
    from geo_service.cli.releasing import prune_releases

    prune_releases(city, form.value, lang.value)


@app.command()
def questions(form: o.Form = o.ListFormat.text, lang: o.Lang = o.Language.ja) -> None:
    """答えられる問いと、その根拠 / Questions that can be asked, and their basis."""
    from geo_service.cli.listing import list_questions

    list_questions(form.value, lang.value)


app.command()(studies)
app.command()(ask)
app.command()(losses)
app.command()(site)
app.command(name="map")(draw_map)
