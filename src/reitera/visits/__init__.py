"""Steps 14, 18 and 19: visits are agreed, confirmed, done and accepted, and their orders closed; plant incidents."""
