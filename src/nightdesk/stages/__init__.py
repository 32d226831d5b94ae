"""The stages: plain functions that read and return; none knows another."""
