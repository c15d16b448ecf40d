"""Days: the lunar calendar, festivals, working days and what falls due; pure arithmetic."""
