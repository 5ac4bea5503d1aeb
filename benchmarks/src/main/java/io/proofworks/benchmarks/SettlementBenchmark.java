package io.proofworks.benchmarks;

import io.proofworks.avro.Verdict;
import io.proofworks.embedded.EmbeddedKafka;
import io.proofworks.embedded.EmbeddedKafkaSettings;
import io.proofworks.embedded.SchemaRegistryServer;
import io.proofworks.embedded.SchemaRegistrySettings;
import io.proofworks.market.local.LocalMarketSettings;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.AppSettings;
import io.proofworks.runtime.Provisioner;
import io.proofworks.runtime.RunningApplication;
import io.proofworks.runtime.StreamsApplication;
import io.proofworks.runtime.StreamsRunner;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.Decoder;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.serde.RegistryClient;
import io.proofworks.settlement.SettlementApplication;
import io.proofworks.topics.Ticks;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Settlement against the least an exactly-once application can do, on one broker in one run. In
 * each round a backlog is written while neither runs, then each works it off in its turn; the first
 * round warms up and does not count. Settlement's answers are checked: one for each record, each
 * accepted.
 */
final class SettlementBenchmark {

  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** For registrations to cross from the accounts to the tasks. */
  private static final Duration CROSSING = Duration.ofSeconds(2);

  private static final Hash32 DOMAIN = LocalMarketSettings.DOMAIN;
  private static final Set<String> OF_TASKS =
      Set.of(
          VerdictKind.TASK.name(),
          VerdictKind.ASSIGNMENT.name(),
          VerdictKind.COMMIT.name(),
          VerdictKind.REVEAL.name());

