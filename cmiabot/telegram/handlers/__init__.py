"""Thin handlers: read the update, call one thing, send the screen."""
