"""Measurements that are run by hand: generated data, speed ratios, and drills that kill processes.

It may import the portal; the portal never imports it.
"""
