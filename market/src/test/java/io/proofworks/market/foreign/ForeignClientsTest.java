package io.proofworks.market.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.proofworks.avro.ProgramEntry;
import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.Verdict;
import io.proofworks.market.local.LocalMarket;
import io.proofworks.market.local.ReceiptWork;
import io.proofworks.market.local.Requester;
import io.proofworks.market.scenario.TestMarket;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.circom.R1csFile;
import io.proofworks.proofs.circom.WitnessProgram;
import io.proofworks.proofs.circom.ZkeyFile;
import io.proofworks.proofs.groth16.DevelopmentSetup;
import io.proofworks.proofs.groth16.ProvingKey;
import io.proofworks.proofs.groth16.R1cs;
import io.proofworks.proofs.keyed.KeyedProofSystem;
import io.proofworks.protocol.Binding;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.TaskClass;
import io.proofworks.topics.Partitions;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import io.proofworks.worker.log.LogReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * One market, and clients that have nothing of ours: a prover and a route engine in JavaScript, an
 * export in Python, kcat.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ForeignClientsTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Path EXAMPLES =
      Path.of("..", "docs", "examples").toAbsolutePath().normalize();
  private static final Path CIRCOM =
      Path.of("..", "proof-systems", "interop", "node_modules", "circom2", "cli.js")
          .toAbsolutePath()
          .normalize();
  private static final String ROUTE = "usdt:ethereum->base";
  private static final String INPUT = "{\"a\": \"12\", \"b\": \"34\"}";
  private static final String CIRCUIT =
      """
      pragma circom 2.0.0;
      template Main() {
        signal input a;
        signal input b;
        signal output out;
        signal square <== a * a;
        out <== square * b + 7;
      }
      component main {public [b]} = Main();
      """;

  /** All that applications write and others read. */
  private static final List<Topic<?>> OUTPUTS =
      List.of(
          Topics.POLICIES,
          Topics.PROVERS,
          Topics.TASKS,
          Topics.ASSIGNMENTS,
          Topics.VERDICTS,
          Topics.LEDGER,
          Topics.CHILD_PROOFS,
          Topics.AGGREGATION_JOBS,
          Topics.RECEIPTS,
          Topics.EXECUTIONS,
          Topics.JOURNAL,
          Topics.CHECKPOINTS);

  @TempDir private static Path directory;
  private static TestMarket market;

  /** What the others look at: the first test has to have run. */
  private static boolean settled;

  @BeforeAll
  static void open() throws IOException {
    market = TestMarket.on(directory.resolve("market"));
    market.honestAggregator("noether");
  }

  @AfterAll
  static void close() {
    market.close();
  }

  private static LocalMarket.Broker broker() {
    return market.local().broker();
  }

  private static void requireExamples() {
    assumeThat(Files.isDirectory(EXAMPLES.resolve("node_modules")))
        .as("the examples' packages are not installed: npm ci in docs/examples")
        .isTrue();
  }

  private static List<String> node(String program, String... more) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("node", EXAMPLES.resolve(program).toString()));
    command.addAll(List.of("--bootstrap", broker().bootstrapServers()));
    command.addAll(List.of("--registry", broker().registryUrl()));
    command.addAll(List.of(more));
    return command;
  }

  /** A circuit of circom with its keys, as a program of the market. */
  private record Circuit(Hash32 program, byte[] data, byte[] publicInputs) {

    static Circuit compile(Path folder) throws Exception {
      Files.writeString(Files.createDirectories(folder).resolve("main.circom"), CIRCUIT);
      Process circom =
          new ProcessBuilder("node", CIRCOM.toString(), "main.circom", "--r1cs", "--wasm")
              .directory(folder.toFile())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertThat(circom.waitFor()).isZero();
      R1cs r1cs = R1csFile.parse(Files.readAllBytes(folder.resolve("main.r1cs")));
      ProvingKey key = DevelopmentSetup.generate(r1cs, new SecureRandom());
      Files.write(folder.resolve("main.zkey"), ZkeyFile.encode(key, r1cs));
      byte[] wasm = Files.readAllBytes(folder.resolve("main_js/main.wasm"));
      long[] witness = WitnessProgram.parse(wasm).witness(INPUT);
      byte[] publicInputs = new byte[32 * r1cs.publicInputs()];
      for (int i = 0; i < r1cs.publicInputs(); i++) {
        Fr.toBytes(witness, (i + 1) * Fr.LIMBS, publicInputs, 32 * i);
      }
      byte[] verifyingKey = key.verifyingKey().toBytes();
      Program program = KeyedProofSystem.program(KeyedProofSystem.GROTH16, verifyingKey);
      return new Circuit(Hash32.of(program.hash()), program.data(), publicInputs);
    }
  }

  private static ProofRequest ask(Circuit circuit) {
    return market
        .local()
        .requester()
        .submit(
            new Requester.Order(
                ReceiptWork.of(
                    KeyedProofSystem.GROTH16,
                    circuit.program(),
                    INPUT.getBytes(StandardCharsets.UTF_8),
                    circuit.publicInputs(),
                    market.local().policy()),
                TaskClass.STANDARD,
                Binding.COMMIT_REVEAL,
                Duration.ofMinutes(30),
                50_000_000,
                ROUTE));
  }

  @Test
  @Order(1)
  void shouldPayAProverInJavaScriptThatWasKilledBetweenCommitAndReveal() throws Exception {
    requireExamples();
    assumeThat(Files.exists(CIRCOM))
        .as("circom is not installed: npm ci in proof-systems/interop")
        .isTrue();
    Path folder = directory.resolve("circuit");
    Circuit circuit = Circuit.compile(folder);
    market.amend(policy -> {
      List<ProgramEntry> programs = new ArrayList<>(policy.getPrograms());
      programs.add(
          ProgramEntry.newBuilder()
              .setProgramHash(circuit.program().hex())
              .setProofSystem(KeyedProofSystem.GROTH16)
              .setData(ByteBuffer.wrap(circuit.data()))
              .build());
      return policy.setPrograms(programs);
    });
    List<String> command =
        node(
            "prover.mjs",
            "--domain",
            broker().domain().hex(),
            "--data-dir",
            directory.resolve("js-prover").toString(),
            "--program",
            circuit.program().hex(),
            "--wasm",
            folder.resolve("main_js/main.wasm").toString(),
            "--zkey",
            folder.resolve("main.zkey").toString());

    ProofRequest request;
    String prover;
    try (RunningProgram first = RunningProgram.start(EXAMPLES, command)) {
      prover =
          first.await1("address", PATIENCE, said -> is(said, "started")).path("proverId").asText();
      market.local().operator().deposit(prover, 100_000_000, "test/" + prover);
      first.await1(
          "registration",
          PATIENCE,
          said -> is(said, "registration") && said.path("reason").asText().equals("ACCEPTED"));
      request = ask(circuit);
      first.await1("commit", PATIENCE, said -> is(said, "committed"));
      first.kill();
    }
    try (RunningProgram again = RunningProgram.start(EXAMPLES, command)) {
      Receipt receipt = market.log().awaitReceipt(request.getBatchId(), PATIENCE);
      assertThat(receipt.getOutcome()).as(receipt.getCause()).isEqualTo("SETTLED");
      assertThat(receipt.getChildren()).allMatch(child -> child.getProverId().equals(prover));
      JsonNode paid =
          again.await1(
              "payment",
              PATIENCE,
              said -> is(said, "verdict") && !said.path("rewarded").asText().equals("0"));
      assertThat(paid.path("kind").asText()).isEqualTo("REVEAL");
    }
    market.requireSound();
    settled = true;
  }

  private static boolean is(JsonNode said, String event) {
    return said.path("event").asText().equals(event);
  }

  private static byte[] rawCommitment(List<ConsumerRecord<byte[], byte[]>> found) {
    return found.getFirst().value();
  }

  /** The commitments on the log as they were written, ticks left out. */
  private static List<ConsumerRecord<byte[], byte[]>> commitments() {
    Map<String, Object> settings = new HashMap<>(broker().clientSettings());
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.COMMITMENTS.name()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      await()
          .atMost(PATIENCE)
          .until(() -> {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
              if (record.key() != null) {
                found.add(record);
              }
            }
            return !found.isEmpty();
          });
    }
    return found;
  }

  private static void kcat(List<String> more, Path input) throws Exception {
    List<String> command = new ArrayList<>(List.of("kcat", "-b", broker().bootstrapServers()));
    command.addAll(more);
    Process process =
        new ProcessBuilder(command)
            .redirectInput(input.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.waitFor()).isZero();
  }

  @Test
  @Order(2)
  void shouldAnswerWhatKcatWritesAndLetItReadKeysHeadersAndBytes() throws Exception {
    assumeThat(RunningProgram.answers("kcat", "-V")).as("kcat is not installed").isTrue();
    assumeThat(settled).as("the prover did not run").isTrue();
    byte[] written = rawCommitment(commitments());
    String key = new String(commitments().getFirst().key(), StandardCharsets.UTF_8);
    int right = Partitions.of(key, Topics.PARTITIONS);
    int wrong = (right + 1) % Topics.PARTITIONS;
    byte[] nonsense = "this is no commitment".getBytes(StandardCharsets.UTF_8);
    Path garbage = Files.write(directory.resolve("garbage"), nonsense);
    Path copy = Files.write(directory.resolve("commitment"), written);
    String topic = Topics.COMMITMENTS.name();

    kcat(
        List.of(
            "-P", "-t", topic, "-X", "partitioner=murmur2_random", "-k", key, garbage.toString()),
        garbage);
    kcat(
        List.of("-P", "-t", topic, "-p", Integer.toString(wrong), "-k", key, copy.toString()),
        copy);

    Verdict malformed = awaitReason("MALFORMED");
    Verdict misplaced = awaitReason("WRONG_PARTITION");
    assertThat(malformed.getInput()).isNotNull();
    assertThat(malformed.getInput().getPartition()).isEqualTo(right);
    assertThat(misplaced.getInput().getPartition()).isEqualTo(wrong);
    assertThat(misplaced.getDetail()).contains(Integer.toString(right));
    Process reading =
        new ProcessBuilder(
                "kcat",
                "-b",
                broker().bootstrapServers(),
                "-C",
                "-t",
                topic,
                "-e",
                "-q",
                "-f",
                "%k %h %S\\n")
            .start();
    String read = new String(reading.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(reading.waitFor()).isZero();
    assertThat(read.lines())
        .anyMatch(line -> line.contains("tick="))
        .anyMatch(line -> line.startsWith(key) && line.endsWith(" " + written.length))
        .anyMatch(line -> line.startsWith(key) && line.endsWith(" " + nonsense.length));
  }

  private static Verdict awaitReason(String reason) {
    return market
        .log()
        .awaitVerdict(reason, PATIENCE, verdict -> verdict.getReason().equals(reason));
  }

  @Test
  @Order(3)
  void shouldLetPythonDecodeEveryTopicThatApplicationsWrite() throws Exception {
    Optional<String> python =
        Stream.of("python3", "/usr/bin/python3") // Debian's, where another one comes first
            .filter(name -> RunningProgram.answers(name, "-c", "import avro, confluent_kafka"))
            .findFirst();
    assumeThat(python).as("no python3-confluent-kafka and python3-avro").isPresent();
    Map<String, Integer> before = counts();
    List<String> command =
        List.of(
            python.orElseThrow(),
            EXAMPLES.resolve("python/export.py").toString(),
            "--bootstrap",
            broker().bootstrapServers(),
            "--registry",
            broker().registryUrl(),
            "--topics",
            OUTPUTS.stream().map(Topic::name).collect(Collectors.joining(",")));

    List<JsonNode> lines;
    try (RunningProgram export = RunningProgram.start(EXAMPLES, command)) {
      lines = export.all(PATIENCE);
    }

    Map<String, Integer> found = new HashMap<>();
    lines.forEach(line -> found.merge(line.path("topic").asText(), 1, Integer::sum));
    before.forEach(
        (topic, count) -> assertThat(found.get(topic)).as(topic).isGreaterThanOrEqualTo(count));
    assertThat(lines)
        .filteredOn(line -> line.path("topic").asText().equals(Topics.RECEIPTS.name()))
        .extracting(line -> line.at("/value/outcome").asText())
        .contains("SETTLED");
  }

  /** What our own reader sees. */
  private static Map<String, Integer> counts() {
    Map<String, Integer> counts = new HashMap<>();
    for (Topic<?> topic : OUTPUTS) {
      counts.put(topic.name(), count(topic));
    }
    return counts;
  }

  private static <V extends SpecificRecord> int count(Topic<V> topic) {
    AtomicInteger count = new AtomicInteger();
    try (LogReader reader =
        LogReader.of(broker().clientSettings(), broker().serdes())
            .on(topic, record -> count.incrementAndGet())
            .fromBeginning()) {
      await()
          .atMost(PATIENCE)
          .until(() -> {
            reader.poll(Duration.ofMillis(50));
            return reader.caughtUp();
          });
    }
    return count.get();
  }

  @Test
  @Order(4)
  void shouldGiveARouteEngineSignalsToScoreByAndLetItFallBackWhenTheyExpire() throws Exception {
    requireExamples();
    Path routes =
        Files.writeString(
            directory.resolve("routes.json"),
            """
            [{"routeId": "usdt:ethereum->base", "price": 0.9, "liquidity": 0.9},
             {"routeId": "usdt:ethereum->arbitrum", "price": 0.5, "liquidity": 0.9},
             {"routeId": "usdt:ethereum->optimism", "price": 0.4, "liquidity": 0.95}]
            """);
    assumeThat(settled).as("no batch was settled").isTrue();

    try (RunningProgram engine =
        RunningProgram.start(EXAMPLES, node("route-engine.mjs", "--routes", routes.toString()))) {
      JsonNode first =
          engine.await1("signal", PATIENCE, said -> !said.path("fallback").asBoolean(true));
      assertThat(first.path("chosen").asText()).isEqualTo(ROUTE);
      JsonNode best = first.at("/ranking/0");
      double scarcity = best.path("regime").asText().equals("STRUCTURAL_SCARCITY") ? 1 : 0;
      assertThat(best.path("score").asDouble())
          .isCloseTo(
              1.8
                  - best.at("/penalties/proofLag").asDouble()
                  - best.at("/penalties/marketRisk").asDouble()
                  - best.at("/penalties/refund").asDouble()
                  - scarcity,
              within(1e-9));
      assertThat(first.at("/ranking/1/reasons/0").asText()).isEqualTo("NO_SIGNAL");

      market.local().stop("metrics");
      JsonNode later =
          engine.await1(
              "fallback",
              PATIENCE,
              said ->
                  said.path("at").asLong() > first.path("at").asLong()
                      && said.path("fallback").asBoolean());
      assertThat(later.path("ranking"))
          .anyMatch(route -> route.at("/reasons/0").asText().equals("SIGNAL_EXPIRED"));
    }
  }
}
