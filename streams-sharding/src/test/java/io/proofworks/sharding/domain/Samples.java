package io.proofworks.sharding.domain;

import io.proofworks.proofs.Program;
import io.proofworks.proofs.batch.BatchScheme;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskClass;
import io.proofworks.protocol.TaskState;
import io.proofworks.protocol.VerdictKind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A small market: one policy, provers and tasks by short names. */
final class Samples {

  static final String SYSTEM = "ledger-groth16";
  static final String DOMAIN = "0x" + "d0".repeat(32);
  static final long TIMEOUT = 10_000;
  static final long WINDOW = 5_000;
  static final long GRACE = 2_000;
  static final long HALF_LIFE = 3_600_000;
  static final long HEARTBEAT_TIMEOUT = 4_000;
  static final int MAX_EPOCHS = 3;

  private Samples() {}

  /** An id of that name, in the form that is kept and in the order of the names. */
  static String id(String name) {
    return Hash32.of(padded(name, Hash32.BYTES)).hex();
  }

  /** An owner of that name. */
  static String address(String name) {
    return Address.of(padded(name, Address.BYTES)).hex();
  }

  /** The id of something that the task alone has. */
  private static String of(String what, String taskId) {
    return Keccak.hash((what + taskId).getBytes(StandardCharsets.UTF_8)).hex();
  }

  private static byte[] padded(String name, int length) {
    return Arrays.copyOf(name.getBytes(StandardCharsets.UTF_8), length);
  }

  static ClassTerms terms(TaskClass taskClass, int redundancy) {
    return new ClassTerms(
        taskClass,
        1_000,
        redundancy,
        TIMEOUT,
        WINDOW,
        GRACE,
        8_000,
        15_000,
        MAX_EPOCHS,
        new WindowBounds(1_000, 8_000, 10));
  }

  static MarketPolicy policy(int redundancy, List<Program> programs) {
    Map<TaskClass, ClassTerms> classes =
        Arrays.stream(TaskClass.values())
            .collect(Collectors.toMap(Function.identity(), c -> terms(c, redundancy)));
    return new MarketPolicy(
        DOMAIN,
        1,
        classes,
        programs,
        Set.of(),
        40,
        16_384,
        20_000,
        5_000,
        500,
        HALF_LIFE,
        HEARTBEAT_TIMEOUT,
        50,
        BatchScheme.ID,
        4,
        MarketRules.NEWEST,
        false);
  }

  static MarketPolicy stopping(MarketPolicy p, String system) {
    return changed(p, p.version() + 1, Set.of(system), p.rules(), p.closed());
  }

  static MarketPolicy by(int rules, MarketPolicy p) {
    return changed(p, p.version() + 1, p.stopped(), rules, p.closed());
  }

  /** The same under another version of the rules. */
  static MarketPolicy ruled(MarketPolicy p, int rules) {
    return changed(p, p.version(), p.stopped(), rules, p.closed());
  }

  /** The same of a market that ends. */
  static MarketPolicy closed(MarketPolicy p) {
    return changed(p, p.version() + 1, p.stopped(), p.rules(), true);
  }

  private static MarketPolicy changed(
      MarketPolicy p, int version, Set<String> stopped, int rules, boolean closed) {
    return new MarketPolicy(
        p.domain(),
        version,
        p.classes(),
        p.programs(),
        stopped,
        p.targetShardWeight(),
        p.maxProofBytes(),
        p.bondBps(),
        p.urgencyCapBps(),
        p.diversityCapBps(),
        p.reputationHalfLifeMs(),
        p.heartbeatTimeoutMs(),
        p.aggregatorFee(),
        p.aggregationScheme(),
        p.aggregationFanIn(),
        rules,
        closed);
  }

  static MarketPolicy policy(int redundancy) {
    return policy(redundancy, List.of());
  }

  /** The one task of a batch of its own. */
  static TaskOffer offer(
      String id, TaskClass taskClass, int redundancy, long openedAt, long deadline) {
    return offer(id, of("b", id), of("s", id), taskClass, redundancy, openedAt, deadline);
  }

  static TaskOffer offer(
      String id,
      String batch,
      String statement,
      TaskClass taskClass,
      int redundancy,
      long openedAt,
      long deadline) {
    Quote quote =
        Pricing.quote(20, terms(taskClass, redundancy), policy(redundancy), deadline - openedAt);
    return new TaskOffer(
        id,
        batch,
        statement,
        taskClass,
        SYSTEM,
        20,
        quote.minReward(),
        quote.maxReward(),
        quote.premiumCap(),
        quote.bond(),
        openedAt,
        deadline - WINDOW,
        deadline,
        redundancy,
        MAX_EPOCHS,
        TIMEOUT,
        TIMEOUT + WINDOW,
        GRACE,
        MarketRules.NEWEST);
  }

