package io.proofworks.sharding;

import static io.proofworks.sharding.LedgerMarket.DOMAIN;
import static io.proofworks.sharding.LedgerMarket.REQUESTER;
import static io.proofworks.sharding.LedgerMarket.request;
import static io.proofworks.sharding.LedgerMarket.supersession;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.JournalEntry;
import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.Supersession;
import io.proofworks.avro.Verdict;
import io.proofworks.messages.SignedMessages;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.OwnerKey;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.runtime.journal.JournalChain;
import io.proofworks.runtime.journal.Logged;
import io.proofworks.runtime.journal.Replay;
import io.proofworks.runtime.state.EmptyStores;
import io.proofworks.runtime.state.StoredValue;
import io.proofworks.runtime.testing.CollectedReplay;
import io.proofworks.runtime.testing.Hostile;
import io.proofworks.runtime.testing.InMemoryRegistry;
import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.sharding.processor.Names;
import io.proofworks.sharding.processor.Outcome;
import io.proofworks.sharding.processor.PolicyHistory;
import io.proofworks.sharding.processor.SchedulingFact;
import io.proofworks.sharding.processor.SchedulingReplay;
import io.proofworks.sharding.processor.UnsignedAnswers;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What nobody signed is answered from itself alone, and leaves nothing behind. */
final class UnsignedRequestsTest {

  private static final String REQUESTS = "request-0";
  private static final OwnerKey THIEF = OwnerKey.parse("0x" + "66".repeat(32));

  private final TopologyFixture market = TopologyFixture.of(new ShardingApplication());
  private final List<JournalEntry> journal = new ArrayList<>();

  /** Answers by what they are to, with their keys. */
  private final Map<String, String> answers = new HashMap<>();

  @BeforeEach
  void open() {
    market.pipe(Topics.POLICIES, DOMAIN.hex(), LedgerMarket.policy(), 1);
  }

  @AfterEach
  void close() {
    market.close();
  }

  private SchedulingReplay.Scope scope() {
    return new SchedulingReplay.Scope(
        DOMAIN,
        1,
        market.serdes(),
        new MarketSerdes(new InMemoryRegistry()),
        VerifierRegistry.standard(),
        new PolicyHistory(
            market.log(Topics.POLICIES.name()).stream().map(Logged::record).toList(),
            market.serdes(),
            DOMAIN,
            VerifierRegistry.standard()));
  }

  private void read() {
    market
        .readRecords(Topics.VERDICTS)
        .forEach(answer -> {
          var at = answer.value().getInput();
          answers.put(
              at.getTopic() + "-" + at.getPartition() + "@" + at.getOffset(),
              answer.key() + " " + answer.value());
        });
    market.read(Topics.JOURNAL).stream()
        .filter(entry -> entry.getJournal().equals(REQUESTS))
        .forEach(journal::add);
  }

  private long pipe(List<Hostile> records, long from) {
    long time = from;
    for (Hostile one : records) {
      market.pipeBytes(one.topic().name(), one.key(), one.value(), one.headers(), time++);
    }
    return time;
  }

  private static boolean isOf(JournalEntry entry, InboundRecord record) {
    return Replay.at(entry).toString().equals(record.coordinates().toString())
        && !entry.getClocks().containsKey(Applied.DEADLINES);
  }

  private List<Difference> replay(List<JournalEntry> entries) {
    CollectedReplay<SchedulingFact> collected = new CollectedReplay<>();
    var unused =
        SchedulingReplay.run(
            REQUESTS, entries, scope(), market::find, EmptyStores.IN_MEMORY, collected);
    return collected.differences();
  }

  private Hostile.Source<ProofRequest> requests() {
    return new Hostile.Source<>(
        Topics.BATCHES,
        request().getBatchId(),
        request(),
        market.serdes(),
        changed -> SignedMessages.sign(changed, REQUESTER));
  }

  private Hostile.Source<Supersession> supersessions() {
    Supersession good =
        Supersession.newBuilder(supersession(request().getBatchId(), REQUESTER))
            .setReplacementBatchId(Hash32.ZERO.hex())
            .build();
    return new Hostile.Source<>(
        Topics.SUPERSESSIONS,
        good.getBatchId(),
        good,
        market.serdes(),
        changed -> SignedMessages.sign(changed, REQUESTER));
  }

