"""Saves one campaign after the other, and prints the number of each as soon as the database has acknowledged it."""

from itertools import count

import django


def main() -> None:
    """Until the database is gone."""
    django.setup()
    from django.db import Error

    from campaigns.edits import save_row
    from campaigns.models import Campaign

    for number in count():
        campaign = Campaign(name=f"Commit_{number}")
        campaign.clean()
        try:
            save_row(campaign)
        except Error:
            return
        print(number, flush=True)


if __name__ == "__main__":
    main()
