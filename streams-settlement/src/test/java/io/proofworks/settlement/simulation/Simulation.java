package io.proofworks.settlement.simulation;

import static io.proofworks.settlement.simulation.Worker.require;

import io.proofworks.avro.Assignment;
import io.proofworks.avro.Commitment;
import io.proofworks.avro.JournalEntry;
import io.proofworks.avro.Reveal;
import io.proofworks.avro.Stake;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.SessionKey;
import io.proofworks.protocol.TickClaim;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.runtime.journal.Consequence;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.runtime.journal.JournalChain;
import io.proofworks.runtime.journal.Logged;
import io.proofworks.runtime.journal.PartitionLog;
import io.proofworks.runtime.state.EmptyStores;
import io.proofworks.runtime.state.MemoryStore;
import io.proofworks.runtime.state.OrderedStore;
import io.proofworks.runtime.testing.InMemoryRegistry;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.settlement.domain.AccountEffect;
import io.proofworks.settlement.domain.MarketPolicy;
import io.proofworks.settlement.domain.Origin;
import io.proofworks.settlement.domain.TaskAnswer;
import io.proofworks.settlement.domain.TaskEffect;
import io.proofworks.settlement.domain.VerdictIssued;
import io.proofworks.settlement.partition.AccountPartition;
import io.proofworks.settlement.partition.TaskPartition;
import io.proofworks.settlement.records.AccountRecords;
import io.proofworks.settlement.records.TaskRecords;
import io.proofworks.settlement.replay.EntryTimes;
import io.proofworks.settlement.replay.JournalReplay;
import io.proofworks.settlement.state.AccountStates;
import io.proofworks.settlement.state.InternalMessage;
import io.proofworks.settlement.state.SettlementFormats;
import io.proofworks.settlement.state.TaskStates;
import io.proofworks.settlement.testing.Identity;
import io.proofworks.settlement.testing.ReplayReport;
import io.proofworks.topics.Partitions;
import io.proofworks.topics.Ticks;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * A market of a few seconds: requesters, a scheduler and provers of every kind on a log that
 * delays, duplicates and reorders, settled by the real partitions with their real records and
 * signatures. Everything follows from the seed. After every committed step the verdicts are
 * compared with those of {@link NaiveMarket}; what must hold of money, order and answers is checked
 * as it happens.
 */
final class Simulation {

  /** How a prover behaves. */
  enum Conduct {
    HONEST,
    SLOW,
    CRASHING,
    WITHHOLDING,
    COPYING_EARLY,
    COPYING_LATE,
    RE_RANDOMISING,
    SPAMMING,
    DOUBLE_COMMITTING,
    EPOCH_CONFUSED,
    FORGING,
    REPLAYING,
    POOR,
    GIVING_BACK,
    HUNTING_REORGS
  }

  /** What can befall the market beside its provers. */
  enum Fault {
    DUPLICATE_RECORD,
    WRONG_PARTITION,
    GARBAGE,
    APPLICATION_PAUSED,
    APPLICATION_AWAY,
    APPLICATION_CRASHED,
    LOG_CLOSED,
    TICKER_AWAY,
    TIME_STEPS_BACK,
    REORG,
    POLICY_CHANGED,
    REQUESTER_WITHOUT_MONEY,
    ACCEPTANCE_READ_LATE,
    STATEMENT_TWICE,
    ADOPTION,
    NOTHING_TO_ADOPT,
    PARKED
  }

  /**
   * @param events digest over everything that was applied, and what followed
   * @param operations steps applied
   * @param reasons how often each reason was given
   */
  record Outcome(
      long seed,
      String events,
      int operations,
      Map<String, Integer> fired,
      Map<String, Integer> reasons,
      int largestWaiting) {}

  private static final SessionKey TICK_KEY = SessionKey.fromSeed(new byte[32]);
  private static final Set<String> SIGNED_TICKS =
      Set.of(Topics.COMMITMENTS.name(), Topics.REVEALS.name());
  private static final Serde<InternalMessage> MESSAGES = FormatSerdes.of(SettlementFormats.MESSAGE);
  private static final int PARTITIONS = 2;
  private static final long TICK_MS = 400;
  private static final long START = 1_000_000;
  private static final long ACTIVE_MS = 12_000;
  private static final long PATIENCE_MS = 30_000;
  private static final long MOST_MS = 7_200_000;

  private static final Map<Tick, ProducerRecord<byte[], byte[]>> TICKS = new ConcurrentHashMap<>();

  /** How long an application may be away while brokers and ticker live, log time. */
  private static final long AWAY_MS = Long.getLong("simulation.awayMs", 60_000);

  private static final String REQUESTS = "account-requests";
  private static final String ANSWERS = "account-answers";
  private static final String REGISTRY = "registry";
  private static final MarketSerdes SERDES = new MarketSerdes(new InMemoryRegistry());
  private static final Hash32 DOMAIN = Identity.hash("simulated market");
  private static final Hash32 OTHER_DOMAIN = Identity.hash("another market");
  private static final Digests DIGESTS = new Digests(DOMAIN);
  private static final AuthoredRecords RECORDS =
      new AuthoredRecords(
          DOMAIN,
          new AuthoredRecords.Statement("simulated", Identity.hash("program"), new byte[0]));
  private static final List<Conduct> CONDUCTS = List.of(Conduct.values());
  private static final List<Identity> PROVERS =
      CONDUCTS.stream().map(c -> Identity.of("prover " + c)).toList();
  private static final Identity REQUESTER = Identity.of("requester");
  private static final Identity BEGGAR = Identity.of("requester without money");
  private static final Map<Integer, NaiveMarket.Terms> TERMS =
      Map.of(
          1,
              new NaiveMarket.Terms(
                  5_000, 8_000, 10_000, 1_000, 2_500, 4_000, 1_500, 1_000, 8, 2, 50, 1),
          2,
              new NaiveMarket.Terms(
                  3_333, 6_001, 9_000, 777, 1_111, 2_500, 2_222, 700, 8, 2, 50, 2));

  /** In so many seeds the second policy is any that keeps to the bounds of policies. */
  private static final int SEEDS_OF_A_FREE_POLICY = 4;

  private static final int[] CORNERS = {0, 1, 5_000, 9_999, 10_000};

  private static Map<Integer, NaiveMarket.Terms> terms(long seed, PlantedBug bug) {
    return seed % SEEDS_OF_A_FREE_POLICY == 0 && bug == PlantedBug.NONE
        ? Map.of(1, TERMS.get(1), 2, anyTerms(new SplittableRandom(~seed)))
        : TERMS;
  }

  private static NaiveMarket.Terms anyTerms(SplittableRandom random) {
    int unrevealed = share(random);
    return new NaiveMarket.Terms(
        unrevealed,
        share(random),
        share(random),
        Math.min(unrevealed, share(random)),
        share(random),
        share(random),
        share(random),
        share(random),
        8,
        2,
        50,
        2);
  }

  private static int share(SplittableRandom random) {
    return random.nextBoolean() ? CORNERS[random.nextInt(CORNERS.length)] : random.nextInt(10_001);
  }

  private record Tick(String topic, int partition, TickClaim claim) {
    private ProducerRecord<byte[], byte[]> signed() {
      return Ticks.record(topic, partition, claim, TICK_KEY, DIGESTS);
    }
  }

  private record Event(long at, long order, Runnable action) {}

  /** A proof that was revealed, with what is written on it. */
  private record Shown(byte[] proof, Identity boundTo, Proofs.Kind kind) {}