  @Test
  void shouldHaveAnEntryForEachSignedRecordAndAnswerTheOthersFromThemselvesAlone() {
    // given
    long time = pipe(supersessions().all(), 1_000);
    time = pipe(requests().all(), time);
    market.pipe(Topics.BATCHES, request().getBatchId(), request(), time);
    time = pipe(supersessions().all(), time + 1);

    // when
    market.tickAll(time + 1);
    read();

    // then
    UnsignedAnswers unsigned = new UnsignedAnswers(scope());
    int strangers = 0;
    for (Topic<?> topic : UnsignedAnswers.topics()) {
      for (Logged logged : market.log(topic.name())) {
        InboundRecord record = logged.record();
        if (logged.tick()) {
          continue;
        }
        Optional<Outcome.Answered> alone = unsigned.to(record);
        long entries = journal.stream().filter(entry -> isOf(entry, record)).count();
        assertThat(entries).as("entries of %s", record).isEqualTo(alone.isPresent() ? 0 : 1);
        if (alone.isPresent()) {
          strangers++;
          assertThat(answers.get(record.coordinates().toString()))
              .isEqualTo(alone.get().key() + " " + alone.get().verdict());
        }
      }
    }
    assertThat(strangers).isGreaterThan(50);
    assertThat(journal).hasSizeGreaterThan(50);
    assertThat(replay(journal)).isEmpty();
  }

  /** Their time counts, as that of ticks does. */
  @Test
  void shouldJudgeWhatWaitedWhenGarbageBringsTheClockPastIt() {
    String batch = Hash32.ZERO.hex();
    market.pipe(Topics.SUPERSESSIONS, batch, supersession(batch, REQUESTER), 20);
    market.pipeBytes(Topics.BATCHES, new byte[] {1}, new byte[] {2}, 21);

    read();

    assertThat(journal)
        .extracting(entry -> entry.getClocks().containsKey(Applied.DEADLINES))
        .containsExactly(false, true);
    assertThat(answers.values()).anyMatch(text -> text.contains("UNKNOWN_TASK"));
    assertThat(clock()).as("where it stands after a restart").isEqualTo(21);
    assertThat(replay(journal)).isEmpty();
  }

  private long clock() {
    StoredValue known =
        market
            .driver()
            .<Bytes, StoredValue>getKeyValueStore(Names.REQUEST_JOURNAL)
            .get(Bytes.wrap("clock".getBytes(StandardCharsets.UTF_8)));
    return known == null ? 0 : ByteBuffer.wrap(known.bytes()).getLong();
  }

  @Test
  void shouldFindAnEntryOfWhatNobodySigned() {
    ProofRequest forged = SignedMessages.sign(request(), THIEF);
    market.pipe(Topics.BATCHES, request().getBatchId(), request(), 20);
    market.pipe(Topics.BATCHES, forged.getBatchId(), forged, 20);
    read();
    JournalEntry honest = journal.getFirst();
    JournalEntry invented =
        JournalEntry.newBuilder(honest)
            .setSequence(1)
            .setPreviousHash(honest.getEntryHash())
            .setInput(new io.proofworks.avro.Coordinates(Topics.BATCHES.name(), 0, 1L, 20L))
            .setOutcomeDigest(JournalChain.outcomeDigest(List.of()).hex())
            .build();

    List<Difference> differences = replay(List.of(honest, invented));

    assertThat(differences)
        .filteredOn(difference -> difference.kind() == Difference.Kind.NOT_APPLICABLE)
        .singleElement()
        .satisfies(no -> assertThat(no.detail()).contains("nobody signed it"));
  }

  /** Of another key, of another market, of another id, torn, or not a record at all. */
  @Test
  void shouldRefuseEachWithItsReason() {
    ProofRequest good = request();
    String key = good.getBatchId();
    ProofRequest foreign =
        SignedMessages.sign(
            ProofRequest.newBuilder(good).setDomain(Hash32.ZERO.hex()).build(), REQUESTER);
    ProofRequest renumbered =
        SignedMessages.sign(ProofRequest.newBuilder(good).setRequesterNonce(9).build(), REQUESTER);

    market.pipe(Topics.BATCHES, key, SignedMessages.sign(good, THIEF), 20);
    market.pipe(Topics.BATCHES, key, foreign, 20);
    market.pipe(Topics.BATCHES, key, renumbered, 20);
    market.pipe(Topics.BATCHES, Hash32.ZERO.hex(), good, 20);
    market.pipeBytes(Topics.BATCHES, key.getBytes(StandardCharsets.UTF_8), new byte[] {7}, 20);

    assertThat(market.read(Topics.VERDICTS))
        .allMatch(verdict -> !verdict.getSigned())
        .extracting(Verdict::getReason)
        .containsExactly(
            "BAD_SIGNATURE", "WRONG_DOMAIN", "DIGEST_MISMATCH", "MALFORMED", "MALFORMED");
    read();
    assertThat(journal).isEmpty();
  }
}
