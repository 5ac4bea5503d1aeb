package io.proofworks.sharding.processor;

import io.proofworks.avro.Heartbeat;
import io.proofworks.avro.ProverStanding;
import io.proofworks.messages.SignedMessages;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.serde.Decoded;
import io.proofworks.sharding.ShardingTopology;
import io.proofworks.sharding.domain.ScheduleEvent;
import io.proofworks.topics.Topics;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Provers of one partition: standings and heartbeats whose signature holds go to the scheduler. A
 * heartbeat is answered only when it is refused. The ticks of one partition are the scheduler's
 * clock while nothing happens.
 */
@SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
public final class ProverProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

  private final AppContext app;
  private final Answers answers;
  private StateMap<ProverSession> sessions;
  private Outbox outbox;

  public ProverProcessor(AppContext app) {
    this.app = app;
    this.answers = new Answers(app);
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    super.init(context);
    outbox = new Outbox(ShardingTopology.PROVER, app, context);
    sessions =
        new StateMap<>(outbox.turn(), context, ShardingTopology.SESSIONS, ProverSession.class);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    InboundRecord input = InboundRecord.of(record, context());
    outbox.take(input, () -> receive(input));
  }

  private void receive(InboundRecord input) {
    if (input.isTick()) {
      tick(input);
    } else if (input.coordinates().topic().equals(Topics.PROVERS.name())) {
      standing(input);
    } else {
      heartbeat(input);
    }
  }

  private void tick(InboundRecord input) {
    if (input.coordinates().partition() == 0) {
      outbox.tell(new ScheduleEvent.Ticked(input.time()));
    }
  }

  private void standing(InboundRecord input) {
    if (app.serdes().decoder(Topics.PROVERS).decode(input.value())
            instanceof Decoded.Value<ProverStanding>(ProverStanding standing)
        && standing.getDomain().equals(app.settings().domain().hex())) {
      String id = standing.getProverId();
      sessions.put(id, AvroProvers.session(standing, sessions.get(id)));
      outbox.tell(new ScheduleEvent.StandingChanged(input.time(), AvroProvers.profile(standing)));
    }
  }

  private void heartbeat(InboundRecord input) {
    answers
        .misplaced(input, Topics.HEARTBEATS)
        .ifPresentOrElse(
            wrong -> refuse(input, "", wrong.reason(), wrong.detail()), () -> decode(input));
  }

  private void decode(InboundRecord input) {
    switch (app.serdes().decoder(Topics.HEARTBEATS).decode(input.value())) {
      case Decoded.Value<Heartbeat>(Heartbeat heartbeat) -> judge(input, heartbeat);
      case Decoded.Malformed<Heartbeat>(String detail) -> {
        outbox.deadLetter(input, Reason.MALFORMED.name(), detail);
        refuse(input, "", Reason.MALFORMED, detail);
      }
    }
  }

  private void judge(InboundRecord input, Heartbeat heartbeat) {
    String id = heartbeat.getProverId();
    Optional<ProverSession> session = sessions.get(id);
    Optional<Reason> refusal =
        id.equals(input.answerKey()) && Address.tryParse(id).isPresent()
            ? flaw(heartbeat, session, input.time())
            : Optional.of(Reason.MALFORMED);
    if (refusal.isPresent() || session.isEmpty()) {
      refuse(input, id, refusal.orElse(Reason.UNREGISTERED), "the heartbeat does not count");
      return;
    }
    sessions.put(id, session.get().seen(heartbeat.getSequence()));
    outbox.tell(
        new ScheduleEvent.HeartbeatChecked(
            input.time(), AvroProvers.pulse(heartbeat, input.time())));
  }

  private Optional<Reason> flaw(Heartbeat heartbeat, Optional<ProverSession> session, long now) {
    if (!heartbeat.getDomain().equals(app.settings().domain().hex())) {
      return Optional.of(Reason.WRONG_DOMAIN);
    }
    if (session.isEmpty() || !session.get().registered() || now >= session.get().sessionExpiry()) {
      return Optional.of(Reason.UNREGISTERED);
    }
    if (!SignedMessages.verify(heartbeat, session.get().sessionKey())) {
      return Optional.of(Reason.BAD_SIGNATURE);
    }
    return heartbeat.getSequence() > session.get().lastSequence()
        ? Optional.empty()
        : Optional.of(Reason.DUPLICATE);
  }

  private void refuse(InboundRecord input, String author, Reason reason, String detail) {
    Answers.About about = new Answers.About(VerdictKind.HEARTBEAT, author, null, null);
    outbox.publish(
        Topics.VERDICTS,
        input.answerKey(),
        answers.verdict(input, about, reason, detail),
        input.time());
  }
}