  /** A prover's record as it stands in the log, for everybody to write again. */
  private record Written(Topic<?> topic, byte[] value, Sent meaning) {}

  /** What everybody can see of a task. */
  private static final class Seen {
    final Hash32 id;
    final Hash32 statement;
    final boolean bound;
    int epochs;

    /** Whether the market asked somebody by name to prove it. */
    boolean asked;

    /** The epoch in which somebody waits for a supersession to commit to what is stale. */
    int huntedIn;

    boolean adopting;
    boolean verified;
    boolean ended;
    final Map<String, String> commitments = new TreeMap<>();
    final Map<String, Shown> proofs = new TreeMap<>();
    final List<Written> written = new ArrayList<>();

    Seen(Hash32 id, Hash32 statement, boolean bound) {
      this.id = id;
      this.statement = statement;
      this.bound = bound;
    }
  }

  private final long seed;
  private final SplittableRandom random;
  private final PlantedBug bug;
  private final Supplier<OrderedStore> stores;
  private final SimulatedLog log = new SimulatedLog();
  private final Map<Integer, NaiveMarket.Terms> terms;
  private final NaiveMarket naive;
  private final List<Worker<TaskEffect>> taskWorkers = new ArrayList<>();
  private final List<Worker<AccountEffect>> accountWorkers = new ArrayList<>();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>((a, b) ->
          a.at() != b.at() ? Long.compare(a.at(), b.at()) : Long.compare(a.order(), b.order()));
  private final Map<String, Sent> meanings = new HashMap<>();
  private final Expectations expectations;
  private final Map<String, Coordinates> unanswered = new HashMap<>();
  private final Set<Hash32> answered = new HashSet<>();

  /** What provers do once they have read that their commit is accepted; by task, epoch, prover. */
  private final Map<String, LongConsumer> onAcceptance = new HashMap<>();

  /** What provers do that count from when their window opens. */
  private final Map<String, LongConsumer> onOpening = new HashMap<>();

  private final Map<Hash32, Seen> tasks = new TreeMap<>((a, b) -> a.hex().compareTo(b.hex()));
  private final Map<String, Integer> fired = new TreeMap<>();
  private final Map<String, Integer> reasons = new TreeMap<>();
  private final Map<String, Map<String, Long>> ledger = new TreeMap<>();
  private final Set<Hash32> paidTasks = new HashSet<>();
  private final Map<Hash32, Hash32> claims = new HashMap<>();
  private final Map<Hash32, Set<String>> acceptedCommits = new HashMap<>();
  private final Set<Hash32> stale = new HashSet<>();
  private final Set<String> delivered = new HashSet<>();
  private final Map<String, Integer> pausedFor = new HashMap<>();
  private final Map<String, Long> awayUntil = new HashMap<>();
  private final Map<Integer, Long> skew = new HashMap<>();
  private final Map<String, List<JournalEntry>> journals = new TreeMap<>();
  private final Map<String, JournalChain.Head> heads = new HashMap<>();
  private final List<String> history = new ArrayList<>();
  private long now = START;
  private long order;
  private long tickerSince = START;
  private long tickerAwayUntil;
  private long openFrom;
  private long acceptancesReadFrom;
  private int operations;
  private Hash32 eventHash = Hash32.ZERO;

  private Simulation(long seed, PlantedBug bug, Supplier<OrderedStore> stores) {
    this.seed = seed;
    this.bug = bug;
    this.stores = stores;
    this.terms = terms(seed, bug);
    this.naive = new NaiveMarket(terms);
    this.expectations = new Expectations(naive, DIGESTS, at -> meanings.get(name(at)));
    this.random = new SplittableRandom(seed);
    for (int p = 0; p < PARTITIONS; p++) {
      taskWorkers.add(taskWorker(p));
      accountWorkers.add(accountWorker(p));
    }
  }

  /**
   * Runs the market of a seed to its end.
   *
   * @throws Violation if something that must hold did not
   */
  static Outcome run(long seed, PlantedBug bug) {
    return run(seed, bug, MemoryStore::new);
  }

  /** The same with partitions that keep their state in such stores. */
  static Outcome run(long seed, PlantedBug bug, Supplier<OrderedStore> stores) {
    Simulation simulation = new Simulation(seed, bug, stores);
    try {
      return simulation.run();
    } catch (RuntimeException e) {
      throw new Violation("seed " + seed + ": " + e.getMessage() + simulation.story(), e);
    }
  }

  /** What was answered last, for whoever looks for the reason. */
  private String story() {
    List<String> last = history.subList(Math.max(0, history.size() - 60), history.size());
    return "\n  " + String.join("\n  ", last);
  }

  private Worker<TaskEffect> taskWorker(int partition) {
    List<String> topics =
        Stream.concat(
                TaskRecords.TOPICS.stream(), Stream.of(Topics.WINDOWS.name(), ANSWERS, REGISTRY))
            .toList();
    return new Worker<>(
        "task-" + partition,
        partition,
        topics,
        log,
        () -> {
          TaskPartition engine =
              new TaskPartition(
                  new TaskRecords(SERDES, DIGESTS, PARTITIONS),
                  TaskStates.of(stores),
                  DIGESTS,
                  (policy, newest) -> Proofs::check,
                  bug.tasks());
          return record -> take(engine, bug.arriving(record));
        });
  }

  private static List<Applied<TaskEffect>> take(TaskPartition engine, InboundRecord record) {
    if (!TaskRecords.isPublic(record)) {
      return engine.receiveInternal(record);
    }
    return record.isTick() ? engine.tick(record) : engine.receive(record);
  }

  private Worker<AccountEffect> accountWorker(int partition) {
    List<String> topics =
        List.of(
            Topics.REGISTRATIONS.name(), Topics.STAKES.name(), REQUESTS, REGISTRY + "-accounts");
    return new Worker<>(
        "account-" + partition,
        partition,
        topics,
        log,
        () -> {
          AccountPartition engine =
              new AccountPartition(
                  new AccountRecords(SERDES, DIGESTS, PARTITIONS),
                  AccountStates.of(stores),
                  DIGESTS,
                  bug.accounts());
          return record ->
              List.of(
                  record.coordinates().topic().startsWith("market.")
                      ? engine.receive(record)
                      : engine.receiveInternal(record));
        });
  }

  private Outcome run() {
    open();
    int published = 3 + random.nextInt(4);
    for (int i = 0; i < published; i++) {
      int number = i;
      in(random.nextLong(4_000), () -> publish(number));
    }
    in(TICK_MS, this::tick);
    in(random.nextLong(ACTIVE_MS), this::closeTheLog);
    in(random.nextLong(ACTIVE_MS), this::loseTheTicker);
    in(random.nextLong(ACTIVE_MS), this::stepBack);
    in(random.nextLong(ACTIVE_MS), this::readAcceptancesLate);
    in(random.nextLong(ACTIVE_MS), this::loseAnApplication);
    in(random.nextLong(ACTIVE_MS), this::moveMoney);
    in(random.nextLong(4_000), () -> announce(2));
    while (!events.isEmpty()) {
      if (random.nextInt(100) < 12) {
        next();
      } else {
        work();
      }
      if (events.isEmpty()) {
        settle(); // and what follows from it may be more to do
      }
    }
    close();
    return new Outcome(seed, eventHash.hex(), operations, fired, reasons, naive.largestWaiting());
  }

