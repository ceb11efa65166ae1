"""继续教育: courses, who attended, credits by class and whether the year's norm is met."""
