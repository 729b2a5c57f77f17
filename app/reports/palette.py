"""The colours of the style sheet, for what is drawn: a picture may not ask the page for them."""

INK, SOFT, LINE, EDGE, SURFACE, PAPER = "#1a1b21", "#4a4d57", "#d6d9e1", "#5b6070", "#f5f6f9", "#ffffff"
BLUE, BLUE_TINT = "#0017c1", "#e9edff"
DANGER, DANGER_TINT = "#b3201b", "#fdeceb"
ATTENTION, ATTENTION_TINT = "#7a4a00", "#fff3d6"
