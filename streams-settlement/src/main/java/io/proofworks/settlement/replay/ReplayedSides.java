package io.proofworks.settlement.replay;

import io.proofworks.avro.JournalEntry;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.LogClosures;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.runtime.journal.Replay;
import io.proofworks.runtime.state.EmptyStores;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.settlement.domain.AccountRules;
import io.proofworks.settlement.domain.TaskRules;
import io.proofworks.settlement.partition.AccountPartition;
import io.proofworks.settlement.partition.BatchPartition;
import io.proofworks.settlement.partition.PolicyPartition;
import io.proofworks.settlement.partition.TaskPartition;
import io.proofworks.settlement.records.AccountRecords;
import io.proofworks.settlement.records.BatchRecords;
import io.proofworks.settlement.records.TaskRecords;
import io.proofworks.settlement.state.AccountStates;
import io.proofworks.settlement.state.Errand;
import io.proofworks.settlement.state.TaskStates;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.SerializationException;

/** The sides of settlement, as a replay drives them. */
public final class ReplayedSides {

  private ReplayedSides() {}

  /** The side that a journal's name is of; empty for none of settlement's. */
  static Optional<Replay.Side> of(String journal, JournalReplay.Scope scope, EmptyStores stores) {
    Digests digests = scope.digests();
    MarketSerdes serdes = scope.serdes();
    int partitions = scope.partitions();
    return switch (journal.substring(0, journal.indexOf('-') + 1)) {
      case Journals.TASK ->
          Optional.of(
              new Tasks(
                  new TaskPartition(
                      new TaskRecords(serdes, digests, partitions),
                      TaskStates.of(stores::ordered),
                      digests,
                      scope.proofs(),
                      TaskRules.PROTOCOL)));
      case Journals.ACCOUNT ->
          Optional.of(
              new Accounts(
                  new AccountPartition(
                      new AccountRecords(serdes, digests, partitions),
                      AccountStates.of(stores::ordered),
                      digests,
                      AccountRules.PROTOCOL)));
      case Journals.BATCH ->
          Optional.of(new Batches(new BatchPartition(new BatchRecords(serdes), stores.ordered())));
      case Journals.POLICY ->
          Optional.of(new Policies(new PolicyPartition(serdes, scope.domain(), stores.ordered())));
      default -> Optional.empty();
    };
  }

  /** A record that stands in the journal of a side that reads no such thing is hidden there. */
  private static void requireRead(InboundRecord input, Topic<?>... topics) {
    String topic = input.coordinates().topic();
    if (Stream.of(topics).noneMatch(one -> one.name().equals(topic))) {
      throw new IllegalArgumentException("this side reads no " + topic);
    }
  }

  private static Optional<String> key(byte[] internal) {
    try {
      return Optional.of(Errand.read("", internal).message().recordKey());
    } catch (SerializationException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether something follows on a side from the deadlines up to a time; they have passed then. */
  static boolean owes(Replay.Side side, long until) {
    InboundRecord nobody = InboundRecord.of(new Coordinates("", 0, 0, until), null, null);
    return side instanceof Tasks tasks && tasks.partition().advance(nobody, until).isPresent();
  }

  private record Tasks(TaskPartition partition) implements Replay.Side {

    @Override
    public Optional<String> keyOf(byte[] internal) {
      return key(internal);
    }

    @Override
    public Optional<? extends Applied<?>> apply(JournalEntry entry, InboundRecord input) {
      Map<String, Long> clocks = entry.getClocks();
      Long closedSince = clocks.get(Applied.CLOSED_SINCE);
      if (closedSince != null) {
        return Optional.of(partition.replayClosure(input, closed(clocks, closedSince)));
      }
      Long deadlines = clocks.get(Applied.DEADLINES);
      if (deadlines != null) {
        return partition.advance(input, deadlines);
      }
      boolean internal = entry.getInternalInput() != null;
      return Optional.of(internal ? partition.applyInternal(input) : partition.replay(input));
    }

    private static LogClosures.Interval closed(Map<String, Long> clocks, long since) {
      Long until = clocks.get(Applied.CLOSED_UNTIL);
      if (until == null || until <= since) {
        throw new IllegalArgumentException("a closure without an end");
      }
      return new LogClosures.Interval(since, until);
    }
  }

  private record Accounts(AccountPartition partition) implements Replay.Side {

    @Override
    public Optional<String> keyOf(byte[] internal) {
      return key(internal);
    }

    @Override
    public Optional<? extends Applied<?>> apply(JournalEntry entry, InboundRecord input) {
      if (entry.getInternalInput() != null) {
        return Optional.of(partition.receiveInternal(input));
      }
      requireRead(input, Topics.REGISTRATIONS, Topics.STAKES);
      return Optional.of(partition.receive(input));
    }
  }

  private record Batches(BatchPartition partition) implements Replay.Side {

    @Override
    public Optional<? extends Applied<?>> apply(JournalEntry entry, InboundRecord input) {
      requireRead(input, Topics.VERDICTS, Topics.AGGREGATION_JOBS, Topics.RECEIPTS);
      Optional<Applied<?>> applied = partition.receive(input).map(step -> step);
      if (applied.isEmpty()) {
        throw new IllegalArgumentException("the record moves no money of a batch");
      }
      return applied;
    }
  }

  private record Policies(PolicyPartition partition) implements Replay.Side {

    @Override
    public Optional<? extends Applied<?>> apply(JournalEntry entry, InboundRecord input) {
      requireRead(input, Topics.POLICIES);
      return Optional.of(partition.receive(input));
    }
  }
}
