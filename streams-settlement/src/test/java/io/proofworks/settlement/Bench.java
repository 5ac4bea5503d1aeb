package io.proofworks.settlement;

import static io.proofworks.settlement.Market.ANN;
import static io.proofworks.settlement.Market.BOB;
import static io.proofworks.settlement.Market.DIGESTS;
import static io.proofworks.settlement.Market.DOMAIN;

import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.MarketRules;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.runtime.state.MemoryStore;
import io.proofworks.runtime.testing.InMemoryRegistry;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.settlement.checks.PolicyProofCheck;
import io.proofworks.settlement.checks.ProofChecks;
import io.proofworks.settlement.domain.AccountRequest;
import io.proofworks.settlement.domain.AccountRules;
import io.proofworks.settlement.domain.MarketPolicy;
import io.proofworks.settlement.domain.ProverKey;
import io.proofworks.settlement.domain.TaskAnswer;
import io.proofworks.settlement.domain.TaskEffect;
import io.proofworks.settlement.domain.TaskRules;
import io.proofworks.settlement.domain.VerdictIssued;
import io.proofworks.settlement.partition.AccountPartition;
import io.proofworks.settlement.partition.TaskPartition;
import io.proofworks.settlement.partition.TaskRoom;
import io.proofworks.settlement.partition.TaskTime;
import io.proofworks.settlement.records.AccountRecords;
import io.proofworks.settlement.records.TaskRecords;
import io.proofworks.settlement.state.AccountStates;
import io.proofworks.settlement.state.InternalMessage;
import io.proofworks.settlement.state.SettlementFormats;
import io.proofworks.settlement.state.TaskStates;
import io.proofworks.settlement.testing.Identity;
import io.proofworks.settlement.testing.RealProofs;
import io.proofworks.topics.Ticks;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * One task partition and one account partition that take real records, one at a time. What a task
 * asks of accounts is granted.
 */
final class Bench {

  static final MarketSerdes SERDES = new MarketSerdes(new InMemoryRegistry());
  private static final Serde<InternalMessage> MESSAGES = FormatSerdes.of(SettlementFormats.MESSAGE);

  private final TaskPartition tasks;
  private final AccountPartition accounts =
      new AccountPartition(
          new AccountRecords(SERDES, DIGESTS, 1),
          AccountStates.of(MemoryStore::new),
          DIGESTS,
          AccountRules.PROTOCOL);
  private final ProofChecks proofs;
  private final TaskRoom room;
  private final Map<Long, InboundRecord> records = new HashMap<>();
  private final List<Applied<TaskEffect>> steps = new ArrayList<>();
  private long time = 1_000;
  private long offset;

  /** Knows the policy and both provers. */
  Bench() {
    this(new PolicyProofCheck(VerifierRegistry.standard()));
  }

  /** The same with another way to verify. */
  Bench(ProofChecks proofs) {
    this(proofs, TaskStates.of(MemoryStore::new));
  }

  /** The same on other stores. */
  Bench(ProofChecks proofs, TaskStates states) {
    this(proofs, states, TaskRoom.OF_A_RECORD);
  }

  /** The same with that room for a task. */
  Bench(ProofChecks proofs, TaskStates states, TaskRoom room) {
    this.proofs = proofs;
    this.room = room;
    this.tasks = partition(states);
    tell(new InternalMessage.PolicyAnnounced(policy()));
    for (Identity party : List.of(ANN, BOB)) {
      registered(party, party);
    }
  }

  private TaskPartition partition(TaskStates states) {
    return new TaskPartition(
        new TaskRecords(SERDES, DIGESTS, 1), states, DIGESTS, proofs, TaskRules.PROTOCOL, room);
  }

  /** What followed from each step, as far as a journal speaks of it. */
  List<List<String>> outcomes() {
    return steps.stream().map(Bench::outcomes).toList();
  }

  /** The same of a replay of these steps, on stores of its own. */
  List<List<String>> replayed() {
    TaskPartition again = partition(TaskStates.of(MemoryStore::new));
    return steps.stream().map(step -> outcomes(replayed(again, step))).toList();
  }

  private Applied<TaskEffect> replayed(TaskPartition again, Applied<TaskEffect> step) {
    InboundRecord record =
        TaskTime.at(
            Objects.requireNonNull(records.get(step.input().offset())), step.input().time());
    Long deadlines = step.clocks().get(Applied.DEADLINES);
    if (deadlines != null) {
      return again.advance(record, deadlines).orElseThrow();
    }
    return step.internalInput() == null ? again.replay(record) : again.applyInternal(record);
  }

  private static List<String> outcomes(Applied<TaskEffect> step) {
    return step.effects().stream().map(TaskEffect::outcome).toList();
  }

  /** The prover has another one's session key from now on. */
  void changeKey(Identity party, Identity other) {
    time += 10;
    registered(party, other);
  }

  private void registered(Identity party, Identity signer) {
    ProverKey key = new ProverKey(signer.session().publicKey(), 1_000_000, false);
    tell(new InternalMessage.ProverRegistered(party.id(), key));
  }

  /** Publishes a task and assigns it to both provers. */
  void publish(Hash32 task, RealProofs.Sp1Proof proof) {
    put(Topics.TASKS, task.hex(), Market.task(task, proof));
    put(Topics.ASSIGNMENTS, task.hex(), Market.assignment(task, 1, 50_000, ANN, BOB));
  }

