package io.proofworks.market.outage;

import io.proofworks.avro.Policy;
import io.proofworks.market.local.LedgerWork;
import io.proofworks.market.local.ProvableWork;
import io.proofworks.market.local.Requester;
import io.proofworks.proofs.ledgercircuit.LedgerProgram;
import io.proofworks.protocol.Binding;
import io.proofworks.protocol.TaskClass;
import io.proofworks.topics.Topics;
import io.proofworks.worker.log.LogReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * A rollup that asks for a batch every few seconds, whatever is away, as long as not too many wait
 * for their receipts already: a slow machine is given what it can do. It waits for the brokers to
 * have each, as its operator would, and what they have not taken may stand in the log or not.
 */
final class Load implements AutoCloseable {

  private static final Duration PERIOD = Duration.ofSeconds(3);
  private static final Duration DEADLINE = Duration.ofHours(3);

  private static final int MOST_OPEN = 8;

  private final Requester requester;
  private final LogReader receipts;
  private final Policy policy;
  private final List<LedgerProgram> programs;
  private final Set<String> ended = new HashSet<>();
  private final Set<String> taken = ConcurrentHashMap.newKeySet();
  private final AtomicInteger refused = new AtomicInteger();
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private @Nullable ScheduledFuture<?> running;
  private int submitted;

  /**
   * @param log with nothing to read yet
   */
  Load(Requester requester, LogReader.Builder log, Policy policy, List<LedgerProgram> programs) {
    this.requester = requester;
    this.receipts =
        log.on(Topics.RECEIPTS, receipt -> ended.add(receipt.getBatchId())).fromBeginning();
    this.policy = policy;
    this.programs = programs;
  }

  /** Batches are submitted from now on. */
  void start() {
    running =
        thread.scheduleWithFixedDelay(this::submit, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Waits for the last one to be taken or refused; none is submitted afterwards. */
  void stop() throws InterruptedException, ExecutionException, TimeoutException {
    if (running != null) {
      running.cancel(false);
    }
    Future<?> last = thread.submit(() -> {});
    last.get(5, TimeUnit.MINUTES);
  }

  private void submit() {
    try {
      receipts.poll(Duration.ofMillis(100));
      if (taken.size() - ended.size() >= MOST_OPEN) {
        return;
      }
      taken.add(requester.submit(order(submitted++)).getBatchId());
    } catch (KafkaException e) {
      refused.incrementAndGet();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Requester.Order order(int number) throws IOException {
    ProvableWork work =
        LedgerWork.of(
            LedgerWork.richer(LedgerWork.block(1), number),
            programs,
            policy.getTargetShardWeight());
    TaskClass taskClass = TaskClass.STANDARD;
    return new Requester.Order(
        work,
        taskClass,
        Binding.IN_PROOF,
        DEADLINE,
        Requester.ceiling(policy, taskClass, work.weight(), work.shards()),
        "usdt:ethereum->base");
  }

  /** Batches that the brokers said they have. */
  Set<String> taken() {
    return Set.copyOf(taken);
  }

  /** Submissions of which nobody said that they arrived. */
  int refused() {
    return refused.get();
  }

  @Override
  public void close() throws InterruptedException {
    thread.shutdownNow();
    var unused = thread.awaitTermination(1, TimeUnit.MINUTES);
    requester.close();
    receipts.close();
  }
}
