"""The distribution in virtual time: the class that shares out real calls, with generated or recorded callers.

What is simulated is the people: when they call, how long they talk and how long they wait. Who gets whom is
decided by `acd.live.matchmaker` and nothing else: an answer to "what if" is an answer about the running centre.

The scenarios "local", "neighbours" and "pooled" reproduce a table that another program reckoned from the same
load model. It is met when its crews are read like this: everybody named is there from opening to closing, with no
absence and no late log-in (the table's talk occupancy is that of whole crews); telephones are answered at once;
where nobody works, callers wait in vain for the time step and are not turned away; whoever becomes free takes the
caller within reach who waits longest, own or not; the provincial office helps as early as neighbours do; of those
who give up 40 % call again, straight to the queue.
"""
