"""A page of ours as a PDF: WeasyPrint, no network, tagged for screen readers (PDF/UA), the same bytes for the same page.

Pictures in the page are inline SVG, drawn as vectors. The page's own <style> says its paper (``@page``); the fonts are here.
"""

from __future__ import annotations

from collections.abc import Iterable

from geo_service.errors import SetupError

FONTS = '"Noto Sans CJK JP", "Noto Sans JP", "Noto Sans CJK SC", "Noto Sans CJK KR", "Noto Sans", sans-serif'
"""For the style of every sheet: Japanese shapes first, others where a sign has none."""
NO_NETWORK = ("data",)
"""Schemes a sheet may read from. Pictures are in the page itself."""

VARIANT = "pdf/ua-1"
IDENTIFIER = b"geo_service"
"""One of its own making would differ each time."""


def pdf_of(html: str) -> bytes:
    """The PDF of a whole HTML document (``<html lang>`` and ``<title>`` become the document's language and title).

    :raises SetupError: this machine lacks the libraries that set type (Pango), and what to install.
    """
    return pdf_within([html])


def pdf_within(htmls: Iterable[str], most_pages: int | None = None) -> bytes:
    """The PDF of the first of the documents (each shorter than the one before) that has at most ``most_pages``, else of the
    last. Raises what :func:`pdf_of` raises."""
    try:
        import weasyprint
        from weasyprint.urls import URLFetcher
    except OSError as error:  # the package is there, the system's libraries are not
        raise SetupError(
            "PDFを作るための部品がこの機械にありません。libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk を"
            "入れてください。画面と表はそのまま使えます。",
            "This machine lacks what sets type. Install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk. "
            "Pages and tables work without.",
        ) from error
    document = None
    for html in htmls:
        page = weasyprint.HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=NO_NETWORK, fail_on_errors=True))
        document = page.render(pdf_variant=VARIANT)
        if most_pages is None or len(document.pages) <= most_pages:
            break
    made = None if document is None else document.write_pdf(pdf_variant=VARIANT, pdf_identifier=IDENTIFIER)
    assert made is not None
    return bytes(made)
