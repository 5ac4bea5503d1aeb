package io.proofworks.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.ProverStanding;
import io.proofworks.avro.Registration;
import io.proofworks.avro.Verdict;
import io.proofworks.messages.SignedMessages;
import io.proofworks.proofs.Program;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.RecordDigest;
import io.proofworks.protocol.Role;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topics;
import io.proofworks.worker.domain.Economics;
import io.proofworks.worker.domain.WorkerSettings;
import io.proofworks.worker.keys.WorkerKeys;
import io.proofworks.worker.log.MarketWriter;
import io.proofworks.worker.proving.ProofJob;
import io.proofworks.worker.proving.ProvingBackend;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A worker announces itself anew when anything differs, and does not flood the market with it. */
class RegistrarTest {

  private static final Hash32 DOMAIN = Keccak.hash(new byte[] {1});

  /** What is said of a worker. */
  private record Said(
      Set<Role> roles, int capacity, long price, WorkerSettings.Hardware hardware, String system) {

    static final Said FIRST =
        new Said(
            Set.of(Role.PROVER), 2, 5, new WorkerSettings.Hardware("cpu", "v", "eu", "b/1"), "one");
  }

  private record AnyBackend() implements ProvingBackend {
    @Override
    public boolean supports(String proofSystem) {
      return true;
    }

    @Override
    public byte[] prove(ProofJob job) {
      return new byte[0];
    }

    @Override
    public OptionalLong costCpuMillis(Program program) {
      return OptionalLong.empty();
    }
  }

  @TempDir private Path directory;
  private final ManualClock clock = new ManualClock();
  private final MarketSerdes serdes = new MarketSerdes(new OneId());
  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
  private WorkerKeys keys;
  private int taken;

  @BeforeEach
  void open() throws IOException {
    keys = WorkerKeys.loadOrCreate(directory.resolve("keys"));
  }

  private Registrar registrar(Said said, WorkerKeys of) {
    WorkerSettings settings =
        new WorkerSettings(
            "ada",
            DOMAIN,
            directory,
            said.roles(),
            said.capacity(),
            said.price(),
            Economics.DEFAULT,
            said.hardware(),
            Map.of(),
            Duration.ofDays(30),
            Duration.ofSeconds(2),
            Duration.ofSeconds(20));
    return new Registrar(
        settings,
        of,
        Set.of(said.system()),
        new AnyBackend(),
        new MarketWriter(producer, serdes),
        clock);
  }

  private List<ProducerRecord<String, byte[]>> sent() {
    List<ProducerRecord<String, byte[]>> all = producer.history();
    List<ProducerRecord<String, byte[]>> news = List.copyOf(all.subList(taken, all.size()));
    taken = all.size();
    return news;
  }

  private Registration only() {
    List<ProducerRecord<String, byte[]>> sent = sent();
    assertThat(sent).hasSize(1);
    return switch (serdes.decoder(Topics.REGISTRATIONS).decode(sent.getFirst().value())) {
      case Decoded.Value<Registration>(Registration value) -> value;
      case Decoded.Malformed<Registration>(String detail) ->
          throw new IllegalStateException(detail);
    };
  }

  private ProverStanding standing(Registration registration) {
    return ProverStanding.newBuilder()
        .setDomain(DOMAIN.hex())
        .setProverId(registration.getProverId())
        .setRegistration(registration)
        .setStanding("REGISTERED")
        .setReliability(List.of())
        .setFailuresInARow(0)
        .setPausedUntil(0)
        .setFree(0)
        .setReserved(0)
        .setPaid(0)
        .setAsOf(clock.now)
        .build();
  }

  private Registration registered() {
    Registrar first = registrar(Said.FIRST, keys);
    first.onTime();
    return only();
  }

  static Stream<Said> others() {
    Said f = Said.FIRST;
    WorkerSettings.Hardware h = f.hardware();
    return Stream.of(
        new Said(Set.of(Role.AGGREGATOR), f.capacity(), f.price(), h, f.system()),
        new Said(Set.of(Role.PROVER, Role.AGGREGATOR), f.capacity(), f.price(), h, f.system()),
        new Said(f.roles(), 3, f.price(), h, f.system()),
        new Said(f.roles(), f.capacity(), 6, h, f.system()),
        with(new WorkerSettings.Hardware("gpu", "v", "eu", "b/1")),
        with(new WorkerSettings.Hardware("cpu", "w", "eu", "b/1")),
        with(new WorkerSettings.Hardware("cpu", "v", "us", "b/1")),
        with(new WorkerSettings.Hardware("cpu", "v", "eu", "b/2")),
        new Said(f.roles(), f.capacity(), f.price(), h, "two"));
  }

  private static Said with(WorkerSettings.Hardware hardware) {
    Said f = Said.FIRST;
    return new Said(f.roles(), f.capacity(), f.price(), hardware, f.system());
  }