  private void open() {
    announce(1);
    deposit(REQUESTER, 10_000_000);
    deposit(BEGGAR, 10);
    for (Conduct conduct : CONDUCTS) {
      Identity prover = PROVERS.get(conduct.ordinal());
      deposit(prover, conduct == Conduct.POOR ? 1_500 : 20_000);
    }
    settle(); // nobody is registered before there is money
    for (Conduct conduct : CONDUCTS) {
      Identity prover = PROVERS.get(conduct.ordinal());
      append(Topics.REGISTRATIONS, prover.hex(), RECORDS.registration(prover));
    }
    settle();
  }

  private void in(long delay, Runnable action) {
    events.add(new Event(now + delay, order++, action));
  }

  /** Runs the next event; while the log is closed, time passes first. */
  private void next() {
    Event event = events.poll();
    now = Math.max(Math.max(now, event.at()), openFrom);
    event.action().run();
  }

  private void fire(Enum<?> what) {
    fired.merge(what.name(), 1, Integer::sum);
  }

  // The log ------------------------------------------------------------------------------------

  private <V extends SpecificRecord> void append(Topic<V> topic, String key, V value) {
    append(topic.name(), Partitions.of(key, PARTITIONS), key, SERDES.encode(topic, value));
  }

  private Coordinates append(String topic, int partition, String key, byte[] value) {
    long at = now - skew.getOrDefault(partition, 0L);
    Coordinates coordinates =
        log.append(
            topic, partition, key.getBytes(StandardCharsets.UTF_8), value, new RecordHeaders(), at);
    unanswered.put(name(coordinates), coordinates);
    return coordinates;
  }

  private static String name(Coordinates at) {
    return at.topic() + "/" + at.partition() + "/" + at.offset();
  }

  /** Appends an input of a task; now and then twice, now and then where it does not belong. */
  private <V extends SpecificRecord> void send(
      Topic<V> topic, VerdictKind kind, V value, Sent meaning) {
    String key = meaning.task();
    byte[] bytes = SERDES.encode(topic, value);
    int right = Partitions.of(key, PARTITIONS);
    boolean trusted = kind == VerdictKind.TASK || kind == VerdictKind.ASSIGNMENT;
    if (!trusted && random.nextInt(60) == 0) {
      fire(Fault.WRONG_PARTITION);
      Coordinates at = append(topic.name(), 1 - right, key, bytes);
      meanings.put(name(at), new Sent.Junk(kind.name(), "WRONG_PARTITION", ""));
    }
    if (!trusted && random.nextInt(60) == 0) {
      fire(Fault.GARBAGE);
      Coordinates at = append(topic.name(), right, key, new byte[] {0, 0, 0, 0, 99, 1, 2, 3});
      meanings.put(name(at), new Sent.Junk(kind.name(), "MALFORMED", ""));
    }
    meanings.put(name(append(topic.name(), right, key, bytes)), meaning);
    if (!trusted) {
      tasks.get(Hash32.parse(key)).written.add(new Written(topic, bytes, meaning));
    }
    if (random.nextInt(15) == 0) {
      fire(Fault.DUPLICATE_RECORD);
      meanings.put(name(append(topic.name(), right, key, bytes)), meaning);
    }
  }

  private void tick() {
    if (now >= tickerAwayUntil) {
      for (String topic : TaskRecords.TOPICS) {
        for (int p = 0; p < PARTITIONS; p++) {
          tick(topic, p);
        }
      }
      tickerSince = now;
    }
    boolean undecided = !naive.open().isEmpty() || !events.isEmpty() || !unanswered.isEmpty();
    if (now < START + ACTIVE_MS + PATIENCE_MS || undecided && now < START + MOST_MS) {
      in(TICK_MS, this::tick);
    }
  }

  /**
   * Where outsiders write, the ticker signs what it claims; where sharding writes, nobody has to.
   */
  private void tick(String topic, int partition) {
    long late = skew.getOrDefault(partition, 0L);
    TickClaim claim = new TickClaim(tickerSince - late, now - late);
    ProducerRecord<byte[], byte[]> tick =
        SIGNED_TICKS.contains(topic)
            ? signedTick(new Tick(topic, partition, claim))
            : Ticks.record(topic, partition);
    log.append(topic, partition, null, tick.value(), tick.headers(), now - late);
  }

  /** Of most seeds, most ticks are the same: as long as the log is not closed, and no clock off. */
  private static ProducerRecord<byte[], byte[]> signedTick(Tick tick) {
    return isRegular(tick.claim().since()) && isRegular(tick.claim().sent())
        ? TICKS.computeIfAbsent(tick, Tick::signed)
        : tick.signed();
  }

  private static boolean isRegular(long time) {
    long since = time - START;
    return since % TICK_MS == 0 && since < ACTIVE_MS + PATIENCE_MS;
  }

  /** Nobody can append for a while; the ticker goes on trying. */
  private void closeTheLog() {
    if (now >= tickerAwayUntil && random.nextInt(3) == 0) {
      fire(Fault.LOG_CLOSED);
      openFrom = now + 2_500 + random.nextLong(4_000);
      now = openFrom;
      in(0, () -> {});
    }
  }

  /**
   * The ticker is away and knows that it was; all others can append. Not before it has said that
   * the log was closed: nobody else could.
   */
  private void loseTheTicker() {
    if (random.nextInt(3) == 0 && now >= openFrom + 2 * TICK_MS) {
      fire(Fault.TICKER_AWAY);
      tickerAwayUntil = now + 1_000 + random.nextLong(4_000);
      in(tickerAwayUntil - now, () -> tickerSince = now);
    }
  }

  /** A partition of settlement is not there; provers, brokers and ticker are. */
  private void loseAnApplication() {
    if (random.nextInt(4) == 0) {
      fire(Fault.APPLICATION_AWAY);
      int partition = random.nextInt(PARTITIONS);
      String journal =
          random.nextBoolean()
              ? taskWorkers.get(partition).journal
              : accountWorkers.get(partition).journal;
      awayUntil.put(journal, now + random.nextLong(AWAY_MS));
    }
  }

  /** A new leader's clock is behind. */
  private void stepBack() {
    if (random.nextInt(2) == 0) {
      fire(Fault.TIME_STEPS_BACK);
      skew.put(random.nextInt(PARTITIONS), random.nextLong(300));
    }
  }

  /** Settlement is slow to read back what it has accepted, while all others go on. */
  private void readAcceptancesLate() {
    if (random.nextInt(3) == 0) {
      fire(Fault.ACCEPTANCE_READ_LATE);
      acceptancesReadFrom = now + random.nextLong(10_000);
    }
  }

  private void openWindow(VerdictIssued accepted) {
    VerdictIssued.Subject about = Objects.requireNonNull(accepted.subject());
    String prover = accepted.author();
    Sent.Opened meaning = new Sent.Opened(about.taskId().hex(), accepted.id().hex());
    byte[] record = SERDES.encode(Topics.WINDOWS, RECORDS.window(meaning, about.epoch(), prover));
    int partition = Partitions.of(meaning.task(), PARTITIONS);
    Coordinates at = append(Topics.WINDOWS.name(), partition, meaning.task(), record);
    unanswered.remove(name(at)); // nobody answers itself
    meanings.put(name(at), meaning);
    Optional.ofNullable(onOpening.remove(hold(about.taskId(), about.epoch(), prover)))
        .ifPresent(action -> action.accept(at.time()));
  }

