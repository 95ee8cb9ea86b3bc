"""What becomes of a caller of a made-up day in a queue and after it, as facts."""

from core.facts.kinds.callbacks import CallbackEnded, CallbackOrdered, CallbackTried
from core.facts.kinds.calls import CallStarted
from core.facts.kinds.conversations import ConversationEnded, ConversationStarted
from core.facts.kinds.messages import VoiceMessageLeft, VoiceMessageStarted
from core.facts.kinds.offers import OfferEnded, OfferMade, OfferOutcome
from core.facts.kinds.recordings import RecordingEnded, RecordingStarted
from core.facts.kinds.scenarios import LanguageChosen, OfficeChosen, SurveyAnswered
from core.facts.kinds.waiting import QueueEntered, QueueLeft, QueueOverflowed, WaitEstimateChecked, WaitEstimated
from core.telephony.telephony import recording_file
from ops.demonstration.history.call_facts import MARK, back_of, order_of
from ops.demonstration.history.day import Step
from ops.demonstration.history.telling import Telling
from ops.demonstration.history.ways import QUEUE

INVITED = 9.0
"""Seconds from the client's answering a call-back to the consultant's telephone."""


class QueueTelling(Telling):
    """The rest of the story."""

    def _step(self, step: Step) -> None:
        match step.kind:
            case "closed":
                self._enters("po_godzinach")
                self._wait(self._random.uniform(6, 20))
                self._nobody()
            case "full":
                self._enters(QUEUE)
                self._say(QueueEntered(queue=step.queue, position=1, topic=self._who.topic))
                self._say(QueueLeft(queue=step.queue, reason="full", wait_time=0.0))
                self._wait(self._random.uniform(6, 12))
                self._is_over()
            case "joined":
                self._enters(QUEUE)
                self._say(
                    QueueEntered(
                        queue=step.queue,
                        position=step.position,
                        topic=self._who.topic,
                        resumed_time=round(step.resumed_time, 3),
                    )
                )
            case "estimated":
                self._promised = step
                waited = round(step.at - self._joined, 3)
                self._say(
                    WaitEstimated(
                        queue=step.queue, low_time=step.low_time, high_time=step.high_time, waited_time=waited
                    )
                )
            case "rings":
                self._offered(step)
            case "missed":
                self._offer_over("no_answer", step)
            case "answered":
                self._connected(step)
            case "talk_over":
                self._talked(step)
            case "ordered":
                self._ordered(step)
            case "tried":
                attempt = sum(one.kind == "tried" and one.number <= step.number for one in self._story.steps)
                self._say(
                    CallbackTried(
                        callback=order_of(self._call_id),
                        attempt=attempt,
                        outcome="no_answer",
                        origin=self._call_id,
                    ),
                    of=self._call_id,
                )
            case "left":
                self._left(step)

    @property
    def _joined(self) -> float:
        joined = self._story.find("joined")
        return self._story.caller.at if joined is None else joined.at

    @property
    def _waits_since(self) -> float:
        """Who was rung back has not waited since the order was made."""
        return max(self._joined, self._back_queued)

    @property
    def _is_called_back(self) -> bool:
        ordered = self._story.find("ordered")
        return ordered is not None and self._now >= ordered.at

    @property
    def _call_now(self) -> str:
        return back_of(self._call_id) if self._is_called_back else self._call_id

    def _offered(self, step: Step) -> None:
        if self._is_called_back and self._rang_at < self._ordered_at:
            self._rung_back(step)
        self._rings += 1
        self._is_open, self._rang_at = f"offer-{MARK}{self._call_id[5 + len(MARK) :]}-{self._rings}", step.at
        is_shared = step.why is not None and step.why.is_shared
        call = self._call_now
        self._say(
            OfferMade(
                reservation=self._is_open,
                agent=step.agent,
                queue=step.queue,
                reason=step.reason,
                why=step.why,
                candidates=list(step.candidates),
                candidate_count=step.candidate_count,
                is_shared=is_shared,
                overtaken=step.overtaken,
            ),
            of=call,
        )
        if is_shared:
            office = step.agent.removeprefix("k").partition("-")[0]
            self._say(QueueOverflowed(queue=step.queue, to_queue=office, reason=step.reason), of=call)

    @property
    def _ordered_at(self) -> float:
        ordered = self._story.find("ordered")
        return 0.0 if ordered is None else ordered.at

    def _rung_back(self, step: Step) -> None:
        """The client has answered, and stands at the place of the order."""
        number, call = self._number, back_of(self._call_id)
        began = max(self._ordered_at + 0.5, step.at - INVITED)
        self._now, self._back_began = began, began
        self._say(
            CallStarted(
                channel_id=f"{MARK}{self._day.day:%Y%m%d}-{self._story.number:04}-back",
                dialled_number=self._story.caller.line,
                caller_number=self._who.number,
                direction="callback",
                callback=order_of(self._call_id),
            ),
            of=call,
        )
        self._say(OfficeChosen(office=self._story.caller.office, by="default"), of=call)
        if self._who.language != "pl":
            self._say(LanguageChosen(language=self._who.language), of=call)
        self._now, self._number = max(began, step.at - 0.001), number
        self._back_queued = self._now
        self._say(
            QueueEntered(queue=step.queue, position=1, topic=self._who.topic, priority="callback"),
            of=call,
        )
        self._now = step.at

    def _offer_over(self, outcome: OfferOutcome, step: Step) -> None:
        if self._is_open:
            ring_time = round(step.at - self._rang_at, 3)
            agent = step.agent or self._rung_agent
            ended = OfferEnded(reservation=self._is_open, agent=agent, outcome=outcome, ring_time=ring_time)
            self._say(ended, of=self._call_now)
            self._is_open = ""

    @property
    def _rung_agent(self) -> str:
        rung = [one.agent for one in self._story.steps if one.kind == "rings" and one.number <= self._number]
        return rung[-1] if rung else ""

    def _connected(self, step: Step) -> None:
        call, queue = self._call_now, self._queue
        self._offer_over("accepted", step)
        wait = round(step.at - self._waits_since, 3)
        self._say(QueueLeft(queue=queue, reason="connected", wait_time=wait), of=call)
        if self._promised is not None and not self._is_called_back:
            rest, low, high = step.at - self._promised.at, self._promised.low_time, self._promised.high_time
            error = min(0.0, rest - low) + max(0.0, rest - high)
            self._say(WaitEstimateChecked(queue=queue, error_time=round(error, 3)), of=call)
        self._say(ConversationStarted(agent=step.agent, bridge_id=f"bridge-{call}"), of=call)
        told = self._told
        told.talked_in, told.agent, told.talked_at = call, step.agent, self._day.moment(step.at)
        self._talk = (step.agent, step.at)
        if self._consent is not None and self._consent.is_given and not self._is_called_back:
            name = f"{self._day.day:%Y/%m/%d}/rec-{call.removeprefix('call-')}"
            told.recording = recording_file(name)
            began = RecordingStarted(
                recording=name.rpartition("/")[2],
                file=told.recording,
                agent=step.agent,
                office=self._story.caller.office,
                topic=self._who.topic,
                mode="opt_in",
            )
            self._say(began, of=call)

    @property
    def _queue(self) -> str:
        joined = self._story.find("joined")
        return self._story.caller.office if joined is None else joined.queue

    def _talked(self, step: Step) -> None:
        assert self._talk is not None
        (agent, began), call, told = self._talk, self._call_now, self._told
        told.talk_time, told.ended_at = round(step.at - began, 3), self._day.moment(step.at)
        if told.recording:
            name = told.recording.rpartition("/")[2].partition(".")[0]
            ended = RecordingEnded(recording=name, file=told.recording, duration_time=told.talk_time)
            self._say(ended, of=call)
        is_callers_end = self._random.random() < 0.45
        self._say(
            ConversationEnded(
                agent=agent, ended_by="caller" if is_callers_end else "agent", talk_time=told.talk_time
            ),
            of=call,
        )
        if is_callers_end:
            self._ends("caller_hung_up", of=call)
        else:
            self._rates(agent, call)
        if self._is_called_back:
            tried = sum(one.kind == "tried" for one in self._story.steps) + 1
            order = order_of(self._call_id)
            self._say(
                CallbackTried(callback=order, attempt=tried, outcome="talked", origin=self._call_id), of=call
            )
            self._say(CallbackEnded(callback=order, outcome="talked"), of=self._call_id)

    def _rates(self, agent: str, call: str) -> None:
        self._enters("ocena", of=call)
        if self._random.random() < 0.55:
            self._wait(self._random.uniform(4, 9))
            waited = self._told.talked_at is not None and self._promised is not None
            rating = self._random.choices(
                (1, 2, 3, 4, 5), (4, 5, 12, 30, 49) if not waited else (12, 15, 23, 28, 22)
            )
            self._say(
                SurveyAnswered(
                    node="ocena",
                    about="conversation",
                    rating=rating[0],
                    is_solved=self._random.random() < 0.25 + 0.14 * rating[0],
                    agent=agent,
                    office=agent.removeprefix("k").partition("-")[0],
                ),
                of=call,
            )
        self._enters("pozegnanie", of=call)
        self._wait(self._random.uniform(2, 5))
        self._ends("completed", of=call)

    def _ordered(self, step: Step) -> None:
        self._say(QueueLeft(queue=step.queue, reason="callback", wait_time=round(step.at - self._joined, 3)))
        order = CallbackOrdered(
            callback=order_of(self._call_id),
            queue=step.queue,
            callback_number=self._who.number,
            due_at=self._day.moment(self._joined),
            topic=self._who.topic,
            client_id=self._who.client,
            language=self._who.language,
        )
        self._say(order, of=self._call_id)
        now = self._now
        self._enters("koniec", of=self._call_id)
        self._wait(6.0)
        self._ends("completed", of=self._call_id)
        self._now = now

    def _left(self, step: Step) -> None:
        if self._is_called_back:
            self._offer_over("failed", step)
            if self._rang_at >= self._ordered_at > 0:  # rung back, and nobody has come to the telephone
                call = back_of(self._call_id)
                wait = round(step.at - self._waits_since, 3)
                self._say(QueueLeft(queue=step.queue, reason="nobody_there", wait_time=wait), of=call)
                self._ends("completed", of=call)
            ended = CallbackEnded(callback=order_of(self._call_id), outcome="given_up")
            self._say(ended, of=self._call_id)
            return
        self._offer_over("caller_gone" if step.outcome == "abandoned" else "withdrawn", step)
        wait = round(step.at - self._joined, 3)
        if step.outcome == "abandoned":
            self._say(QueueLeft(queue=step.queue, reason="abandoned", wait_time=wait))
            self._ends("caller_hung_up")
        else:
            self._say(QueueLeft(queue=step.queue, reason="nobody_there", wait_time=wait))
            self._enters("nikogo")
            self._wait(self._random.uniform(6, 15))
            for node in ("nikogo_godziny", "bez_konsultanta", "liczy_proby", "propozycja", "propozycja_ogolna"):
                self._enters(node)
            self._wait(self._random.uniform(3, 8))
            self._is_over()

    def _nobody(self) -> None:
        """Out of hours: a message, or the end."""
        if self._leaves_message:
            self._enters("zamowienie")
            self._wait(2.0)
            self._enters("wiadomosc")
            self._wait(4.0)
            name = f"{self._day.day:%Y/%m/%d}/msg-{self._call_id.removeprefix('call-')}"
            message, office = name.rpartition("/")[2], self._story.caller.office
            told, told.message, told.message_time = (
                self._told,
                recording_file(name),
                round(self._random.uniform(7, 16), 1),
            )
            self._say(VoiceMessageStarted(message=message, file=told.message, office=office))
            self._wait(told.message_time)
            self._say(
                VoiceMessageLeft(
                    message=message,
                    file=told.message,
                    office=office,
                    duration_time=told.message_time,
                    caller_number=self._who.number,
                    client_id=self._who.client,
                )
            )
            self._wait(2.0)
        self._is_over()

    def _is_over(self) -> None:
        """The caller has gone, or heard that there is nothing more."""
        if self._random.random() < 0.5:
            self._ends("caller_hung_up")
            return
        self._enters("koniec")
        self._wait(2.0)
        self._ends("completed")
