"""Folium maps and pages, made from an Answer."""
