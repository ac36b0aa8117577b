"""The published contract, and the tools that look after it."""