  /**
   * What was measured.
   *
   * @param tasks of a turn
   * @param settlement each counted turn
   */
  record Report(
      boolean reveals,
      int tasks,
      int threads,
      List<Answers.Pace> settlement,
      List<Answers.Pace> bare) {

    int records() {
      return tasks * ofALife(reveals);
    }

    /** CPU time of the stream threads for a task and all its records, in microseconds. */
    private double perLife(List<Answers.Pace> turns) {
      return median(turns, Answers.Pace::cpuMicros) * ofALife(reveals);
    }

    String text() {
      return """
      %s: %d records in %d partitions, %d thread(s), median of %d turns (least to most)
                            answers per second                   stream threads' CPU for a life, us
        settlement          %,9.0f  (%,.0f to %,.0f)   %,9.0f
        read-modify-write   %,9.0f  (%,.0f to %,.0f)   %,9.0f
        ratio               %9.3f                      %9.1f
      """
          .formatted(
              reveals
                  ? "tasks, assignments, commits, reveals with a verified proof"
                  : "tasks, assignments, commits",
              records(),
              Topics.PARTITIONS,
              threads,
              settlement.size(),
              rate(settlement),
              rates(settlement).min().orElse(0),
              rates(settlement).max().orElse(0),
              perLife(settlement),
              rate(bare),
              rates(bare).min().orElse(0),
              rates(bare).max().orElse(0),
              perLife(bare),
              rate(settlement) / rate(bare),
              perLife(settlement) / perLife(bare));
    }

    private static DoubleStream rates(List<Answers.Pace> turns) {
      return turns.stream().mapToDouble(Answers.Pace::perSecond);
    }

    private static double rate(List<Answers.Pace> turns) {
      return median(turns, Answers.Pace::perSecond);
    }

    private static double median(List<Answers.Pace> turns, ToDoubleFunction<Answers.Pace> figure) {
      double[] sorted = turns.stream().mapToDouble(figure).sorted().toArray();
      return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
  }

  private final EmbeddedKafka kafka;
  private final String registryUrl;
  private final MarketSerdes serdes;
  private final Path directory;
  private final int tasks;
  private final int threads;
  private final boolean reveals;
  private final SettlementLoad load = new SettlementLoad(DOMAIN);

  private SettlementBenchmark(
      EmbeddedKafka kafka,
      String registryUrl,
      Path directory,
      int tasks,
      int threads,
      boolean reveals) {
    this.kafka = kafka;
    this.registryUrl = registryUrl;
    this.directory = directory;
    this.tasks = tasks;
    this.threads = threads;
    this.reveals = reveals;
    this.serdes = new MarketSerdes(new RegistryClient(settings("load").registry()));
  }

  /**
   * Measures.
   *
   * @param directory for broker and state, empty
   * @param tasks from 1; each is three records, or four with its reveal
   * @param rounds counted turns of each application, from 1
   * @param threads stream threads of each application, from 1
   * @param reveals whether proofs are revealed and verified
   * @throws IllegalStateException if a record is not answered exactly once, or refused
   */
  static Report run(Path directory, int tasks, int rounds, int threads, boolean reveals)
      throws Exception {
    try (EmbeddedKafka kafka =
            EmbeddedKafka.start(EmbeddedKafkaSettings.at(directory.resolve("kafka")));
        SchemaRegistryServer registry =
            SchemaRegistryServer.start(SchemaRegistrySettings.on(kafka.bootstrapServers()))) {
      SettlementBenchmark benchmark =
          new SettlementBenchmark(kafka, registry.url(), directory, tasks, threads, reveals);
      benchmark.prepare();
      return benchmark.measure(rounds);
    }
  }

  private AppSettings settings(String prefix) {
    return AppSettings.of(
        Map.of(
            "bootstrap.servers",
            kafka.bootstrapServers(),
            "registry.url",
            registryUrl,
            "domain",
            DOMAIN.hex(),
            "state.dir",
            directory.resolve("state-" + prefix).toString(),
            "application.prefix",
            prefix,
            "replication.factor",
            "1",
            "threads",
            Integer.toString(threads)));
  }

  private int records() {
    return tasks * ofALife(reveals);
  }

  /** Records of a task. */
  private static int ofALife(boolean reveals) {
    return reveals ? 4 : 3;
  }

  private Report measure(int rounds) throws InterruptedException {
    List<Answers.Pace> settlement = new ArrayList<>();
    List<Answers.Pace> bare = new ArrayList<>();
    for (int round = 0; round <= rounds; round++) {
      int first = round * tasks;
      write(writer -> writer.writeTasks(first));
      Answers.Pace settled =
          turn(new SettlementApplication(), Topics.VERDICTS.name(), isAnswer(OF_TASKS));
      Answers.Pace done = turn(new BareApplication(), BareApplication.OUTPUT, b -> true);
      if (round > 0) {
        settlement.add(settled);
        bare.add(done);
      }
    }
    return new Report(reveals, tasks, threads, settlement, bare);
  }

  private Answers.Pace turn(
      StreamsApplication application, String output, Predicate<byte[]> isAnswer) {
    try (Answers answers = new Answers(kafka.bootstrapServers(), output, isAnswer);
        RunningApplication running = start(application)) {
      return answers.await(records(), PATIENCE);
    }
  }

  private RunningApplication start(StreamsApplication application) {
    return StreamsRunner.start(
        application, new AppContext(settings("bench"), serdes, VerifierRegistry.standard()));
  }

  /** A verdict on a record of a task; one that refuses spoils the measurement. */
  private Predicate<byte[]> isAnswer(Set<String> kinds) {
    Decoder<Verdict> decoder = serdes.decoder(Topics.VERDICTS);
    return bytes -> {
      if (!(decoder.decode(bytes) instanceof Decoded.Value<Verdict>(Verdict verdict))) {
        throw new IllegalStateException("an undecodable verdict");
      }
      if (!verdict.getReason().equals(Reason.ACCEPTED.name())) {
        throw new IllegalStateException("refused: " + verdict);
      }
      return kinds.contains(verdict.getKind());
    };
  }

  /** Topics, and the accounts of requester and provers. */
  private void prepare() throws Exception {
    AppSettings settings = settings("load");
    try (Admin admin = Admin.create(settings.clientProperties())) {
      new Provisioner(admin, settings).create();
      admin
          .createTopics(
              List.of(
                  new NewTopic(BareApplication.INPUT, Topics.PARTITIONS, (short) 1),
                  new NewTopic(BareApplication.OUTPUT, Topics.PARTITIONS, (short) 1)))
          .all()
          .get();
    }
    new RegistryClient(settings.registry()).provision(Topics.all());
    Set<String> kinds = Set.of(VerdictKind.REGISTRATION.name(), VerdictKind.STAKE.name());
    int accounts = 2 * SettlementLoad.PROVERS + 1;
    try (Answers answers =
            new Answers(kafka.bootstrapServers(), Topics.VERDICTS.name(), isAnswer(kinds));
        RunningApplication running = start(new SettlementApplication())) {
      write(Writer::writeAccounts);
      answers.await(accounts, PATIENCE);
      Thread.sleep(CROSSING);
    }
  }

  private interface Writing {
    void to(Writer writer) throws InterruptedException;
  }

  private void write(Writing writing) throws InterruptedException {
    Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      writing.to(new Writer(producer));
    }
  }