  static TaskOffer of(TaskOffer t, String proofSystem) {
    return changed(t, t.statementId(), proofSystem, t.minReward(), t.bond(), t.rules());
  }

  /** The same under another version of the rules. */
  static TaskOffer ruled(TaskOffer t, int rules) {
    return changed(t, t.statementId(), t.proofSystem(), t.minReward(), t.bond(), rules);
  }

  /** The same of another statement. */
  static TaskOffer stating(TaskOffer t, String statement) {
    return changed(t, statement, t.proofSystem(), t.minReward(), t.bond(), t.rules());
  }

  /** The same for a bond of that much. */
  static TaskOffer bonding(TaskOffer t, long bond) {
    return changed(t, t.statementId(), t.proofSystem(), t.minReward(), bond, t.rules());
  }

  /** The same, whose ramp begins that low. */
  static TaskOffer paying(TaskOffer t, long minReward) {
    return changed(t, t.statementId(), t.proofSystem(), minReward, t.bond(), t.rules());
  }

  private static TaskOffer changed(
      TaskOffer t, String statement, String proofSystem, long minReward, long bond, int rules) {
    return new TaskOffer(
        t.taskId(),
        t.batchId(),
        statement,
        t.taskClass(),
        proofSystem,
        t.weight(),
        minReward,
        t.maxReward(),
        t.premiumCap(),
        bond,
        t.openedAt(),
        t.commitBy(),
        t.deadline(),
        t.redundancy(),
        t.maxEpochs(),
        t.commitTimeoutMs(),
        t.epochMs(),
        t.lateGraceMs(),
        rules);
  }

  static ProverProfile profile(String id, int capacity, long price, long pausedUntil, long free) {
    return profile(id, SYSTEM, capacity, price, pausedUntil, free);
  }

  static ProverProfile profile(
      String id, String system, int capacity, long price, long pausedUntil, long free) {
    List<ProverProfile.Offer> offers =
        Arrays.stream(TaskClass.values())
            .map(c -> new ProverProfile.Offer(c, system, price))
            .toList();
    return new ProverProfile(
        id,
        true,
        capacity,
        "gpu",
        "vendor-" + id,
        "eu",
        offers,
        Map.of(),
        Long.MAX_VALUE,
        pausedUntil,
        free,
        0);
  }

  static ProverProfile reserving(ProverProfile p, long reserved) {
    return new ProverProfile(
        p.proverId(),
        p.eligible(),
        p.capacity(),
        p.hardwareClass(),
        p.vendor(),
        p.region(),
        p.offers(),
        p.reliability(),
        p.sessionExpiry(),
        p.pausedUntil(),
        p.free(),
        reserved);
  }

  static ProverProfile profile(String id, int capacity) {
    return profile(id, capacity, 100, 0, Long.MAX_VALUE);
  }

  static ScheduleEvent standing(long at, ProverProfile profile) {
    return new ScheduleEvent.StandingChanged(at, profile);
  }

  static ScheduleEvent heartbeat(long at, String id, int capacity) {
    return new ScheduleEvent.HeartbeatChecked(at, new Pulse(id, at, capacity, 0, false, List.of()));
  }

  static ScheduleEvent decline(long at, String id, String task, int epoch) {
    return new ScheduleEvent.HeartbeatChecked(
        at, new Pulse(id, at, 4, 0, false, List.of(new Pulse.GivenBack(task, epoch))));
  }

  static ScheduleEvent published(long at, TaskOffer... offers) {
    return new ScheduleEvent.TasksPublished(at, List.of(offers));
  }

  static ScheduleEvent funded(long at, String task) {
    return new ScheduleEvent.Judged(
        at, task, 0, VerdictKind.TASK, Reason.ACCEPTED, "requester", TaskState.OPEN, 0);
  }

  static ScheduleEvent silent(long at, String task, int epoch, String prover, TaskState state) {
    return new ScheduleEvent.Judged(
        at, task, epoch, VerdictKind.ASSIGNMENT, Reason.COMMIT_CLOSED, prover, state, 0);
  }

  static ScheduleEvent revealed(long at, String task, int epoch, String prover) {
    return new ScheduleEvent.Judged(
        at, task, epoch, VerdictKind.REVEAL, Reason.ACCEPTED, prover, TaskState.VERIFIED, 0);
  }
}