  private static String hold(Hash32 task, int epoch, String prover) {
    return task.hex() + "/" + epoch + "/" + prover;
  }

  private void announce(int version) {
    if (version > 1) {
      fire(Fault.POLICY_CHANGED);
    }
    NaiveMarket.Terms terms = this.terms.get(version);
    MarketPolicy policy =
        new MarketPolicy(
            DOMAIN,
            version,
            Map.of(),
            Map.of(),
            new MarketPolicy.Slashing(
                terms.unrevealed(),
                terms.invalid(),
                terms.plagiarism(),
                terms.delay(),
                0,
                terms.burn()),
            terms.lateReward(),
            terms.adopt(),
            terms.staleCompensation(),
            3,
            60_000,
            3_600_000,
            terms.parkedPerTask(),
            terms.parkedPerProver(),
            terms.aggregatorFee(),
            Optional.of(Hash32.of(TICK_KEY.publicKey())),
            terms.rules(),
            false);
    InternalMessage message = new InternalMessage.PolicyAnnounced(policy);
    for (int p = 0; p < PARTITIONS; p++) {
      internal(REGISTRY, p, message);
      internal(REGISTRY + "-accounts", p, message);
    }
  }

  private void internal(String topic, int partition, InternalMessage message) {
    byte[] key = message.recordKey().getBytes(StandardCharsets.UTF_8);
    byte[] value = MESSAGES.serializer().serialize("", message);
    log.append(topic, partition, key, value, new RecordHeaders(), now);
  }

  private void internal(String topic, InternalMessage message) {
    internal(topic, Partitions.of(message.recordKey(), PARTITIONS), message);
  }

  // Money from outside -------------------------------------------------------------------------

  private void deposit(Identity who, long amount) {
    append(Topics.STAKES, who.hex(), RECORDS.deposit(who.hex(), amount, "first"));
    naive.deposited(who.hex(), amount);
  }

  /** Deposits that are reported twice, withdrawals that ask for too much. */
  private void moveMoney() {
    Identity who = PROVERS.get(random.nextInt(PROVERS.size()));
    String reference = "later-" + now;
    boolean in = random.nextBoolean();
    long amount = in ? 100 + random.nextLong(1_000) : 1_000_000;
    Stake stake =
        in
            ? RECORDS.deposit(who.hex(), amount, reference)
            : RECORDS.withdrawal(who.hex(), amount, reference);
    append(Topics.STAKES, who.hex(), stake);
    append(Topics.STAKES, who.hex(), stake);
    naive.deposited(who.hex(), in ? amount : 0);
  }

  // Requesters and the scheduler ---------------------------------------------------------------

  private void publish(int number) {
    Hash32 id = Identity.hash("task " + seed + " " + number);
    boolean shared = number == 1 && random.nextInt(2) == 0;
    if (shared) {
      fire(Fault.STATEMENT_TWICE);
    }
    boolean poor = random.nextInt(12) == 0;
    if (poor) {
      fire(Fault.REQUESTER_WITHOUT_MONEY);
    }
    String requester = poor ? BEGGAR.hex() : REQUESTER.hex();
    Hash32 statement = Identity.hash("statement " + seed + " " + (shared ? 0 : number));
    boolean bound = random.nextInt(3) > 0;
    long window = 400 + random.nextLong(800);
    long grace = random.nextLong(600);
    long reward = 5_000 + random.nextLong(5_000);
    int policy = now > START + 4_000 ? 1 + random.nextInt(2) : 1;
    Sent.Published meaning =
        new Sent.Published(
            id.hex(),
            requester,
            statement.hex(),
            bound,
            window,
            grace,
            1_000,
            2 * reward,
            60,
            policy);
    tasks.put(id, new Seen(id, statement, bound));
    send(Topics.TASKS, VerdictKind.TASK, RECORDS.task(meaning), meaning);
    in(random.nextLong(300), () -> assign(id, reward));
    in(2_000 + random.nextLong(ACTIVE_MS), () -> close(id));
    if (random.nextInt(5) == 0) {
      in(random.nextLong(5_000), () -> supersede(id));
    }
  }

  private void assign(Hash32 id, long reward) {
    Seen task = tasks.get(id);
    if (task.ended || task.verified || task.epochs >= 4) {
      return;
    }
    boolean confused = random.nextInt(12) == 0;
    int epoch = task.epochs + (confused ? 2 : 1);
    task.epochs += confused ? 0 : 1;
    if (adopts(task)) {
      adopt(task, epoch, reward);
      return;
    }
    boolean open = random.nextInt(4) == 0;
    Set<Integer> chosen = new TreeSet<>();
    int wanted = open ? 0 : 1 + random.nextInt(4);
    while (chosen.size() < wanted) {
      chosen.add(random.nextInt(PROVERS.size()));
    }
    if (!open) {
      askOften(Conduct.GIVING_BACK, chosen);
      askOften(Conduct.HUNTING_REORGS, chosen);
    }
    Set<String> to = new LinkedHashSet<>();
    chosen.forEach(i -> to.add(PROVERS.get(i).hex()));
    task.asked |= !open;
    long commitBy = now + 500 + random.nextLong(1_000);
    Sent.Assigned meaning = new Sent.Assigned(id.hex(), epoch, to, open, commitBy, reward);
    send(Topics.ASSIGNMENTS, VerdictKind.ASSIGNMENT, RECORDS.assignment(meaning), meaning);
    for (Conduct conduct : CONDUCTS) {
      boolean meant = open ? random.nextInt(3) == 0 : chosen.contains(conduct.ordinal());
      if (meant || random.nextInt(40) == 0) {
        act(conduct, task, epoch, commitBy);
      }
    }
    in(1_200 + random.nextLong(2_500), () -> assign(id, reward));
  }

  /** Their chances are rare enough where they are asked. */
  private void askOften(Conduct conduct, Set<Integer> chosen) {
    if (random.nextInt(3) == 0) {
      chosen.add(conduct.ordinal());
    }
  }

  /** What is proved elsewhere mostly, and now and then what is not. */
  private boolean adopts(Seen task) {
    boolean proved =
        tasks.values().stream()
            .anyMatch(other -> other.statement.equals(task.statement) && other.verified);
    return random.nextInt(proved ? 2 : 25) == 0;
  }

  private void adopt(Seen task, int epoch, long reward) {
    task.adopting = true;
    String from = Identity.hash("first " + task.statement).hex();
    Sent.Adopted meaning = new Sent.Adopted(task.id.hex(), epoch, from, reward);
    send(Topics.ASSIGNMENTS, VerdictKind.ASSIGNMENT, RECORDS.adoption(meaning, now), meaning);
    in(1_200 + random.nextLong(2_500), () -> assign(task.id, reward));
  }

  /** What its requester wrote is public before the notice is. */
  private void supersede(Hash32 id) {
    Seen task = tasks.get(id);
    if (!task.ended) {
      fire(Fault.REORG);
      task.ended = true;
      @Nullable Long since = random.nextInt(5) == 0 ? null : now;
      Sent.Superseded meaning = new Sent.Superseded(id.hex(), since);
      in(
          random.nextLong(400),
          () -> send(Topics.TASKS, VerdictKind.TASK, RECORDS.superseded(meaning), meaning));
      if (task.huntedIn > 0) {
        in(random.nextInt(3), () -> hunt(task, task.huntedIn));
      }
    }
  }

