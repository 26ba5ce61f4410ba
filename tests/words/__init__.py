"""The site's words and their translations: `make words` renews the catalogues."""
