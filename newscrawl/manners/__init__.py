"""Manners: who is asked, how often, and what robots.txt says."""
