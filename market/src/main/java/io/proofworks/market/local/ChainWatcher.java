package io.proofworks.market.local;

import io.proofworks.avro.Execution;
import io.proofworks.avro.Receipt;
import io.proofworks.operations.LogCode;
import io.proofworks.proofs.external.ExternalServiceException;
import io.proofworks.protocol.BatchOutcome;
import io.proofworks.protocol.Hash32;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topics;
import io.proofworks.worker.log.LogReader;
import io.proofworks.worker.log.MarketWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requester's side of the target chain: checks the root proof of each receipt again, from the
 * receipt alone, and records the action that its user waited for. It trusts nothing but the proof.
 */
public final class ChainWatcher implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ChainWatcher.class);
  private static final Duration POLL = Duration.ofMillis(100);

  /** For another program: between attempts, and before an attempt is broken off in closing. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private static final Duration AGAIN = Duration.ofSeconds(5);

  private final Hash32 domain;
  private final MarketWriter writer;
  private final LogReader.Builder topics;
  private final ReceiptCheck check;
  private final Clock clock;
  private final Set<String> executed = new HashSet<>();
  private final Set<Receipt> waiting = new HashSet<>();
  private final Thread thread;
  private long notBefore;
  private volatile boolean closed;

  public ChainWatcher(
      Hash32 domain,
      Map<String, Object> kafka,
      MarketSerdes serdes,
      ReceiptCheck check,
      Clock clock) {
    this.domain = domain;
    this.writer = new MarketWriter(kafka, serdes);
    this.check = check;
    this.clock = clock;
    this.topics =
        LogReader.of(kafka, serdes)
            .on(Topics.POLICIES, check::learn)
            .on(Topics.RECEIPTS, waiting::add)
            .on(Topics.EXECUTIONS, execution -> executed.add(execution.getBatchId()));
    this.thread = Thread.ofPlatform().name("chain-watcher").start(this::run);
  }

  /** Brokers that are away for a while, and whatever else passes, do not end it. */
  private void run() {
    try (writer) {
      while (!closed) {
        try (LogReader reader = topics.fromBeginning()) {
          watch(reader);
        } catch (RuntimeException e) {
          recover(e);
        }
      }
    }
  }

  private void watch(LogReader reader) {
    while (!closed) {
      reader.poll(POLL);
      if (reader.caughtUp() && clock.millis() >= notBefore) {
        waiting.removeIf(this::isDone);
      }
    }
  }

  private void recover(RuntimeException failure) {
    if (closed) {
      return;
    }
    log.warn("{} cause={}", LogCode.WATCHER_RECOVERS, failure.toString());
    try {
      Thread.sleep(AGAIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // only closing interrupts
    }
  }

  /** Whether it need not be looked at again; no verdict follows from a program's silence. */
  private boolean isDone(Receipt receipt) {
    if (closed) {
      return false;
    }
    try {
      execute(receipt);
      return true;
    } catch (ExternalServiceException e) {
      log.warn(
          "{} batch={} cause={}", LogCode.RECEIPT_UNCHECKED, receipt.getBatchId(), e.getMessage());
      notBefore = clock.millis() + PAUSE.toMillis();
      var unused = Thread.interrupted(); // only closing interrupts, and the reader closes in order
      return false;
    }
  }

  private void execute(Receipt receipt) {
    boolean due =
        receipt.getDomain().equals(domain.hex())
            && receipt.getOutcome().equals(BatchOutcome.SETTLED.name())
            && !executed.contains(receipt.getBatchId());
    if (!due) {
      return;
    }
    ReceiptCheck.Result result = check.check(receipt);
    if (!result.valid()) {
      executed.add(receipt.getBatchId());
      log.error(
          "{} batch={} detail={}", LogCode.RECEIPT_REFUSED, receipt.getBatchId(), result.detail());
      return;
    }
    writer.put(
        Topics.EXECUTIONS,
        receipt.getBatchId(),
        Execution.newBuilder()
            .setDomain(domain.hex())
            .setBatchId(receipt.getBatchId())
            .setRouteId(receipt.getRouteId())
            .setOutcome("EXECUTED")
            .setReference("local:" + receipt.getBatchId())
            .setExecutedAt(clock.millis())
            .build());
    executed.add(receipt.getBatchId());
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    if (!thread.join(PAUSE)) {
      thread.interrupt(); // another program has not answered
      thread.join();
    }
  }
}
