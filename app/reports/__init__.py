"""Papers and pictures: one drawing for the page (SVG) and for the paper (PDF), with its fonts."""