  private static MarketPolicy policy() {
    MarketPolicy.Slashing slashing =
        new MarketPolicy.Slashing(5_000, 8_000, 10_000, 1_000, 3_000, 2_500);
    return new MarketPolicy(
        DOMAIN,
        1,
        Map.of(),
        Map.of(),
        slashing,
        4_000,
        1_500,
        1_000,
        3,
        60_000,
        3_600_000,
        16,
        2,
        50,
        Optional.empty(),
        MarketRules.NEWEST,
        false);
  }

  private List<TaskEffect> tell(InternalMessage message) {
    byte[] value = MESSAGES.serializer().serialize("", message);
    byte[] key = message.recordKey().getBytes(StandardCharsets.UTF_8);
    return effects(
        tasks.receiveInternal(
            known(InboundRecord.of(new Coordinates("internal", 0, offset++, time), key, value))));
  }

  private InboundRecord known(InboundRecord record) {
    records.put(record.coordinates().offset(), record);
    return record;
  }

  private List<TaskEffect> effects(List<Applied<TaskEffect>> applied) {
    steps.addAll(applied);
    return applied.stream().flatMap(step -> step.effects().stream()).toList();
  }

  <V extends SpecificRecord> List<VerdictIssued> put(Topic<V> topic, String key, V value) {
    return put(topic, key.getBytes(StandardCharsets.UTF_8), SERDES.encode(topic, value));
  }

  /** Appends a record, lets time pass, and grants what is asked of accounts. */
  List<VerdictIssued> put(Topic<?> topic, byte @Nullable [] key, byte[] value) {
    List<VerdictIssued> verdicts = new ArrayList<>(append(topic, key, value));
    verdicts.addAll(letTimePass());
    return verdicts;
  }

  /** Lets all clocks go to that time, and nothing else happen. */
  List<VerdictIssued> passTo(long at) {
    time = at;
    return letTimePass();
  }

  /** Appends a record that the broker stamps with that time, and lets time pass. */
  <V extends SpecificRecord> List<VerdictIssued> putAt(
      long stamp, Topic<V> topic, String key, V value) {
    Coordinates at = new Coordinates(topic.name(), 0, offset++, stamp);
    byte[] bytes = SERDES.encode(topic, value);
    InboundRecord record = known(InboundRecord.of(at, key.getBytes(StandardCharsets.UTF_8), bytes));
    List<VerdictIssued> verdicts = new ArrayList<>(settled(effects(tasks.receive(record))));
    time = Math.max(time, stamp) + 10;
    verdicts.addAll(letTimePass());
    return verdicts;
  }

  /** Appends a record; it waits until time passes. */
  <V extends SpecificRecord> List<VerdictIssued> append(Topic<V> topic, String key, V value) {
    return append(topic, key.getBytes(StandardCharsets.UTF_8), SERDES.encode(topic, value));
  }

  private List<VerdictIssued> append(Topic<?> topic, byte @Nullable [] key, byte[] value) {
    time += 10;
    Coordinates at = new Coordinates(topic.name(), 0, offset++, time);
    return settled(effects(tasks.receive(known(InboundRecord.of(at, key, value)))));
  }

  /** Lets time pass on all topics that settle together. */
  List<VerdictIssued> letTimePass() {
    List<TaskEffect> effects = new ArrayList<>();
    for (String ticked : TaskRecords.TOPICS) {
      Coordinates tick = new Coordinates(ticked, 0, offset++, time + 1);
      effects.addAll(
          effects(
              tasks.tick(
                  known(
                      InboundRecord.of(
                          tick, null, new byte[0], Ticks.record(ticked, 0).headers())))));
    }
    return settled(effects);
  }

  /** Goes on with what the last record left. */
  List<VerdictIssued> catchUp() {
    return settled(effects(tasks.catchUp()));
  }

  private List<VerdictIssued> settled(List<TaskEffect> effects) {
    List<TaskEffect> all = new ArrayList<>(effects);
    effects.forEach(effect -> all.addAll(granted(effect)));
    return all.stream()
        .filter(VerdictIssued.class::isInstance)
        .map(VerdictIssued.class::cast)
        .toList();
  }

  private List<TaskEffect> granted(TaskEffect effect) {
    if (!(effect instanceof TaskEffect.AccountAsked(AccountRequest request))) {
      return List.of();
    }
    return switch (request) {
      case AccountRequest.ReserveEscrow escrow ->
          tell(
              new InternalMessage.TaskAnswered(
                  new TaskAnswer.EscrowWord(escrow.taskId(), true, "")));
      case AccountRequest.ReserveBond bond ->
          tell(
              new InternalMessage.TaskAnswered(
                  new TaskAnswer.BondWord(
                      Objects.requireNonNull(bond.matter().taskId()), bond.bondId(), true)));
      default -> List.of();
    };
  }

  List<VerdictIssued> register(io.proofworks.avro.Registration record) {
    return account(Topics.REGISTRATIONS, record.getProverId(), record);
  }

  List<VerdictIssued> stake(io.proofworks.avro.Stake record) {
    return account(Topics.STAKES, record.getAccount(), record);
  }

  private <V extends SpecificRecord> List<VerdictIssued> account(
      Topic<V> topic, String key, V record) {
    time += 10;
    Coordinates at = new Coordinates(topic.name(), 0, offset++, time);
    byte[] value = SERDES.encode(topic, record);
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return accounts.receive(InboundRecord.of(at, bytes, value)).effects().stream()
        .filter(VerdictIssued.class::isInstance)
        .map(VerdictIssued.class::cast)
        .toList();
  }
}
