package io.proofworks.sharding.processor;

import io.proofworks.avro.Receipt;
import io.proofworks.avro.TaskClosed;
import io.proofworks.avro.TaskRecord;
import io.proofworks.protocol.BatchOutcome;
import io.proofworks.protocol.TaskState;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.serde.Decoded;
import io.proofworks.sharding.domain.BatchState;
import io.proofworks.sharding.domain.MarketPolicy;
import io.proofworks.sharding.domain.ScheduleEvent;
import io.proofworks.topics.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.ToLongFunction;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Batches of one partition: requests open them, supersessions and receipts end them, and child
 * proofs tell how long reveals take. What it does with an input depends on its stores, on where the
 * clock of the requests stands, on the policy in force and on what is known of the money of who
 * asks, and on nothing else: so that a replay of its journal, which says the latter three, decides
 * the same again.
 */
final class RequestPartition {

  /** What it applies, each record of it. */
  static final Set<String> TOPICS =
      Set.of(
          Topics.BATCHES.name(),
          Topics.SUPERSESSIONS.name(),
          Topics.RECEIPTS.name(),
          Topics.CHILD_PROOFS.name());

  private final Systems systems;
  private final Outbox outbox;
  private final Authorship authorship;
  private final Batches batches;
  private final Waitroom parked;
  private final Windows windows;
  private final RequestDesk requests;
  private final SupersessionDesk supersessions;
  private long clock;
  private @Nullable MarketPolicy policy;
  private ToLongFunction<String> funds = requester -> 0;

  /** What was known of the money of who signed the request at hand, where that is asked. */
  private @Nullable Long free;

  /** The input at hand, once it was seen that somebody has signed it. */
  private @Nullable SignedInput signed;

  /**
   * @param forward hands a record to the sink of that name
   */
  RequestPartition(
      RequestStores stores, Systems systems, BiConsumer<Record<byte[], byte[]>, String> forward) {
    this.systems = systems;
    outbox = new Outbox(Names.BATCH, systems, forward);
    authorship = new Authorship(systems, outbox);
    batches = new Batches(outbox.turn(), stores);
    parked = new Waitroom(stores.parked());
    windows = new Windows(outbox.turn(), stores.windows());
    requests =
        new RequestDesk(
            systems,
            outbox,
            batches,
            new Refusals(outbox.turn(), stores.ends()),
            new Solvency(stores.ends()),
            () -> policy,
            windows);
    supersessions = new SupersessionDesk(systems, outbox, batches, () -> policy);
  }

  /** Where the clock of the requests stands, epoch milliseconds; 0 before the first record. */
  long clock() {
    return clock;
  }

  /**
   * What the next inputs are taken by.
   *
   * @param now where the clock of the requests stands
   * @param inForce null while there is none
   * @param known free money of a requester, as far as it is known, base units
   */
  void set(long now, @Nullable MarketPolicy inForce, ToLongFunction<String> known) {
    clock = now;
    policy = inForce;
    funds = known;
  }

  /**
   * Takes a record that is not a tick, of one of the {@link #TOPICS}.
   *
   * @return what was applied; empty where nobody signed what somebody has to sign: its answer
   *     follows from the record alone, and nothing else came of it
   */
  Optional<Applied<Outcome>> take(InboundRecord input) {
    signed = null;
    free = null;
    outbox.take(input, () -> receive(input), this::setAside);
    return signed == null && Authorship.concerns(input.coordinates().topic())
        ? Optional.empty()
        : Optional.of(
            applied(
                input,
                outbox.outcomes(),
                outbox.deadLettered(),
                free == null ? Map.of() : Map.of(Names.FREE, free)));
  }