  /** Writes the load; what belongs to tasks goes to the input of the bare application as well. */
  private final class Writer {
    private final KafkaProducer<byte[], byte[]> producer;
    private final long now = System.currentTimeMillis();

    Writer(KafkaProducer<byte[], byte[]> producer) {
      this.producer = producer;
    }

    void writeAccounts() throws InterruptedException {
      send(Topics.POLICIES, DOMAIN.hex(), load.policy());
      send(Topics.STAKES, load.requester(), load.stake(load.requester()));
      for (SettlementLoad.Prover prover : load.provers()) {
        send(Topics.STAKES, prover.id(), load.stake(prover.id()));
      }
      for (SettlementLoad.Prover prover : load.provers()) {
        send(Topics.REGISTRATIONS, prover.id(), load.registration(prover, now));
      }
      tick();
    }

    void writeTasks(int first) throws InterruptedException {
      each(first, Topics.TASKS, number -> load.task(number, now));
      each(first, Topics.ASSIGNMENTS, number -> load.assignment(number, now));
      each(first, Topics.COMMITMENTS, load::commitment);
      if (reveals) {
        each(first, Topics.REVEALS, load::reveal);
      }
      tick();
    }

    private <V extends SpecificRecord> void each(int first, Topic<V> topic, IntFunction<V> record)
        throws InterruptedException {
      for (int number = first; number < first + tasks; number++) {
        byte[] value = send(topic, load.taskId(number), record.apply(number));
        forward(producer, BareApplication.INPUT, load.taskId(number), value);
      }
      producer.flush();
      // Of one millisecond, assignments would come before the tasks they are of.
      Thread.sleep(2);
    }

    private void tick() throws InterruptedException {
      producer.flush();
      Thread.sleep(2);
      for (Topic<?> topic : Topics.ticked()) {
        for (int partition = 0; partition < Topics.PARTITIONS; partition++) {
          forward(producer, Ticks.record(topic.name(), partition));
        }
      }
      producer.flush();
    }

    private <V extends SpecificRecord> byte[] send(Topic<V> topic, String key, V value) {
      byte[] bytes = serdes.serde(topic).serializer().serialize(topic.name(), value);
      forward(producer, topic.name(), key, bytes);
      return bytes;
    }
  }

  private static void forward(
      KafkaProducer<byte[], byte[]> producer, String topic, String key, byte[] value) {
    forward(producer, new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value));
  }

  private static void forward(
      KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
    var unused =
        producer.send(
            record,
            (metadata, failure) -> {
              if (failure != null) {
                throw new IllegalStateException("the load was not written", failure);
              }
            });
  }
}
