"""A transfer between two schools of the network is one case that both share; each counts its own side."""
