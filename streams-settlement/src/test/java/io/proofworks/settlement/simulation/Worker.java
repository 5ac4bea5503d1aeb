package io.proofworks.settlement.simulation;

import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.runtime.journal.Consequence;
import io.proofworks.runtime.journal.JournalChain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One partition of an application under exactly-once: it consumes its topics in any interleaving,
 * and what follows becomes visible when it commits. A crash takes back what was not committed; the
 * state is restored, which here means that everything committed is consumed again.
 */
final class Worker<E extends Consequence> {

  final String journal;
  final int partition;
  private final List<String> topics;
  private final SimulatedLog log;
  private final Supplier<Function<InboundRecord, List<Applied<E>>>> engines;
  private Function<InboundRecord, List<Applied<E>>> engine;
  private Map<String, Integer> positions = new HashMap<>();
  private Map<String, Integer> committedPositions = new HashMap<>();
  private final List<InboundRecord> consumed = new ArrayList<>();
  private int committed;
  private final List<Applied<E>> pending = new ArrayList<>();
  private final List<Applied<E>> done = new ArrayList<>();

  Worker(
      String journal,
      int partition,
      List<String> topics,
      SimulatedLog log,
      Supplier<Function<InboundRecord, List<Applied<E>>>> engines) {
    this.journal = journal;
    this.partition = partition;
    this.topics = topics;
    this.log = log;
    this.engines = engines;
    this.engine = engines.get();
  }

  /** Topics with something to read. */
  List<String> readable() {
    return topics.stream().filter(t -> position(t) < log.records(t, partition).size()).toList();
  }

  private int position(String topic) {
    return positions.getOrDefault(topic, 0);
  }

  void consume(String topic) {
    InboundRecord record = log.records(topic, partition).get(position(topic));
    positions.merge(topic, 1, Integer::sum);
    consumed.add(record);
    pending.addAll(engine.apply(record));
  }

  boolean hasPending() {
    return consumed.size() > committed;
  }

  /** Ends the transaction; what it did is visible from now on. */
  List<Applied<E>> commit() {
    List<Applied<E>> visible = List.copyOf(pending);
    pending.clear();
    done.addAll(visible);
    committed = consumed.size();
    committedPositions = new HashMap<>(positions);
    return visible;
  }

  /** Loses the open transaction, and restores the rest. */
  void crash() {
    pending.clear();
    positions = new HashMap<>(committedPositions);
    consumed.subList(committed, consumed.size()).clear();
    engine = engines.get();
    List<Applied<E>> again = new ArrayList<>();
    consumed.forEach(record -> again.addAll(engine.apply(record)));
    require(outcomes(again).equals(outcomes(done)), "a restored partition decides otherwise");
  }

  /** Every step that was committed. */
  List<Applied<E>> done() {
    return done;
  }

  private static <E extends Consequence> List<String> outcomes(List<Applied<E>> steps) {
    return steps.stream()
        .map(s -> s.input() + " " + JournalChain.outcomeDigest(s.effects()))
        .toList();
  }

  static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new Violation(otherwise);
    }
  }
}
