"""Rounds without end: what `manage.py send_mail --forever` and local mode's thread do."""

import logging
from threading import Event, Thread

from django.db import DatabaseError, close_old_connections, connection

from courseapp.outbox.sending import is_there_work, send_due_mail
from courseapp.schedule.clock import now

logger = logging.getLogger(__name__)

PAUSE = 1.0
"""Seconds between two looks."""
PAUSE_AFTER_FAILURE = 10.0


def send_forever(stopped: Event) -> None:
    """Sends mail as it comes, until `stopped` is set."""
    while not stopped.is_set():
        stopped.wait(PAUSE if look_once(stopped) else PAUSE_AFTER_FAILURE)
    connection.close()


def look_once(stopped: Event) -> bool:
    """Returns False where something fails, most likely the database: it is tried again later."""
    close_old_connections()
    try:
        if is_there_work(now()):
            send_due_mail(stopped=stopped)
    except DatabaseError as error:
        logger.warning("The outbox cannot be read or written: %s", error)
        connection.close()
        return False
    except Exception:  # the thread must not end unnoticed, and all mail with it
        logger.exception("A round of sending mail failed.")
        return False
    return True


def start_sending() -> Event:
    """A thread that sends mail for as long as the process lives, or until the event is set."""
    stopped = Event()
    Thread(target=send_forever, args=[stopped], name="outbox", daemon=True).start()
    return stopped
