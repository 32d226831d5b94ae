"""Pictures for the demo, drawn from a theme, a palette and a seed."""

from nightdesk.demo.drawing.picture import THEMES, draw_logo, draw_picture

__all__ = ["THEMES", "draw_logo", "draw_picture"]
