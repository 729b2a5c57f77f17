"""The real application in a process of its own, and clients that speak to it over HTTP."""
