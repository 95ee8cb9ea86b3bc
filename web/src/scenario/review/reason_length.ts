/** Signs of a reason from which somebody could learn something (`ivr/publishing/versions.py`). */
export const SHORTEST_REASON = 5;
