"""Renews the catalogues of every language but the one we write in: `python -m tests.words`."""

import os

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from django.conf import settings

    from tests.words.catalogues import renew, untranslated

    for language, name in settings.LANGUAGES[1:]:
        missing = untranslated(renew(language))
        print(f"{name}: {len(missing)} messages without words", *missing, sep="\n  ")  # noqa: T201
