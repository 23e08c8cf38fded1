"""VDAB: exports of Arvastat, which has no API, and tables of monthly totals."""
