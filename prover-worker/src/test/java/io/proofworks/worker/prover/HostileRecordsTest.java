package io.proofworks.worker.prover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.proofworks.avro.Assignment;
import io.proofworks.avro.Policy;
import io.proofworks.avro.TaskRecord;
import io.proofworks.avro.Verdict;
import io.proofworks.protocol.Hash32;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever can be decoded from a topic that a prover reads: ids out of form, words of no
 * vocabulary, numbers at the ends of their range, unions that are null. The loop goes on, and so
 * does its work.
 */
class HostileRecordsTest {

  private static final long SEED = 20_261_129;
  private static final Hash32 HONEST = FakeMarket.id("honest");

  @TempDir private Path directory;
  private ProverBench bench;

  @BeforeEach
  void open() {
    bench = new ProverBench(directory);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void shouldLiveAndWorkWhateverItReads() {
    flood(20_000, SEED);
  }

  @Test
  @Tag("nightly")
  void shouldLiveAndWorkWhateverItReadsForLong() {
    for (int i = 0; i < 50; i++) {
      flood(20_000, SEED + 1 + i);
    }
  }

  private void flood(int records, long seed) {
    Hostile hostile = new Hostile(new Random(seed));
    bench.assign(HONEST, 1);
    FakeMarket.Sent commit = ownCommit();
    for (int i = 0; i < records; i++) {
      step(hostile, i, seed);
    }
    bench.read(bench.market.judge(commit));
    bench.pass(70_000);
    List<FakeMarket.Sent> sent = bench.sent();
    sent.stream().filter(s -> s.key().equals(HONEST.hex())).forEach(bench.market::judge);
    assertThat(sent.stream().map(FakeMarket.Sent::key).distinct())
        .as("the flood goes deep enough for commits, seed %d", seed)
        .hasSizeGreaterThan(20);
    assertThat(bench.market.isRevealed(HONEST, 1)).as("seed %d", seed).isTrue();
    Hash32 next = FakeMarket.id("next" + seed);
    bench.assign(next, 1);
    assertThat(bench.sent())
        .as("takes new work, seed %d", seed)
        .extracting(FakeMarket.Sent::key)
        .contains(next.hex());
  }

  private FakeMarket.Sent ownCommit() {
    return bench.sent().stream()
        .filter(sent -> sent.key().equals(HONEST.hex()))
        .findFirst()
        .orElseThrow();
  }

  private void step(Hostile hostile, int number, long seed) {
    try {
      switch (number % 4) {
        case 0 ->
            read(
                Topics.TASKS,
                hostile.of(TaskRecord.class),
                record -> bench.loop.onTask(record, bench.clock.now));
        case 1 -> read(Topics.ASSIGNMENTS, hostile.of(Assignment.class), bench.loop::onAssignment);
        case 2 -> read(Topics.VERDICTS, hostile.of(Verdict.class), bench.loop::onVerdict);
        default -> read(Topics.POLICIES, hostile.of(Policy.class), bench.loop::onPolicy);
      }
      if (number % 16 == 0) {
        bench.clock.now += 100;
        bench.loop.onTime();
        assertThat(bench.loop.inFlight()).isNotNegative();
      }
      if (number % 256 == 0) {
        bench.clock.now += Breaker.PAUSE_MILLIS;
        bench.loop.takeDeclines();
        bench.loop.hasOpenCommits();
        bench.loop.onMissedVerdicts();
      }
    } catch (RuntimeException e) {
      fail("seed " + seed + ", record " + number, e);
    }
  }

  /** Only what a decoder lets through is read. */
  private <V extends SpecificRecord> void read(Topic<V> topic, V value, Consumer<V> handler) {
    MarketSerdes serdes = bench.market.serdes();
    if (serdes.decoder(topic).decode(serdes.encode(topic, value))
        instanceof Decoded.Value<V>(V decoded)) {
      handler.accept(decoded);
    }
  }

  /** Makes records of a schema: some fields as they should be, some as somebody would try. */
  private final class Hostile {

    private final Random random;

    /** Of the record at hand: one lie among what looks honest goes deeper than many. */
    private double hostility;

    Hostile(Random random) {
      this.random = random;
    }

    <V extends SpecificRecordBase> V of(Class<V> type) {
      Schema schema = SpecificData.get().getSchema(type);
      hostility = any(List.of(0.01, 0.05, 0.5));
      return type.cast(value(schema, ""));
    }

    private Object value(Schema schema, String field) {
      return switch (schema.getType()) {
        case RECORD -> record(schema);
        case ARRAY -> list(schema.getElementType(), field);
        case MAP -> map(schema.getValueType());
        case UNION -> value(isHostile() ? any(schema.getTypes()) : wanted(schema), field);
        case STRING -> text(field);
        case BYTES -> ByteBuffer.wrap(bytes());
        case INT -> number(field).intValue();
        case LONG -> number(field);
        case BOOLEAN -> random.nextInt(field.equals("signed") ? 20 : 2) == 0;
        case DOUBLE -> random.nextDouble();
        case NULL -> null;
        case ENUM, FIXED, FLOAT -> throw new IllegalStateException("no message has " + schema);
      };
    }

    private boolean isHostile() {
      return random.nextDouble() < hostility;
    }

    /** A task more often than its end; a value rather than none. */
    private Schema wanted(Schema union) {
      List<Schema> types = union.getTypes();
      return types.getFirst().getType() == Schema.Type.NULL
          ? types.getLast()
          : types.get(random.nextInt(4) == 0 ? random.nextInt(types.size()) : 0);
    }

    private Object record(Schema schema) {
      SpecificRecordBase record = (SpecificRecordBase) SpecificData.get().newRecord(null, schema);
      for (Schema.Field field : schema.getFields()) {
        record.put(field.pos(), value(field.schema(), field.name()));
      }
      return record;
    }

    private List<Object> list(Schema element, String field) {
      List<Object> all = new ArrayList<>();
      for (int i = random.nextInt(3); i > 0; i--) {
        all.add(value(element, field));
      }
      return new GenericData.Array<>(Schema.createArray(element), all);
    }

    private Map<String, Object> map(Schema value) {
      Map<String, Object> all = new HashMap<>();
      for (int i = random.nextInt(3); i > 0; i--) {
        all.put(nonsense(), value(value, ""));
      }
      return all;
    }

    private byte[] bytes() {
      byte[] bytes = new byte[random.nextInt(5) == 0 ? 2_000 : random.nextInt(4)];
      random.nextBytes(bytes);
      return bytes;
    }

    /** Long for long fields; for int fields it is cut, which is as hostile. */
    private Long number(String field) {
      if (!isHostile()) {
        return honest(field);
      }
      return switch (random.nextInt(8)) {
        case 0 -> Long.MIN_VALUE;
        case 1 -> Long.MAX_VALUE;
        case 2 -> -1L;
        case 3 -> 0L;
        case 4 -> (long) Integer.MAX_VALUE;
        case 5 -> (long) Integer.MIN_VALUE;
        case 6 -> bench.clock.now;
        default -> random.nextLong();
      };
    }

    private long honest(String field) {
      return switch (field) {
        case "epoch" -> 1 + random.nextInt(3);
        case "commitBy", "deadline" -> bench.clock.now + 100_000;
        case "revealWindowMs", "lateGraceMs" -> FakeMarket.WINDOW;
        case "reward", "maxReward", "bond" -> 1_000_000;
        case "slashed" -> random.nextInt(2);
        default -> 1_000;
      };
    }

    private String text(String field) {
      if (isHostile()) {
        return nonsense();
      }
      return switch (field) {
        case "domain" -> ProverBench.DOMAIN.hex();
        case "taskId" -> FakeMarket.id("strange" + random.nextInt(200)).hex();
        case "batchId", "programHash" -> FakeMarket.id("x" + random.nextInt(20)).hex();
        case "proverId", "author", "requesterId" -> bench.me();
        case "inputDigest" -> FakeMarket.id("digest" + random.nextInt(20)).hex();
        case "kind" -> any(List.of("COMMIT", "REVEAL", "WINDOW", "TASK", "LATER", "AGGREGATE"));
        case "reason" ->
            any(
                List.of(
                    "ACCEPTED", "NO_REVEAL", "REVEAL_LATE", "DUPLICATE", "INVALID_PROOF", "NEW"));
        case "taskState" -> any(List.of("VERIFIED", "COMMITTED", "ASSIGNED", "LATER"));
        case "binding" -> any(List.of("IN_PROOF", "COMMIT_REVEAL", "LOCKED", "TATTOO"));
        case "proofSystem" -> FakeMarket.SYSTEM;
        default -> nonsense();
      };
    }

    private String nonsense() {
      return any(
          List.of(
              "",
              " ",
              "0x",
              "0X" + "A".repeat(64),
              "0x" + "g".repeat(64),
              "\u001b]0;title\u0007\u001b[2J\r\nERROR forged=line",
              "\uD800",
              "=HYPERLINK(\"x\")",
              "null",
              "x".repeat(20_000),
              "../../../etc/passwd"));
    }

    private <E> E any(List<E> of) {
      return of.get(random.nextInt(of.size()));
    }
  }
}