  /**
   * Judges the supersessions that waited for requests appended before them: these have all been
   * seen once their clock passed them. And forgets what nobody can ask about any more.
   *
   * @param input that brought the clock there
   * @return empty when nothing waited
   */
  Optional<Applied<Outcome>> advance(InboundRecord input) {
    List<Outcome> outcomes = new ArrayList<>();
    List<Parked> due = parked.release(clock);
    boolean deadLettered = false;
    for (Parked waiting : due) {
      outbox.take(waiting.input(), () -> judge(waiting.input()));
      outcomes.addAll(outbox.outcomes());
      deadLettered |= outbox.deadLettered();
    }
    return due.isEmpty()
        ? Optional.empty()
        : Optional.of(applied(input, outcomes, deadLettered, Map.of(Applied.DEADLINES, clock)));
  }

  /** Whether something waits that was appended before that time. */
  boolean owes(long until) {
    return parked.holdsBefore(until);
  }

  /**
   * Forgets what nobody can ask about any more.
   *
   * @return whether there was something
   */
  boolean forget() {
    boolean[] any = new boolean[1];
    outbox.run(() -> any[0] = batches.forget(clock));
    return any[0];
  }

  private Applied<Outcome> applied(
      InboundRecord input,
      List<Outcome> outcomes,
      boolean deadLettered,
      Map<String, Long> besides) {
    Map<String, Long> clocks = new HashMap<>(besides);
    clocks.put(Topics.BATCHES.name(), clock);
    clocks.put(Topics.POLICIES.name(), policy == null ? 0L : policy.version());
    return new Applied<>(input.coordinates(), input.digest(), null, clocks, outcomes, deadLettered);
  }

  private void receive(InboundRecord input) {
    String topic = input.coordinates().topic();
    if (Authorship.concerns(topic)) {
      authorship.read(input).ifPresent(this::receive);
    } else if (topic.equals(Topics.CHILD_PROOFS.name())) {
      windows.measure(
          systems.serdes().decoder(Topics.CHILD_PROOFS).decode(input.value()), systems.market());
    } else {
      close(input);
    }
  }

  private void receive(SignedInput input) {
    signed = input;
    switch (input) {
      case SignedInput.OfRequest request -> {
        if (policy != null && policy.asksForMoney()) {
          free = funds.applyAsLong(request.request().requesterId().hex());
        }
        requests.receive(request, clock, free == null ? 0 : free);
      }
      case SignedInput.OfSupersession message -> {
        boolean last = clock > message.input().time();
        if (supersessions.receive(message, clock, last)
            && !parked.take(Parked.of(message.input()))) {
          supersessions.refuseForWantOfRoom(message);
        }
      }
    }
  }

  /** What waited was signed, or it would not have waited. */
  private void judge(InboundRecord waited) {
    supersessions
        .waited(waited)
        .or(() -> authorship.read(waited).map(SignedInput.OfSupersession.class::cast))
        .ifPresent(message -> supersessions.receive(message, clock, true));
  }

  private void setAside() {
    if (signed instanceof SignedInput.OfRequest request) {
      requests.remember(request, clock);
    }
  }

  private void close(InboundRecord input) {
    switch (systems.serdes().decoder(Topics.RECEIPTS).decode(input.value())) {
      case Decoded.Value<Receipt>(Receipt receipt) ->
          batches
              .get(receipt.getBatchId(), clock)
              .filter(BatchState.Open.class::isInstance)
              .ifPresent(batch -> close(receipt, (BatchState.Open) batch, input.time()));
      case Decoded.Malformed<Receipt>(String detail) ->
          outbox.deadLetter(input, "MALFORMED", detail);
    }
  }

  private void close(Receipt receipt, BatchState.Open open, long now) {
    batches.put(receipt.getBatchId(), open.close(receipt.getOutcome(), now));
    boolean settled = receipt.getOutcome().equals(BatchOutcome.SETTLED.name());
    TaskState state = settled ? TaskState.SETTLED : TaskState.FAILED;
    TaskClosed event =
        new TaskClosed(
            receipt.getBatchId(), state.name(), receipt.getOutcome() + " receipt", false);
    open.taskIds()
        .forEach(id ->
            outbox.publish(
                Topics.TASKS, id, new TaskRecord(open.request().domain(), id, event), now));
    outbox.tell(new ScheduleEvent.BatchEnded(now, open.taskIds()));
  }
}
