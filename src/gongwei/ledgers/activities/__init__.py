"""活动: health education, campaigns, drills and meetings; what they add up to is what the tallies report."""
