"""The design system's living page: every component, from the site's own templates."""
