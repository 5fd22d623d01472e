"""What is counted in sentences, in both numbers: ``PAYOUTS.format(count=Grouped(1200))`` is ``1,200 payouts``."""

from django.utils.translation import ngettext_lazy

CAMPAIGNS = ngettext_lazy("{count} campaign", "{count} campaigns", "count")
COLUMNS = ngettext_lazy("{count} column", "{count} columns", "count")
INFLUENCERS = ngettext_lazy("{count} influencer", "{count} influencers", "count")
ORDERS = ngettext_lazy("{count} order", "{count} orders", "count")
PAIRS = ngettext_lazy("{count} influencer–campaign pair", "{count} influencer–campaign pairs", "count")
PAYOUTS = ngettext_lazy("{count} payout", "{count} payouts", "count")
POSTS = ngettext_lazy("{count} post", "{count} posts", "count")
ROWS = ngettext_lazy("{count} row", "{count} rows", "count")
RUNS = ngettext_lazy("{count} run", "{count} runs", "count")
TRACKING_ROWS = ngettext_lazy("{count} tracking row", "{count} tracking rows", "count")
