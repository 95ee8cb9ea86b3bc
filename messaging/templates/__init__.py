"""Templates of answers and of messages that go by themselves: data with days, published by two persons."""
