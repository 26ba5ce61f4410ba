import re

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from courseapp.accounts.mails import Part, parts_of
from courseapp.models import User

TEXT = """\
Hello,

to sign in <here>, enter this code
on the page:

    ABC-123

or open

    https://learn.example.org/key/

It works once.
"""
SIGNATURE = "\n-- \nHunch\nhttps://learn.example.org/\n"


def test_a_message_falls_into_its_parts() -> None:
    assert parts_of(TEXT + SIGNATURE) == [
        Part("words", "Hello,"),
        Part("words", "to sign in <here>, enter this code on the page:"),
        Part("code", "ABC-123"),
        Part("words", "or open"),
        Part("link", "https://learn.example.org/key/"),
        Part("words", "It works once."),
    ]


@pytest.mark.django_db
def test_a_mail_says_the_same_in_text_and_in_html(client: Client) -> None:
    User.objects.create_user("ada@example.org", "correct horse battery")
    client.post("/accounts/password/reset/", {"email": "ada@example.org"})
    (message,) = mail.outbox
    assert isinstance(message, EmailMultiAlternatives)
    ((html, kind),) = message.alternatives
    assert kind == "text/html"
    link = re.search(r"http://testserver/accounts/password/reset/key/\S+", str(message.body))
    assert link
    assert f'<a class="button" href="{link[0]}"' in str(html)
    assert "your password stays as it is." in str(html)
    assert "http://testserver/" in str(html)
