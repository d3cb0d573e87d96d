"""Registers as people have them: file -> grid -> tables -> rows -> items -> scenario, each a step of its own."""
