"""Faults put into the code that money rests on, one at a time: do the tests notice?"""