  /** Proves nothing: commits to anything for the compensation, as soon as it reads of it. */
  private void hunt(Seen task, int epoch) {
    fire(Conduct.HUNTING_REORGS);
    Identity prover = PROVERS.get(Conduct.HUNTING_REORGS.ordinal());
    commit(prover, task, epoch, proof(Proofs.Kind.INVALID, task, prover), true, true);
  }

  private void close(Hash32 id) {
    Seen task = tasks.get(id);
    if (!task.ended) {
      task.ended = true;
      String state = task.verified ? "SETTLED" : random.nextBoolean() ? "FAILED" : "EXPIRED";
      Sent.Closed meaning = new Sent.Closed(id.hex(), state);
      send(Topics.TASKS, VerdictKind.TASK, RECORDS.closed(meaning), meaning);
    }
  }

  // Provers ------------------------------------------------------------------------------------

  private void act(Conduct conduct, Seen task, int epoch, long commitBy) {
    Identity prover = PROVERS.get(conduct.ordinal());
    long soon = random.nextLong(Math.max(1, commitBy - now));
    switch (conduct) {
      case HONEST, POOR -> in(soon / 2, () -> honest(conduct, prover, task, epoch));
      case SLOW -> in(edge(commitBy), () -> slow(prover, task, epoch));
      case CRASHING -> in(soon, () -> crashing(prover, task, epoch));
      case WITHHOLDING ->
          in(
              soon,
              () -> {
                fire(Conduct.WITHHOLDING);
                commit(prover, task, epoch, proof(Proofs.Kind.VALID, task, prover), true, true);
              });
      case COPYING_EARLY -> in(soon, () -> copyEarly(prover, task, epoch));
      case COPYING_LATE -> in(soon + 300, () -> copyLate(prover, task, epoch));
      case RE_RANDOMISING -> in(soon + 200, () -> reRandomise(prover, task, epoch));
      case SPAMMING -> in(soon, () -> spam(prover, task, epoch));
      case FORGING -> in(soon, () -> forge(task, epoch));
      case REPLAYING -> {
        in(soon, () -> replay(task));
        in(soon + 400, () -> replay(task));
        in(soon + 1_500, () -> replay(task));
      }
      case DOUBLE_COMMITTING -> in(soon, () -> commitTwice(prover, task, epoch));
      case GIVING_BACK -> in(soon / 2, () -> giveBack(prover, task, epoch));
      case HUNTING_REORGS -> {
        task.huntedIn = epoch;
        if (random.nextInt(4) == 0) {
          in(soon / 2, () -> supersede(task.id));
        }
      }
      case EPOCH_CONFUSED ->
          in(
              soon,
              () -> {
                fire(Conduct.EPOCH_CONFUSED);
                int wrong = epoch + (random.nextBoolean() ? 1 : -1);
                byte[] proof = proof(Proofs.Kind.VALID, task, prover);
                commit(prover, task, wrong, proof, true, true);
                commit(prover, task, epoch, proof, true, true);
                in(100, () -> reveal(prover, task, wrong, proof, prover, Proofs.Kind.VALID, true));
                in(200, () -> reveal(prover, task, epoch, proof, prover, Proofs.Kind.VALID, true));
              });
    }
  }

  /** Around the last millisecond at which a commit is in time, and sometimes well before. */
  private long edge(long commitBy) {
    long delay =
        random.nextInt(3) == 0 ? random.nextLong(400) : commitBy - now - 1 + random.nextInt(3);
    return Math.max(0, delay);
  }

  private byte[] proof(Proofs.Kind kind, Seen task, Identity boundTo) {
    return Proofs.of(kind, DIGESTS, task.id, boundTo.id(), random.nextLong());
  }

  private void honest(Conduct conduct, Identity prover, Seen task, int epoch) {
    fire(conduct);
    byte[] proof = proof(Proofs.Kind.VALID, task, prover);
    commit(prover, task, epoch, proof, true, true);
    onAcceptance.put(
        hold(task.id, epoch, prover.hex()),
        at ->
            in(
                1 + random.nextLong(terms(task).window() - 1),
                () -> reveal(prover, task, epoch, proof, prover, Proofs.Kind.VALID, true)));
  }

  /** Reveals around every edge there is. */
  private void slow(Identity prover, Seen task, int epoch) {
    fire(Conduct.SLOW);
    byte[] proof = proof(Proofs.Kind.VALID, task, prover);
    commit(prover, task, epoch, proof, true, true);
    Sent.Published terms = terms(task);
    long edge =
        switch (random.nextInt(7)) {
          case 0 -> 0;
          case 1 -> 1;
          case 2, 3 -> terms.window();
          case 4 -> terms.window() + terms.grace();
          case 5 -> terms.window() + random.nextLong(terms.grace() + 1);
          default -> terms.window() / 2;
        };
    if (random.nextInt(3) == 0) {
      in(
          random.nextInt(2),
          () -> reveal(prover, task, epoch, proof, prover, Proofs.Kind.VALID, true));
    }
    long delay = Math.max(0, edge + random.nextInt(3) - 1);
    onOpening.put(
        hold(task.id, epoch, prover.hex()),
        opened ->
            in(
                Math.max(0, opened + delay - now),
                () -> reveal(prover, task, epoch, proof, prover, Proofs.Kind.VALID, true)));
  }

  private Sent.Published terms(Seen task) {
    return meanings.values().stream()
        .filter(Sent.Published.class::isInstance)
        .map(Sent.Published.class::cast)
        .filter(p -> p.task().equals(task.id.hex()))
        .findFirst()
        .orElseThrow();
  }

  private void crashing(Identity prover, Seen task, int epoch) {
    fire(Conduct.CRASHING);
    byte[] proof = proof(Proofs.Kind.VALID, task, prover);
    commit(prover, task, epoch, proof, true, true);
    if (random.nextBoolean()) {
      in(
          random.nextLong(3_500),
          () -> {
            commit(prover, task, epoch, proof, true, true);
            reveal(prover, task, epoch, proof, prover, Proofs.Kind.VALID, true);
          });
    }
  }

  /** Knows the victim's proof before anybody else, or takes its C off the log. */
  private void copyEarly(Identity prover, Seen task, int epoch) {
    fire(Conduct.COPYING_EARLY);
    Identity victim = PROVERS.get(Conduct.HONEST.ordinal());
    Optional<String> copied = task.commitments.values().stream().findFirst();
    if (copied.isPresent() && random.nextBoolean()) {
      commitTo(prover, task, epoch, copied.get(), true, true);
      return;
    }
    byte[] proof = proof(Proofs.Kind.VALID, task, victim);
    commit(prover, task, epoch, proof, true, true);
    in(
        50 + random.nextLong(700),
        () -> reveal(prover, task, epoch, proof, victim, Proofs.Kind.VALID, true));
  }

  private void copyLate(Identity prover, Seen task, int epoch) {
    fire(Conduct.COPYING_LATE);
    task.proofs.values().stream()
        .findFirst()
        .ifPresent(stolen -> {
          commit(prover, task, epoch, stolen.proof(), true, true);
          in(
              50,
              () ->
                  reveal(
                      prover, task, epoch, stolen.proof(), stolen.boundTo(), stolen.kind(), true));
        });
  }

  /** The same proof with another randomiser: other bytes, still valid for its owner. */
  private void reRandomise(Identity prover, Seen task, int epoch) {
    fire(Conduct.RE_RANDOMISING);
    Identity victim = PROVERS.get(Conduct.HONEST.ordinal());
    byte[] proof = proof(Proofs.Kind.VALID, task, victim);
    commit(prover, task, epoch, proof, true, true);
    in(
        20 + random.nextLong(400),
        () -> reveal(prover, task, epoch, proof, victim, Proofs.Kind.VALID, true));
  }

