package io.proofworks.aggregation.processor;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.aggregation.DigestScheme;
import io.proofworks.aggregation.domain.AggregationPolicy;
import io.proofworks.aggregation.domain.BatchCase;
import io.proofworks.aggregation.domain.BatchFacts;
import io.proofworks.aggregation.domain.Input;
import io.proofworks.aggregation.domain.Position;
import io.proofworks.aggregation.domain.Request;
import io.proofworks.operations.Meters;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.MarketRules;
import io.proofworks.runtime.Turn;
import io.proofworks.runtime.state.MemoryKeyValueStore;
import io.proofworks.runtime.testing.InMemoryRegistry;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Somebody writes whatever has ever been signed, again and in any order, and signs whatever it
 * likes under accounts of its own, with money and without. A batch that an honest requester asks
 * for, with room of its own, always has its request until its root is decided, and nothing is kept
 * beyond the bounds.
 */
final class RequestRoomTest {

  private static final String DOMAIN = "0x" + "d0".repeat(32);
  private static final String HONEST = "honest";
  private static final int STEPS = 3_000;
  private static final long ROOM = 12;
  private static final long ROOM_OF_ONE = 4;

  /** With money: the honest one and two others, which each may have a third of the room. */
  private static final List<String> FUNDED = List.of(HONEST, "adam", "zoe");

  private static final List<String> PENNILESS = List.of("bill", "nick", "rose");

  /** What somebody signed, as anybody may write it. */
  private record Signed(String batchId, Request request, long deadline) {}

  /** A batch of the honest requester that is not over. */
  private static final class Own {
    private final Signed signed;
    private boolean published;

    private Own(Signed signed) {
      this.signed = signed;
    }
  }

  private static final class Run {
    private final Random random;
    private final MemoryKeyValueStore<String, BatchCase> cases = new MemoryKeyValueStore<>();
    private final CaseBook book;
    private final List<Signed> everSigned = new ArrayList<>();
    private final Map<String, Own> open = new LinkedHashMap<>();
    private long now = 1_000_000;
    private int number;

    Run(long seed) {
      random = new Random(seed);
      book =
          new CaseBook(
              new BatchStores(
                  cases,
                  new MemoryKeyValueStore<>(),
                  new MemoryKeyValueStore<>(),
                  new MemoryKeyValueStore<>(),
                  new MemoryKeyValueStore<>(),
                  new MemoryKeyValueStore<>(),
                  new MemoryKeyValueStore<>(),
                  new MemoryKeyValueStore<>(),
                  new MemoryKeyValueStore<>(),
                  new MemoryKeyValueStore<>()),
              new Turn(Meters.unread(), (record, sink) -> {}),
              new Digests(Hash32.parse(DOMAIN)),
              new Systems(
                  VerifierRegistry.standard(),
                  (id, systems) -> Optional.of(new DigestScheme()),
                  new MarketSerdes(new InMemoryRegistry()),
                  Meters.unread()),
              new AskedBatches.Bounds(
                  new AskedBatches.Totals(ROOM, 1L << 40),
                  new AskedBatches.Totals(ROOM_OF_ONE, 1L << 40)));
      book.put(policy());
    }

    void step() {
      pass(random.nextInt(20) == 0 ? 3_600_000 : random.nextInt(2_000));
      switch (random.nextInt(10)) {
        case 0 -> ask();
        case 1 -> publish();
        case 2 -> settle();
        case 3, 4 -> flood();
        default -> copy();
      }
    }

    private void pass(long ms) {
      now += ms;
      book.set(Map.of(Topics.AGGREGATES.name(), now));
      book.dropRequests(effect -> {});
      book.due().forEach(id -> decide(new Input.TimePassed(id)));
    }

    /** Some of its requests were refused, and it has signed others for the same batch. */
    private void ask() {
      long waiting = open.values().stream().filter(own -> !own.published).count();
      if (waiting < ROOM_OF_ONE) {
        int nonce = ++number;
        int refused = random.nextInt(4) == 0 ? 8 : 0;
        for (int i = 0; i <= refused; i++) {
          Signed signed = sign(HONEST, nonce, i);
          write(signed);
          open.put(signed.batchId(), new Own(signed));
        }
      }
    }

