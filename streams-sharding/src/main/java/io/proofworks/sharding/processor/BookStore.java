package io.proofworks.sharding.processor;

import io.proofworks.runtime.FormatSerdes;
import io.proofworks.sharding.domain.Change;
import io.proofworks.sharding.domain.MarketBook;
import io.proofworks.sharding.domain.ProvenStatements;
import io.proofworks.sharding.domain.ProverView;
import io.proofworks.sharding.domain.TaskView;
import io.proofworks.topics.Partitions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessingContext;

/**
 * The scheduler's book on disk. It is read once, when a task of the topology starts or is revived;
 * from then on every step is applied in memory and written here.
 */
final class BookStore {

  private static final String NOW = "now";
  private static final String WINS = "wins";

  /** With the partition behind it. */
  private static final String READ = "read-";

  private final StateMap<TaskView> tasks;
  private final StateMap<ProverView> provers;
  private final StateMap<Change> market;
  private final StateMap<ProvenStatements.Proven> statements;

  BookStore(ProcessingContext context) {
    tasks = new StateMap<>(context, Names.BOOK_TASKS, FormatSerdes.of(ShardingFormats.TASK));
    provers = new StateMap<>(context, Names.BOOK_PROVERS, FormatSerdes.of(ShardingFormats.PROVER));
    market = new StateMap<>(context, Names.BOOK_MARKET, FormatSerdes.of(ShardingFormats.CHANGE));
    statements =
        new StateMap<>(context, Names.BOOK_STATEMENTS, FormatSerdes.of(ShardingFormats.PROVEN));
  }

  MarketBook load(String domain, int partitions) {
    List<Change> steps = new ArrayList<>();
    market.forEach((name, step) -> steps.add(step));
    provers.forEach((id, prover) -> steps.add(new Change.ProverSeen(prover)));
    tasks.forEach((id, task) -> steps.add(new Change.TaskSeen(task)));
    MarketBook book =
        new MarketBook(domain, proven(statements), id -> Partitions.of(id, partitions));
    book.apply(steps);
    return book;
  }

  /** There are too many for the memory, so a book looks them up there and writes through. */
  static ProvenStatements proven(StateMap<ProvenStatements.Proven> statements) {
    ProvenStatements.Shelf shelf =
        new ProvenStatements.Shelf() {
          @Override
          public Optional<ProvenStatements.Proven> get(String key) {
            return statements.get(key);
          }

          @Override
          public void put(String key, ProvenStatements.Proven value) {
            statements.put(key, value);
          }

          @Override
          public void remove(String key) {
            statements.remove(key);
          }

          @Override
          public Optional<String> first() {
            return statements.first();
          }

          @Override
          public long size() {
            return statements.size();
          }
        };
    return new ProvenStatements(shelf, ProvenStatements.MOST);
  }

  void save(List<Change> changes) {
    changes.forEach(this::save);
  }

  private void save(Change change) {
    switch (change) {
      case Change.TimeSeen time -> market.put(NOW, time);
      case Change.ReadSeen read -> market.put(READ + read.partition(), read);
      case Change.WinsSeen wins -> market.put(WINS, wins);
      case Change.ProverSeen(ProverView prover) -> provers.put(prover.proverId(), prover);
      case Change.ProverForgotten(String proverId) -> provers.remove(proverId);
      case Change.TaskSeen(TaskView task) -> tasks.put(task.offer().taskId(), task);
      case Change.StatementProven written -> {}
      case Change.StatementForgotten written -> {}
      case Change.TaskForgotten(String taskId) -> tasks.remove(taskId);
    }
  }
}
