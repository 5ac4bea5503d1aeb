package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Binding;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.TaskClass;
import io.proofworks.protocol.TaskState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One task and its engine. A proof is valid when it begins with 1 and ends with the prover's
 * binding; a signature when it is the session key itself.
 */
final class Scene {

  static final Hash32 DOMAIN = hash("domain");
  static final Digests DIGESTS = new Digests(DOMAIN);
  static final Hash32 TASK = hash("task");
  static final Hash32 NONCE = hash("nonce");
  static final Address ANN = address(1);
  static final Address BOB = address(2);
  static final Address CEM = address(3);
  static final Address AGGREGATOR = address(8);
  static final Address REQUESTER = address(9);
  static final long COMMIT_BY = 1_000;
  static final long LAST_COMMIT = 5_000;
  static final long WINDOW = 500;
  static final long GRACE = 200;
  static final long BOND = 1_000;
  static final long REWARD = 10_000;
  static final MarketPolicy POLICY = policy(MarketRules.NEWEST);

  static final PublishedTask TERMS =
      new PublishedTask(
          DOMAIN,
          TASK,
          hash("batch"),
          REQUESTER,
          hash("statement"),
          0,
          1,
          7,
          "test",
          hash("program"),
          new byte[0],
          TaskClass.STANDARD,
          Binding.IN_PROOF,
          LAST_COMMIT,
          WINDOW,
          GRACE,
          100,
          1,
          2 * REWARD,
          BOND);

  final Map<Address, ProverKey> provers = new HashMap<>();
  final List<TaskEffect> effects = new ArrayList<>();
  OpenTime open = OpenTime.ALWAYS;
  private final PublishedTask terms;
  private final MarketPolicy policy;
  private final ProofCheck proofs;
  private @Nullable TaskCase task;
  private long offset;

  Scene() {
    this(TERMS, POLICY, Scene::check);
  }

  /** A task of other terms, whose proofs are checked otherwise. */
  Scene(PublishedTask terms, MarketPolicy policy, ProofCheck proofs) {
    this.terms = terms;
    this.policy = policy;
    this.proofs = proofs;
    for (Address prover : List.of(ANN, BOB, CEM)) {
      provers.put(prover, new ProverKey(key(prover), 100_000, false));
    }
    provers.put(AGGREGATOR, new ProverKey(key(AGGREGATOR), 100_000, true));
  }

  static MarketPolicy policy(int rules) {
    return policy(rules, false);
  }

  static MarketPolicy policy(int rules, boolean closed) {
    return new MarketPolicy(
        DOMAIN,
        1,
        Map.of(),
        Map.of(),
        new MarketPolicy.Slashing(5_000, 8_000, 10_000, 1_000, 3_000, 2_500),
        4_000,
        1_500,
        1_000,
        3,
        60_000,
        3_600_000,
        4,
        2,
        50,
        Optional.empty(),
        rules,
        closed);
  }

  private TaskContext context() {
    return new TaskContext(
        policy,
        (prover, time) -> Optional.ofNullable(provers.get(prover)),
        open,
        proofs,
        (key, digest, signature) -> Arrays.equals(key, signature),
        DIGESTS);
  }

  static Hash32 hash(String text) {
    return Keccak.hash(text.getBytes(StandardCharsets.UTF_8));
  }

  static Address address(int number) {
    byte[] bytes = new byte[Address.BYTES];
    bytes[Address.BYTES - 1] = (byte) number;
    return Address.of(bytes);
  }

  static byte[] key(Address prover) {
    return prover.bytes();
  }

  /**
   * A proof of that prover; marked 0 it is invalid, 2 not canonical, 3 of a stopped version, 4
   * unknown.
   */
  static byte[] proof(int mark, Address prover) {
    byte[] binding = DIGESTS.binding(TASK, prover).bytes();
    byte[] proof = new byte[1 + binding.length];
    proof[0] = (byte) mark;
    System.arraycopy(binding, 0, proof, 1, binding.length);
    return proof;
  }

  private static ProofCheck.Outcome check(
      PublishedTask task, byte @Nullable [] binding, byte[] proof) {
    byte[] carried = Arrays.copyOfRange(proof, 1, proof.length);
    return switch (proof[0]) {
      case 1 ->
          Arrays.equals(carried, binding)
              ? new ProofCheck.Outcome.Valid()
              : new ProofCheck.Outcome.Invalid("binding");
      case 2 -> new ProofCheck.Outcome.NonCanonical("length");
      case 3 -> new ProofCheck.Outcome.Stopped("v1");
      case 4 -> new ProofCheck.Outcome.Unsupported("of a newer release");
      default -> new ProofCheck.Outcome.Invalid("pairing");
    };
  }

  Origin at(String topic, long time) {
    return new Origin(topic, 0, offset++, time, Hash32.ZERO);
  }

  Scene published() {
    return announced().escrow(true);
  }

  Scene escrow(boolean granted) {
    return take(new TaskInput.EscrowAnswered(at("answers", 10), TASK, granted, ""));
  }

  Scene announced() {
    return take(new TaskInput.TaskPublished(at("tasks", 10), terms));
  }

