"""The portal as a server that sends every row of an export by itself, and takes its time for each."""

import time

from healthkart_roi.wsgi import application as portal

PAUSE_SECONDS = 0.2


def application(environ, start_response):
    """The portal's own answer, slowly."""
    from campaigns.reports.exports import extracts

    extracts.BLOCK = 1
    answer = portal(environ, start_response)
    try:
        for part in answer:
            yield part
            time.sleep(PAUSE_SECONDS)
    finally:
        answer.close()
