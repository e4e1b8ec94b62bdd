"""The frame that every page stands in: base page, components, keyboard map, print styles."""