  private void spam(Identity prover, Seen task, int epoch) {
    fire(Conduct.SPAMMING);
    Proofs.Kind kind = Proofs.Kind.values()[random.nextInt(Proofs.Kind.values().length)];
    byte[] proof = proof(kind, task, prover);
    boolean tooLong = random.nextInt(4) == 0;
    byte[] sent = tooLong ? java.util.Arrays.copyOf(proof, 61) : proof;
    commit(prover, task, epoch, sent, random.nextInt(6) > 0, random.nextInt(6) > 0);
    commit(prover, task, epoch, sent, true, true);
    in(
        random.nextLong(200),
        () -> {
          reveal(prover, task, epoch, proof(kind, task, prover), prover, kind, true);
          reveal(prover, task, epoch, sent, prover, kind, random.nextInt(3) > 0);
          reveal(prover, task, epoch, sent, prover, kind, true);
          reveal(prover, task, epoch, sent, prover, kind, true);
        });
  }

  /** Writes in the names of others, before and after they do. */
  private void forge(Seen task, int epoch) {
    fire(Conduct.FORGING);
    for (Conduct conduct : List.of(Conduct.HONEST, Conduct.SLOW)) {
      Identity victim = PROVERS.get(conduct.ordinal());
      byte[] proof = proof(Proofs.Kind.VALID, task, victim);
      int claimed = epoch + random.nextInt(2);
      for (int i = 0; i < 3; i++) {
        commit(victim, task, claimed, proof, true, false);
        reveal(victim, task, claimed, proof, victim, Proofs.Kind.INVALID, false);
      }
      in(
          random.nextLong(400),
          () -> reveal(victim, task, claimed, proof, victim, Proofs.Kind.VALID, false));
    }
  }

  /** Writes again what others have written, as it stands. */
  private void replay(Seen task) {
    fire(Conduct.REPLAYING);
    for (Written old : List.copyOf(task.written)) {
      if (random.nextInt(3) == 0) {
        String key = old.meaning().task();
        int partition = Partitions.of(key, PARTITIONS);
        Coordinates at = append(old.topic().name(), partition, key, old.value());
        meanings.put(name(at), old.meaning());
      }
    }
  }

  private void commitTwice(Identity prover, Seen task, int epoch) {
    fire(Conduct.DOUBLE_COMMITTING);
    byte[] first = proof(Proofs.Kind.VALID, task, prover);
    byte[] second = proof(Proofs.Kind.VALID, task, prover);
    commit(prover, task, epoch, first, true, true);
    commit(prover, task, epoch, second, true, true);
    commit(prover, task, epoch, first, true, true);
    in(
        random.nextLong(300),
        () -> {
          reveal(prover, task, epoch, second, prover, Proofs.Kind.VALID, true);
          reveal(prover, task, epoch, first, prover, Proofs.Kind.VALID, true);
        });
  }

  /**
   * Gives the task back, sometimes too late to be heard in time, so that others are asked; mostly
   * it commits before, or after it all the same, and reveals.
   */
  private void giveBack(Identity prover, Seen task, int epoch) {
    fire(Conduct.GIVING_BACK);
    if (random.nextInt(3) > 0) {
      commitAndReveal(prover, task, epoch);
    }
    long heard = random.nextInt(4) == 0 ? random.nextLong(1_500) : random.nextLong(100);
    in(heard, () -> tellGivenBack(prover, task, epoch));
    if (random.nextInt(4) == 0) {
      in(heard + random.nextLong(100), () -> commitAndReveal(prover, task, epoch));
    }
    if (epoch == task.epochs) {
      in(heard + 50 + random.nextLong(200), () -> assign(task.id, terms(task).maxReward() / 2));
    }
  }

  /** Now and then twice, which says nothing new. */
  private void tellGivenBack(Identity prover, Seen task, int epoch) {
    Sent.GivenBack meaning = new Sent.GivenBack(task.id.hex(), epoch, prover.hex());
    Assignment record = RECORDS.givenBack(meaning, now);
    send(Topics.ASSIGNMENTS, VerdictKind.ASSIGNMENT, record, meaning);
    if (random.nextInt(8) == 0) {
      send(Topics.ASSIGNMENTS, VerdictKind.ASSIGNMENT, record, meaning);
    }
  }

  private void commitAndReveal(Identity prover, Seen task, int epoch) {
    byte[] proof = proof(Proofs.Kind.VALID, task, prover);
    commit(prover, task, epoch, proof, true, true);
    onAcceptance.put(
        hold(task.id, epoch, prover.hex()),
        at ->
            in(
                random.nextLong(2 * terms(task).window()),
                () -> reveal(prover, task, epoch, proof, prover, Proofs.Kind.VALID, true)));
  }

  private void commit(
      Identity prover, Seen task, int epoch, byte[] proof, boolean domainOk, boolean signed) {
    commitTo(prover, task, epoch, commitment(task, prover, proof), domainOk, signed);
  }

  private static String commitment(Seen task, Identity prover, byte[] proof) {
    Hash32 digest = Digests.proofDigest(proof);
    return DIGESTS.commitment(task.id, prover.id(), digest, nonce(task, prover)).hex();
  }

  private static Hash32 nonce(Seen task, Identity prover) {
    return Identity.hash("nonce " + task.id + prover.hex());
  }

  private void commitTo(
      Identity prover, Seen task, int epoch, String c, boolean domainOk, boolean signed) {
    Sent.Commit meaning = new Sent.Commit(task.id.hex(), epoch, prover.hex(), c, domainOk, signed);
    if (signed && !task.commitments.containsValue(c)) {
      task.commitments.put(prover.hex(), c);
    }
    Identity signer = signed ? prover : REQUESTER;
    Commitment record = RECORDS.commitment(meaning, signer, OTHER_DOMAIN);
    send(Topics.COMMITMENTS, VerdictKind.COMMIT, record, meaning);
  }

  private void reveal(
      Identity prover,
      Seen task,
      int epoch,
      byte[] proof,
      Identity boundTo,
      Proofs.Kind kind,
      boolean signed) {
    Sent.Reveal meaning =
        new Sent.Reveal(
            task.id.hex(),
            epoch,
            prover.hex(),
            commitment(task, prover, proof),
            proof.length,
            kind,
            boundTo.hex(),
            true,
            signed,
            random.nextInt(8) > 0);
    Identity signer = signed ? prover : REQUESTER;
    Reveal record = RECORDS.reveal(meaning, signer, proof, nonce(task, prover));
    if (signed) {
      task.proofs.putIfAbsent(prover.hex(), new Shown(proof, boundTo, kind));
    }
    send(Topics.REVEALS, VerdictKind.REVEAL, record, meaning);
  }

  // The applications ---------------------------------------------------------------------------

  private void work() {
    int which = random.nextInt(2 * PARTITIONS);
    if (which < PARTITIONS) {
      work(taskWorkers.get(which), this::applied);
    } else {
      work(accountWorkers.get(which - PARTITIONS), this::posted);
    }
  }

