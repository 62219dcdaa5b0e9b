"""The GitHub action: inputs in, a command line out."""
