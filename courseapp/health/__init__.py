"""Whether the site works, for machines and for people."""