  private <E extends Consequence> void work(
      Worker<E> worker, java.util.function.BiConsumer<Worker<E>, Applied<E>> taker) {
    if (now < awayUntil.getOrDefault(worker.journal, 0L)) {
      return;
    }
    int paused = pausedFor.getOrDefault(worker.journal, 0);
    if (paused > 0) {
      pausedFor.put(worker.journal, paused - 1);
      return;
    }
    if (random.nextInt(800) == 0) {
      fire(Fault.APPLICATION_PAUSED);
      pausedFor.put(worker.journal, 20 + random.nextInt(200));
      return;
    }
    if (worker.hasPending() && random.nextInt(500) == 0) {
      fire(Fault.APPLICATION_CRASHED);
      worker.crash();
      return;
    }
    List<String> readable = worker.readable();
    if (!readable.isEmpty()) {
      worker.consume(readable.get(random.nextInt(readable.size())));
    }
    if (random.nextInt(4) == 0) {
      worker.commit().forEach(step -> taker.accept(worker, step));
    }
  }

  /** Lets everybody read to the end of the log as it stands. */
  private void settle() {
    boolean moved = true;
    while (moved) {
      moved = false;
      for (Worker<TaskEffect> worker : taskWorkers) {
        moved |= finish(worker, this::applied);
      }
      for (Worker<AccountEffect> worker : accountWorkers) {
        moved |= finish(worker, this::posted);
      }
    }
  }

  private static <E extends Consequence> boolean finish(
      Worker<E> worker, java.util.function.BiConsumer<Worker<E>, Applied<E>> taker) {
    boolean moved = worker.hasPending();
    while (!worker.readable().isEmpty()) {
      worker.consume(worker.readable().getFirst());
      moved = true;
    }
    worker.commit().forEach(step -> taker.accept(worker, step));
    return moved;
  }

  private void note(Worker<?> worker, Applied<?> step) {
    operations++;
    JournalChain.Head head =
        heads.computeIfAbsent(worker.journal, j -> JournalChain.start(DOMAIN, j));
    JournalEntry entry = JournalChain.entry(worker.journal, head, step);
    heads.put(worker.journal, JournalChain.after(entry));
    journals.computeIfAbsent(worker.journal, j -> new ArrayList<>()).add(entry);
    Hash32 outcome = Hash32.parse(entry.getEntryHash());
    eventHash = Keccak.hash(eventHash.bytes(), outcome.bytes());
  }

  /** A step of a task partition is visible. */
  private void applied(Worker<TaskEffect> worker, Applied<TaskEffect> step) {
    note(worker, step);
    List<String> said = new ArrayList<>();
    for (TaskEffect effect : step.effects()) {
      if (effect instanceof VerdictIssued verdict) {
        said.add(text(verdict));
        check(verdict);
        hear(verdict);
      } else if (effect instanceof TaskEffect.AccountAsked(var request)) {
        internal(REQUESTS, new InternalMessage.AccountAsked(request));
      }
    }
    compare(worker, step, said);
  }

  private static String text(VerdictIssued verdict) {
    return NaiveMarket.verdict(
        verdict.kind().name(),
        verdict.reason().name(),
        verdict.author(),
        verdict.subject() == null ? 0 : verdict.subject().epoch(),
        verdict.slashed(),
        verdict.rewarded(),
        verdict.victim() == null ? "" : verdict.victim().hex());
  }

  private void compare(Worker<TaskEffect> worker, Applied<TaskEffect> step, List<String> said) {
    List<String> expected =
        expectations.of(worker.partition, step.input(), step.clocks(), step.internalInput());
    List<String> left = said.stream().sorted().toList();
    List<String> right = expected.stream().sorted().toList();
    require(
        left.equals(right),
        "at " + step.input() + " the engine says " + left + ", the naive market " + right);
    if (naive.largestWaiting() > 0) {
      fired.put(Fault.PARKED.name(), naive.largestWaiting());
    }
  }

  /** What must hold of every verdict, whatever the rules in detail are. */
  private void check(VerdictIssued verdict) {
    String about = verdict.key().substring(0, Math.min(8, verdict.key().length()));
    history.add(verdict.decidedAt() + " " + about + " " + text(verdict) + " " + verdict.detail());
    reasons.merge(verdict.kind() + "/" + verdict.reason(), 1, Integer::sum);
    require(answered.add(verdict.id()), "answered twice: " + verdict);
    if (verdict.input() != null) {
      String place =
          verdict.input().topic()
              + "/"
              + verdict.input().partition()
              + "/"
              + verdict.input().offset();
      require(unanswered.remove(place) != null, "an answer to no input: " + verdict);
    }
    boolean named = !verdict.author().isEmpty();
    boolean ofASigned = verdict.input() != null || verdict.kind() == VerdictKind.GRANT;
    require(verdict.signed() == (named && ofASigned), "signed or not: " + verdict);
    String honest = PROVERS.get(Conduct.HONEST.ordinal()).hex();
    require(
        verdict.slashed() == 0 || !verdict.author().equals(honest),
        "an honest, timely prover is slashed: " + verdict);
    Hash32 task = verdict.subject() == null ? Hash32.ZERO : verdict.subject().taskId();
    boolean accepted = verdict.reason() == Reason.ACCEPTED;
    if (accepted && verdict.kind() == VerdictKind.COMMIT) {
      acceptedCommits.computeIfAbsent(task, t -> new HashSet<>()).add(verdict.author());
    }
    boolean late = verdict.reason() == Reason.REVEAL_LATE; // and in its grace, or it names nobody
    if ((accepted || late) && verdict.kind() == VerdictKind.REVEAL && !stale.contains(task)) {
      delivered.add(task.hex() + verdict.author());
    }
    if (accepted && verdict.kind() == VerdictKind.SUPERSESSION) {
      stale.add(task);
    }
    if (verdict.rewarded() > 0) {
      Set<String> committed = acceptedCommits.getOrDefault(task, Set.of());
      require(committed.contains(verdict.author()), "rewarded without a commit: " + verdict);
      require(
          !stale.contains(task) || delivered.contains(task.hex() + verdict.author()),
          "rewarded for what came after it went stale: " + verdict);
    }
  }

  /** Provers and the scheduler read verdicts as well. */
  private void hear(VerdictIssued verdict) {
    Seen task = verdict.subject() == null ? null : tasks.get(verdict.subject().taskId());
    boolean accepted = verdict.reason() == Reason.ACCEPTED;
    boolean adopts = verdict.input() == null && verdict.kind() == VerdictKind.ASSIGNMENT;
    if (task != null && accepted && (adopts || verdict.kind() == VerdictKind.REVEAL)) {
      task.verified = true;
    }
    if (adopts && (accepted || verdict.reason() == Reason.UNKNOWN_TASK)) {
      fire(accepted ? Fault.ADOPTION : Fault.NOTHING_TO_ADOPT);
    }
    if (task != null
        && verdict.kind() == VerdictKind.COMMIT
        && verdict.reason() == Reason.ACCEPTED) {
      hearAcceptance(verdict, task);
    }
    boolean early = verdict.reason() == Reason.REVEAL_TOO_EARLY;
    Identity honest = PROVERS.get(Conduct.HONEST.ordinal());
    if (task != null && early && isOf(honest, verdict)) {
      int epoch = verdict.subject().epoch();
      byte[] proof = task.proofs.get(honest.hex()).proof();
      in(50, () -> reveal(honest, task, epoch, proof, honest, Proofs.Kind.VALID, true));
    }
  }

