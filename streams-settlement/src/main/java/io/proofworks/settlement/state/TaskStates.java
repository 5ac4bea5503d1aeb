package io.proofworks.settlement.state;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.LogWatch;
import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.LogClock;
import io.proofworks.runtime.RuntimeFormats;
import io.proofworks.runtime.TooLargeException;
import io.proofworks.runtime.state.OrderedStore;
import io.proofworks.settlement.domain.MarketPolicy;
import io.proofworks.settlement.domain.Origin;
import io.proofworks.settlement.domain.ProverKey;
import io.proofworks.settlement.domain.TaskCase;
import io.proofworks.settlement.domain.TaskInput;
import io.proofworks.settlement.records.TaskRecords;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * State of one task partition.
 *
 * @param tasks by task id
 * @param intake inputs by (time, topic's rank, offset), waiting for their turn
 * @param deadlines by (time, task id)
 * @param registry policies, provers, clocks
 */
public record TaskStates(
    OrderedStore tasks, OrderedStore intake, OrderedStore deadlines, OrderedStore registry) {

  private static final Serde<TaskCase> CASES =
      FormatSerdes.of(SettlementFormats.TASK, KeptTask::of, KeptTask::meant);
  private static final Serde<TaskInput> INPUTS = FormatSerdes.of(SettlementFormats.INPUT);
  private static final Serde<MarketPolicy> POLICIES = FormatSerdes.of(SettlementFormats.POLICY);
  private static final Serde<ProverKey> PROVERS = FormatSerdes.of(SettlementFormats.PROVER);
  private static final Serde<Former> FORMERS = FormatSerdes.of(SettlementFormats.FORMER);
  private static final Serde<LogClock> CLOCKS = FormatSerdes.of(RuntimeFormats.CLOCK);
  private static final Serde<LogWatch> WATCHES = FormatSerdes.of(RuntimeFormats.WATCH);
  private static final byte[] CLOCK = name("clock");
  private static final byte[] NEWEST = name("policy/newest");
  private static final byte[] NONE = {};
  private static final int RANK_AT = Long.BYTES;
  private static final int REVEAL_RANK = TaskRecords.TOPICS.indexOf(Topics.REVEALS.name());

  /**
   * The key that a prover had before its present one.
   *
   * @param until append time of the registration that changed it
   */
  record Former(ProverKey key, long until) {}

  /** A time at which a task wants to be looked at. */
  public record Deadline(long at, Hash32 taskId) {
    private byte[] key() {
      return ByteBuffer.allocate(Long.BYTES + Hash32.BYTES).putLong(at).put(taskId.bytes()).array();
    }

    private static Deadline of(byte[] key) {
      byte[] id = new byte[Hash32.BYTES];
      ByteBuffer buffer = ByteBuffer.wrap(key);
      long at = buffer.getLong();
      buffer.get(id);
      return new Deadline(at, Hash32.of(id));
    }
  }

  /** In stores that are empty. */
  public static TaskStates of(Supplier<OrderedStore> stores) {
    return new TaskStates(stores.get(), stores.get(), stores.get(), stores.get());
  }

  public @Nullable TaskCase task(Hash32 id) {
    return tasks.get(id.bytes(), CASES);
  }

  /**
   * Keeps a task.
   *
   * @param mostBytes that it may have as it is kept
   * @throws TooLargeException if it has more; nothing is changed then
   */
  public void task(TaskCase task, int mostBytes) {
    long most = KeptTask.mostBytes(task);
    if (most > mostBytes) {
      requireFits(CASES.serializer().serialize("", task).length, mostBytes);
    }
    tasks.put(task.task().taskId().bytes(), task, CASES, most);
  }

  private static void requireFits(int bytes, int mostBytes) {
    if (bytes > mostBytes) {
      throw new TooLargeException(SettlementFormats.TASK.name(), bytes, mostBytes);
    }
  }

  public void park(int rank, TaskInput input) {
    intake.enqueue(key(rank, input.origin()), input, INPUTS, KeptTask.mostBytes(input));
  }

  private static byte[] key(int rank, Origin origin) {
    return ByteBuffer.allocate(2 * Long.BYTES + 1)
        .putLong(origin.time())
        .put((byte) rank)
        .putLong(origin.offset())
        .array();
  }

  public Optional<TaskInput> parked() {
    return intake.first().map(this::parked);
  }

  private TaskInput parked(byte[] key) {
    return Objects.requireNonNull(intake.get(key, INPUTS), "an input that waits");
  }

  /** Reveals that wait for their turn, in its order, among as many inputs as that. */
  public List<TaskInput.RevealReceived> waitingReveals(int most) {
    return intake.first(most).stream()
        .filter(key -> key[RANK_AT] == REVEAL_RANK)
        .map(this::parked)
        .filter(TaskInput.RevealReceived.class::isInstance)
        .map(TaskInput.RevealReceived.class::cast)
        .toList();
  }

  public void unpark() {
    intake.first().ifPresent(intake::delete);
  }

  public void deadline(long at, Hash32 taskId) {
    deadlines.put(new Deadline(at, taskId).key(), NONE);
  }

  public Optional<Deadline> firstDeadline() {
    return deadlines.first().map(Deadline::of);
  }

  public void remove(Deadline deadline) {
    deadlines.delete(deadline.key());
  }

  public LogClock clock() {
    LogClock known = registry.get(CLOCK, CLOCKS);
    return known == null ? LogClock.start() : known;
  }

  public void clock(LogClock clock) {
    registry.put(CLOCK, clock, CLOCKS);
  }

  /** What is known of when that topic was closed in this partition. */
  public LogWatch watch(String topic) {
    LogWatch known = registry.get(name("watch/" + topic), WATCHES);
    return known == null ? LogWatch.NEW : known;
  }

  public void watch(String topic, LogWatch watch) {
    registry.put(name("watch/" + topic), watch, WATCHES);
  }

  /** The first policy of a version stands: a version never changes. */
  public void policy(MarketPolicy policy) {
    if (policy(policy.version()).isPresent()) {
      return;
    }
    registry.put(policyKey(policy.version()), policy, POLICIES);
    if (newestPolicy().map(MarketPolicy::version).orElse(0) < policy.version()) {
      registry.put(NEWEST, policy, POLICIES);
    }
  }

  public Optional<MarketPolicy> policy(int version) {
    return policyAt(policyKey(version));
  }

  public Optional<MarketPolicy> newestPolicy() {
    return policyAt(NEWEST);
  }

  private Optional<MarketPolicy> policyAt(byte[] key) {
    return Optional.ofNullable(registry.get(key, POLICIES));
  }

  /** The key of a prover as it was then, of the two that it registered last. */
  public Optional<ProverKey> prover(Address prover, long time) {
    return former(prover)
        .filter(former -> time < former.until())
        .map(Former::key)
        .or(() -> prover(prover));
  }

  private Optional<ProverKey> prover(Address prover) {
    return Optional.ofNullable(registry.get(name("prover/" + prover.hex()), PROVERS));
  }

  private Optional<Former> former(Address prover) {
    return Optional.ofNullable(registry.get(name("former/" + prover.hex()), FORMERS));
  }

  /**
   * Takes a registration.
   *
   * @param since append time of it, epoch milliseconds
   */
  public void prover(Address prover, ProverKey key, long since) {
    prover(prover)
        .filter(before -> !Arrays.equals(before.sessionKey(), key.sessionKey()))
        .map(before -> new Former(before, since))
        .ifPresent(former -> registry.put(name("former/" + prover.hex()), former, FORMERS));
    registry.put(name("prover/" + prover.hex()), key, PROVERS);
  }

  private static byte[] policyKey(int version) {
    return name("policy/" + version);
  }

  private static byte[] name(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