  @ParameterizedTest
  @MethodSource("others")
  void shouldAnnounceItselfAnewWhenAnythingDiffers(Said other) {
    Registration known = registered();
    Registrar restarted = registrar(other, keys);
    restarted.onStanding(standing(known));

    restarted.onTime();

    Registration anew = only();
    assertThat(anew.getRegistrationNonce()).isGreaterThan(known.getRegistrationNonce());
    assertThat(SignedMessages.signer(anew)).contains(keys.id());
    assertThat(restarted.isRegistered()).as("the old one is valid meanwhile").isTrue();
    restarted.onStanding(standing(anew));
    clock.now += 600_000;
    restarted.onTime();
    assertThat(sent()).isEmpty();
  }

  @Test
  void shouldAnnounceAnotherSessionKeyBeforeItCountsAsRegistered() throws IOException {
    Registration known = registered();
    java.nio.file.Files.delete(directory.resolve("keys").resolve("session.key"));
    Registrar restarted = registrar(Said.FIRST, WorkerKeys.loadOrCreate(directory.resolve("keys")));
    restarted.onStanding(standing(known));

    restarted.onTime();

    assertThat(restarted.isRegistered()).isFalse();
    Registration anew = only();
    assertThat(anew.getSessionKey()).isNotEqualTo(known.getSessionKey());
    restarted.onStanding(standing(anew));
    assertThat(restarted.isRegistered()).isTrue();
  }

  @Test
  void shouldSayNothingWhenNothingDiffers() {
    Registration known = registered();
    Registrar restarted = registrar(Said.FIRST, keys);
    restarted.onStanding(standing(known));

    restarted.onTime();

    assertThat(sent()).isEmpty();
  }

  @Test
  void shouldAnnounceItselfAnewWhenHalfOfTheSessionIsOver() {
    Registration known = registered();
    Registrar registrar = registrar(Said.FIRST, keys);
    registrar.onStanding(standing(known));
    clock.now += Duration.ofDays(15).toMillis();

    registrar.onTime();

    assertThat(only().getSessionExpiry()).isGreaterThan(known.getSessionExpiry());
  }

  @Test
  void shouldAnnounceItselfAboveTheLastNonceByAClockThatWentBack() {
    Registration known = registered();
    clock.now -= 86_400_000;
    Registrar restarted = registrar(with(new WorkerSettings.Hardware("x", "v", "eu", "b")), keys);
    restarted.onStanding(standing(known));

    restarted.onTime();

    assertThat(only().getRegistrationNonce()).isEqualTo(known.getRegistrationNonce() + 1);
  }

  @Test
  void shouldSendTheSameRecordEverMoreSeldomWhileThereIsNoAnswer() {
    Registrar registrar = registrar(Said.FIRST, keys);
    for (int second = 0; second < 3_600; second++) {
      registrar.onTime();
      clock.now += 1_000;
    }

    List<ProducerRecord<String, byte[]>> sent = sent();
    assertThat(sent).hasSizeBetween(10, 20);
    assertThat(sent).allSatisfy(r -> assertThat(r.value()).isEqualTo(sent.getFirst().value()));
  }

  private Verdict answer(byte[] value, String author, Reason reason) {
    return Verdict.newBuilder()
        .setVerdictId("v")
        .setDomain(DOMAIN.hex())
        .setKind("REGISTRATION")
        .setReason(reason.name())
        .setDetail("")
        .setAuthor(author)
        .setEpoch(0)
        .setShardWeight(0)
        .setInputDigest(
            RecordDigest.of(keys.id().hex().getBytes(StandardCharsets.UTF_8), value).hex())
        .setDecidedAt(clock.now)
        .setSlashed(0)
        .setRewarded(0)
        .setEvidence(List.of())
        .build();
  }

  @Test
  void shouldMakeAnotherRecordWhenItsOwnWasRefusedAndForNobodyElses() {
    Registrar registrar = registrar(Said.FIRST, keys);
    registrar.onTime();
    byte[] first = sent().getFirst().value();

    registrar.onVerdict(answer(new byte[] {1}, keys.id().hex(), Reason.STALE));
    clock.now += 300_000;
    registrar.onTime();
    assertThat(sent().getFirst().value()).as("a forged one was refused").isEqualTo(first);

    registrar.onVerdict(answer(first, "", Reason.STALE));
    clock.now += 300_000;
    registrar.onTime();
    assertThat(sent().getFirst().value()).as("its own was refused").isNotEqualTo(first);
  }

  @Test
  void shouldSurviveStandingsOfNobody() {
    Registrar registrar = registrar(Said.FIRST, keys);
    ProverStanding none =
        ProverStanding.newBuilder(standing(registered())).setRegistration(null).build();

    registrar.onStanding(none);
    registrar.onStanding(
        standing(
            Registration.newBuilder(registered2())
                .setRegistrationNonce(Long.MAX_VALUE)
                .setSessionKey(ByteBuffer.allocate(0))
                .build()));
    registrar.onTime();

    assertThat(only().getRegistrationNonce()).isEqualTo(Long.MAX_VALUE);
  }

  private Registration registered2() {
    Registrar another = registrar(with(new WorkerSettings.Hardware("z", "v", "eu", "b")), keys);
    another.onTime();
    return only();
  }
}
