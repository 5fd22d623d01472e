"""Whether months of tracking rows should lie in partitions of their own."""
