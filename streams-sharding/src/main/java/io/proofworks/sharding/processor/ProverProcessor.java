package io.proofworks.sharding.processor;

import io.proofworks.avro.Heartbeat;
import io.proofworks.avro.ProverStanding;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Author;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.serde.Decoded;
import io.proofworks.sharding.domain.FreeMoney;
import io.proofworks.sharding.domain.ScheduleEvent;
import io.proofworks.topics.Topics;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Provers of one partition: standings and heartbeats whose signature holds go to the scheduler. A
 * heartbeat is answered only when it is refused. The ticks of one partition are the scheduler's
 * clock while nothing happens, and those of each tell it how far its heartbeats were read.
 */
@SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
public final class ProverProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

  /** Log time after which the schedule is told again how far heartbeats were read. */
  private static final long READ_MS = 1_000;

  private final AppContext app;
  private final Answers answers;
  private StateMap<ProverSession> sessions;
  private Funds told;
  private Outbox outbox;
  private long toldAt;

  public ProverProcessor(AppContext app) {
    this.app = app;
    this.answers = new Answers(Systems.of(app));
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    super.init(context);
    outbox = new Outbox(Names.PROVER, Systems.of(app), context::forward);
    sessions =
        new StateMap<>(
            outbox.turn(), context, Names.SESSIONS, FormatSerdes.of(ShardingFormats.SESSION));
    told = Funds.told(outbox.turn(), context);
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
    if (input.time() >= toldAt + READ_MS) {
      toldAt = input.time();
      outbox.tell(new ScheduleEvent.HeartbeatsRead(input.time(), input.coordinates().partition()));
    }
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
      tell(id, new FreeMoney(standing.getFree()), input.time());
    }
  }

  /** Only what is news: each partition of batches hears of it. */
  private void tell(String account, FreeMoney money, long time) {
    if (!told.of(account).stillSays(money.amount())) {
      told.put(account, money);
      outbox.tell(account, money, time);
    }
  }

  private void heartbeat(InboundRecord input) {
    answers
        .misplaced(input, Topics.HEARTBEATS)
        .ifPresentOrElse(
            wrong -> refuse(input, wrong.reason(), wrong.detail()), () -> decode(input));
  }

  private void decode(InboundRecord input) {
    switch (app.serdes().decoder(Topics.HEARTBEATS).decode(input.value())) {
      case Decoded.Value<Heartbeat>(Heartbeat heartbeat) -> judge(input, heartbeat);
      case Decoded.Malformed<Heartbeat>(String detail) -> {
        outbox.deadLetter(input, Reason.MALFORMED.name(), detail);
        refuse(input, Reason.MALFORMED, detail);
      }
    }
  }

  private void judge(InboundRecord input, Heartbeat heartbeat) {
    String id = heartbeat.getProverId();
    Optional<ProverSession> session = sessions.get(id).filter(known -> valid(known, input.time()));
    if (!id.equals(input.answerKey()) || Address.tryParse(id).isEmpty()) {
      refuse(input, Reason.MALFORMED, "the key is not the proverId");
    } else if (!heartbeat.getDomain().equals(app.settings().domain().hex())) {
      refuse(input, Reason.WRONG_DOMAIN, "signed for another market");
    } else if (session.isEmpty()) {
      refuse(input, Reason.UNREGISTERED, "no registration with a valid session key");
    } else {
      Authors.of(heartbeat, session.get())
          .ifPresentOrElse(
              author -> judge(input, heartbeat, session.get(), author),
              () -> refuse(input, Reason.BAD_SIGNATURE, "not by the registered session key"));
    }
  }

  private static boolean valid(ProverSession session, long now) {
    return session.registered() && now < session.sessionExpiry();
  }

  /** A repeat and what was overtaken say nothing any more: a prover is as its newest heartbeat. */
  private void judge(
      InboundRecord input, Heartbeat heartbeat, ProverSession session, Author author) {
    if (heartbeat.getSequence() <= session.lastSequence()) {
      answer(input, author, Reason.DUPLICATE, "not younger than the last one");
    } else if (Provers.givesBackTooMuch(heartbeat)) {
      answer(
          input, author, Reason.OVERSIZED, "more than " + AvroProvers.MAX_DECLINES + " declines");
    } else {
      sessions.put(heartbeat.getProverId(), session.seen(heartbeat.getSequence()));
      outbox.tell(
          new ScheduleEvent.HeartbeatChecked(
              input.time(), AvroProvers.pulse(heartbeat, input.time())));
    }
  }

  private void refuse(InboundRecord input, Reason reason, String detail) {
    answer(input, null, reason, detail);
  }

  private void answer(InboundRecord input, @Nullable Author author, Reason reason, String detail) {
    Answers.About about = new Answers.About(VerdictKind.HEARTBEAT, author, null, null);
    outbox.publish(
        Topics.VERDICTS,
        input.answerKey(),
        answers.verdict(input, about, reason, detail),
        input.time());
  }
}
