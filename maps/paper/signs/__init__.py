"""Signs to hang on notice boards: height of the ground, depth of a flood, the site to go to; with the list of who gets one."""

from maps.paper.signs.choice import Chosen, area_asked, chosen_boards, datasets_shown, per_page_named, which_named
from maps.paper.signs.page import signs_html, signs_pdf

__all__ = ["Chosen", "area_asked", "chosen_boards", "datasets_shown", "per_page_named", "signs_html", "signs_pdf", "which_named"]
