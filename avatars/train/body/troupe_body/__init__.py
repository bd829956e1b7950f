"""Builds Troupe's bodies from the MakeHuman CC0 mesh data: a statistical model, and dressed people."""