  Scene assigned(int epoch, Address... provers) {
    Epoch terms =
        new Epoch(epoch, List.of(provers), provers.length == 0, 20, COMMIT_BY * epoch, REWARD);
    return take(new TaskInput.Assigned(at("assignments", 20), DOMAIN, TASK, terms));
  }

  /** That epoch is given back by those. */
  Scene givenBack(int epoch, long time, Address... by) {
    return take(new TaskInput.GivenBack(at("assignments", time), DOMAIN, TASK, epoch, List.of(by)));
  }

  /** Given back by one, and to others in the next epoch. */
  Scene assignedInstead(int epoch, Address by, Address... provers) {
    return givenBack(epoch - 1, 20, by).assigned(epoch, provers);
  }

  static Scene open(Address... provers) {
    return new Scene().published().assigned(1, provers);
  }

  /** The same in a market of another version of the rules. */
  static Scene by(int rules, Address... provers) {
    return ruledBy(rules).published().assigned(1, provers);
  }

  static Scene ruledBy(int rules) {
    return new Scene(TERMS, policy(rules), Scene::check);
  }

  static Hash32 commitment(Address prover, byte[] proof) {
    return DIGESTS.commitment(TASK, prover, Digests.proofDigest(proof), NONCE);
  }

  TaskInput.CommitReceived commit(Address prover, long time, byte[] proof) {
    return commit(1, prover, time, proof);
  }

  TaskInput.CommitReceived commit(int epoch, Address prover, long time, byte[] proof) {
    return new TaskInput.CommitReceived(
        at("commitments", time),
        DOMAIN,
        TASK,
        epoch,
        prover,
        commitment(prover, proof),
        Hash32.ZERO,
        key(prover));
  }

  TaskInput.RevealReceived reveal(Address prover, long time, byte[] proof) {
    return new TaskInput.RevealReceived(
        at("reveals", time),
        DOMAIN,
        TASK,
        1,
        prover,
        proof,
        NONCE,
        new TaskInput.Grant(hash("batch"), Address.ZERO, Hash32.ZERO, key(prover)),
        Hash32.ZERO,
        key(prover));
  }

  /** A commit to that proof, whose bond is granted. */
  Scene committed(Address prover, long time, byte[] proof) {
    take(commit(prover, time, proof));
    return bond(prover, time, true);
  }

  Scene committed(Address prover, long time) {
    return committed(prover, time, proof(1, prover));
  }

  /** A commit to what is another's, taken off the log. */
  Scene copied(Address prover, long time, Address victim) {
    return take(
        new TaskInput.CommitReceived(
            at("commitments", time),
            DOMAIN,
            TASK,
            1,
            prover,
            commitment(victim, proof(1, victim)),
            Hash32.ZERO,
            key(prover)));
  }

  /** The word on the bond of a prover's commit; a granted one could be read at once. */
  Scene bond(Address prover, long time, boolean granted) {
    word(prover, time, granted);
    List<TaskEffect> before = List.copyOf(effects);
    opened(prover, time);
    effects.addAll(0, before);
    return this;
  }

  /** A commit that is accepted, which its author could not read yet. */
  Scene accepted(Address prover, long time) {
    take(commit(prover, time, proof(1, prover)));
    return word(prover, time, true);
  }

  Scene word(Address prover, long time, boolean granted) {
    return take(new TaskInput.BondAnswered(at("answers", time), TASK, bondId(prover), granted));
  }

  /** The acceptance of its commit could be read at that time. */
  Scene opened(Address prover, long time) {
    return take(new TaskInput.WindowOpened(at("windows", time), DOMAIN, TASK, bondId(prover)));
  }

  private Hash32 bondId(Address prover) {
    return task().commitsOf(prover).findFirst().orElseThrow().bondId();
  }

  Scene revealed(Address prover, long time) {
    return take(reveal(prover, time, proof(1, prover)));
  }

  Scene take(TaskInput input) {
    return evolve(TaskEngine.decide(task, input, context()));
  }

  Scene pass(long time) {
    return evolve(TaskEngine.timePassed(task(), time, context()));
  }

  Scene superseded(long time) {
    return superseded(time, null);
  }

  /**
   * @param since when everybody could know; null if the notice does not say it
   */
  Scene superseded(long time, @Nullable Long since) {
    return take(new TaskInput.TaskSuperseded(at("tasks", time), DOMAIN, TASK, "STATE_ROOT", since));
  }

  Scene closed(long time, TaskState state) {
    return take(new TaskInput.TaskClosed(at("tasks", time), DOMAIN, TASK, state, ""));
  }

  private Scene evolve(TaskDecision decision) {
    task = decision.next();
    effects.clear();
    effects.addAll(decision.effects());
    return this;
  }

  TaskCase task() {
    if (task == null) {
      throw new IllegalStateException("no task");
    }
    return task;
  }

  List<VerdictIssued> verdicts() {
    return effects.stream()
        .filter(VerdictIssued.class::isInstance)
        .map(VerdictIssued.class::cast)
        .toList();
  }

  VerdictIssued verdict() {
    return verdicts().getLast();
  }

  <T extends AccountRequest> List<T> requests(Class<T> type) {
    return effects.stream()
        .filter(TaskEffect.AccountAsked.class::isInstance)
        .map(e -> ((TaskEffect.AccountAsked) e).request())
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }
}