  private void hearAcceptance(VerdictIssued verdict, Seen task) {
    int epoch = Objects.requireNonNull(verdict.subject()).epoch();
    long late = Math.max(0, acceptancesReadFrom - now) + random.nextInt(2) * random.nextLong(200);
    in(late, () -> openWindow(verdict));
    Optional.ofNullable(onAcceptance.remove(hold(task.id, epoch, verdict.author())))
        .ifPresent(action -> action.accept(now));
  }

  /** A worker knows what it wrote, whomever the verdict names. */
  private boolean isOf(Identity prover, VerdictIssued verdict) {
    Origin at = verdict.input();
    return at != null
        && meanings.get(at.topic() + "/" + at.partition() + "/" + at.offset())
            instanceof Sent.Reveal reveal
        && reveal.prover().equals(prover.hex())
        && reveal.signed();
  }

  /** A step of an account partition is visible. */
  private void posted(Worker<AccountEffect> worker, Applied<AccountEffect> step) {
    note(worker, step);
    for (AccountEffect effect : step.effects()) {
      switch (effect) {
        case VerdictIssued verdict -> check(verdict);
        case AccountEffect.Moved moved -> book(moved);
        case AccountEffect.Answered(TaskAnswer answer) -> {
          checkBond(step, answer);
          checkClaim(answer);
          internal(ANSWERS, new InternalMessage.TaskAnswered(answer));
        }
        case AccountEffect.Forwarded(var request) ->
            internal(REQUESTS, new InternalMessage.AccountAsked(request));
        case AccountEffect.ProverAnnounced(var prover, var key) -> {
          for (int p = 0; p < PARTITIONS; p++) {
            internal(REGISTRY, p, new InternalMessage.ProverRegistered(prover, key));
          }
        }
        case AccountEffect.StandingChanged _ -> {}
      }
    }
  }

  private Map<String, Long> account(String id) {
    return ledger.computeIfAbsent(id, a -> new TreeMap<>());
  }

  /** Double entry: what leaves one bucket arrives in another, and none of ours goes below zero. */
  private void book(AccountEffect.Moved moved) {
    Map<String, Long> account = account(moved.account().hex());
    account.merge(moved.from().name(), -moved.amount(), Long::sum);
    account.merge(moved.to().name(), moved.amount(), Long::sum);
    require(account.values().stream().mapToLong(v -> v).sum() == 0, "not conserved: " + moved);
    for (String bucket : List.of("FREE", "RESERVED", "ESCROW", "PAID", "BURNED")) {
      require(account.getOrDefault(bucket, 0L) >= 0, bucket + " below zero: " + moved);
    }
    require(
        account.getOrDefault("FREE", 0L) == moved.after().free()
            && account.getOrDefault("RESERVED", 0L) == moved.after().reserved()
            && account.getOrDefault("PAID", 0L) == moved.after().paid(),
        "balances are not the sum of the movements: " + moved);
    if (moved.kind().name().equals("PAY") && moved.to().name().equals("CLEARING")) {
      Hash32 task = moved.matter().taskId();
      Seen seen = task == null ? null : tasks.get(task);
      if (seen != null) {
        require(paidTasks.add(task), "a task paid twice: " + moved);
        require(
            seen.adopting || seen.asked || task.equals(claims.get(seen.statement)),
            "a statement paid twice: " + moved);
      }
    }
  }

  /** A bond is refused only where the money is not there, and granted only where it is. */
  private void checkBond(Applied<AccountEffect> step, TaskAnswer answer) {
    byte[] internal = step.internalInput();
    if (answer instanceof TaskAnswer.BondWord word && internal != null) {
      InternalMessage message = MESSAGES.deserializer().deserialize("", internal);
      if (message
          instanceof
          InternalMessage.AccountAsked(
              io.proofworks.settlement.domain.AccountRequest.ReserveBond bond)) {
        long locked =
            step.effects().stream()
                .filter(AccountEffect.Moved.class::isInstance)
                .mapToLong(e -> ((AccountEffect.Moved) e).amount())
                .sum();
        long free = account(bond.account().hex()).getOrDefault("FREE", 0L);
        require(word.granted() || free < bond.amount(), "a bond refused with " + free + " free");
        require(!word.granted() || locked == bond.amount(), "a bond granted and not locked");
      }
    }
  }

  /** The first task that claims a statement has it. */
  private void checkClaim(TaskAnswer answer) {
    if (answer instanceof TaskAnswer.StatementWord(Hash32 task, boolean granted, _, _)) {
      Hash32 holder = claims.computeIfAbsent(tasks.get(task).statement, s -> task);
      require(granted == holder.equals(task), "a claim decided wrongly: " + answer);
    }
  }

  // The end ------------------------------------------------------------------------------------

  private void close() {
    require(unanswered.isEmpty(), "never answered: " + unanswered.values());
    require(naive.open().isEmpty(), "never ended: " + naive.open());
    naive
        .purses()
        .forEach((account, purse) -> {
          Map<String, Long> held = account(account);
          String real =
              Stream.of("FREE", "RESERVED", "ESCROW", "PAID", "BURNED")
                  .map(bucket -> Long.toString(held.getOrDefault(bucket, 0L)))
                  .reduce((a, b) -> a + "/" + b)
                  .orElseThrow();
          require(
              real.equals(purse.toString()),
              account + " holds " + real + ", the naive market says " + purse);
          require(held.getOrDefault("RESERVED", 0L) == 0, account + " has bonds left");
        });
    long clearing = ledger.values().stream().mapToLong(a -> a.getOrDefault("CLEARING", 0L)).sum();
    require(clearing == 0, "money on its way for ever: " + clearing);
    if (bug == PlantedBug.NONE) {
      journals.forEach(this::replay);
    }
  }

  /** Every journal, replayed through the engines by their inputs alone. */
  private void replay(String journal, List<JournalEntry> entries) {
    ReplayReport report =
        ReplayReport.run(
            journal,
            entries,
            DOMAIN,
            PARTITIONS,
            SERDES,
            this::find,
            (policy, newest) -> Proofs::check);
    require(report.differences().isEmpty(), "the replay differs: " + report.differences());
    List<Difference> differences = new ArrayList<>();
    EntryTimes.Result times =
        EntryTimes.check(
            journal,
            entries,
            new EntryTimes.Scope(
                DOMAIN,
                DOMAIN,
                PARTITIONS,
                SERDES,
                new ReadPartitions(log),
                now,
                EmptyStores.IN_MEMORY),
            differences::add);
    require(differences.isEmpty(), "times are not the log's: " + differences);
    require(
        !report.owes().test(times.reached()), journal + " owes what deadlines would have changed");
  }

  private record ReadPartitions(SimulatedLog log) implements PartitionLog {

    @Override
    public Iterable<Logged> of(String topic, int partition) {
      return log.records(topic, partition).stream().map(ReadPartitions::logged).toList();
    }

    @Override
    public Optional<Logged> at(String topic, int partition, long offset) {
      List<InboundRecord> all = log.records(topic, partition);
      return offset < all.size() ? Optional.of(logged(all.get((int) offset))) : Optional.empty();
    }

    private static Logged logged(InboundRecord record) {
      return new Logged(record, record.isTick());
    }
  }

  /** As an auditor can: internal topics are purged as they are read. */
  private Optional<JournalReplay.Input> find(Coordinates at) {
    if (!at.topic().startsWith("market.")) {
      return Optional.empty();
    }
    InboundRecord record = log.records(at.topic(), at.partition()).get((int) at.offset());
    return Optional.of(new JournalReplay.Input(record.keyBytes(), record.value()));
  }
}