    /** Anything under a name of its own: of those with the highest nonces there are most. */
    private void flood() {
      List<String> names = random.nextBoolean() ? FUNDED : PENNILESS;
      String name = names.get(random.nextInt(names.size()));
      if (!name.equals(HONEST)) {
        write(sign(name, random.nextInt(), 0));
      }
    }

    private void copy() {
      for (int i = random.nextInt(30); i > 0 && !everSigned.isEmpty(); i--) {
        write(everSigned.get(random.nextInt(everSigned.size())));
      }
    }

    private Signed sign(String requester, int nonce, int variant) {
      String batchId = requester + "/" + nonce;
      Request request =
          new Request(
              batchId + "/" + variant,
              requester,
              nonce,
              "route",
              "STANDARD",
              "system",
              "program",
              new byte[0],
              new Position("t", 0, 0, 0),
              false,
              true);
      long days = random.nextInt(40);
      Signed signed = new Signed(batchId, request, now + 1 + days * AskedBatches.KEPT_MS / 10);
      everSigned.add(signed);
      return signed;
    }

    private void write(Signed signed) {
      Request asked = signed.request();
      Request here =
          new Request(
              asked.digest(),
              asked.requesterId(),
              asked.requesterNonce(),
              asked.routeId(),
              asked.taskClass(),
              asked.proofSystem(),
              asked.programHash(),
              asked.publicInputs(),
              new Position("t", 0, 0, now),
              false,
              FUNDED.contains(asked.requesterId()));
      book.ask(
          new Input.Requested(DOMAIN, signed.batchId(), here), signed.deadline(), effect -> {});
    }

    /** Sharding takes the newest that was signed for a batch. */
    private void publish() {
      open.values().stream().filter(own -> !own.published).findFirst().ifPresent(this::publish);
    }

    private void publish(Own own) {
      own.published = true;
      String id = own.signed.batchId();
      BatchFacts.Terms terms =
          new BatchFacts.Terms(
              HONEST, "route", "STANDARD", "system", 1, 1, own.signed.request().digest(), now);
      decide(new Input.ShardPublished(DOMAIN, id, terms, 0, id, id, 1));
    }

    private void settle() {
      open.values().stream()
          .filter(own -> own.published)
          .findFirst()
          .map(own -> own.signed.batchId())
          .ifPresent(id -> {
            decide(new Input.ShardSuperseded(id, id, "root decided"));
            open.remove(id);
          });
    }

    private void decide(Input input) {
      book.decide(input, now, effect -> {});
    }

    void check() {
      for (Own own : open.values()) {
        BatchCase known = cases.get(own.signed.batchId());
        assertThat(known).as("%s at %d", own.signed, now).isNotNull();
        assertThat(own.published ? known.facts().request() : known.facts().requests().getFirst())
            .as("%s at %d", own.signed, now)
            .isNotNull();
      }
      List<String> waiting = new ArrayList<>();
      cases
          .all()
          .forEachRemaining(entry -> {
            if (entry.value.facts().isOnlyAsked()) {
              waiting.add(entry.value.facts().requests().getFirst().requesterId());
            }
          });
      assertThat(waiting).hasSizeLessThanOrEqualTo((int) ROOM);
      assertThat(waiting.stream().collect(groupingBy(id -> id, counting())).values())
          .allMatch(of -> of <= ROOM_OF_ONE);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldAlwaysKeepWhatAnHonestRequesterAsksForNow(long seed) {
    Run run = new Run(seed);
    for (int i = 0; i < STEPS; i++) {
      run.step();
      run.check();
    }
    assertThat(run.number).as("seed %d", seed).isGreaterThan(50);
  }

  private static AggregationPolicy policy() {
    return new AggregationPolicy(
        DOMAIN,
        1,
        "DIGEST",
        2,
        1_000,
        3,
        0,
        10,
        new AggregationPolicy.Penalties(0, 0, 0, 0),
        60_000,
        4_096,
        Map.of(),
        Map.of(),
        Optional.empty(),
        MarketRules.NEWEST);
  }
}
