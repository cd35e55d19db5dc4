"""Pure rules of the evaluation: instruments as data, exact index, cheapest raises, ranking. No Django, no floats."""
