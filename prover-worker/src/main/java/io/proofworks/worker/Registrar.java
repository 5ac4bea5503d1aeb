package io.proofworks.worker;

import io.proofworks.avro.ProverStanding;
import io.proofworks.avro.Registration;
import io.proofworks.avro.StandingOffer;
import io.proofworks.avro.Verdict;
import io.proofworks.messages.SignedMessages;
import io.proofworks.operations.LogCode;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.Role;
import io.proofworks.protocol.TaskClass;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.topics.Topics;
import io.proofworks.worker.keys.WorkerKeys;
import io.proofworks.worker.log.AvroBytes;
import io.proofworks.worker.log.MarketWriter;
import io.proofworks.worker.proving.ProvingBackend;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the worker registered: sends a signed registration when the market has none for its session
 * key, or when the one it has expires soon, and again until the market's standing shows it.
 */
final class Registrar {

  private static final Logger log = LoggerFactory.getLogger(Registrar.class);
  private static final long RESEND_MILLIS = 10_000;

  private final WorkerSettings settings;
  private final WorkerKeys keys;
  private final List<String> proofSystems;
  private final MarketWriter writer;
  private final Clock clock;
  private @Nullable Registration registered;
  private long resendAt;

  Registrar(
      WorkerSettings settings,
      WorkerKeys keys,
      Set<String> proofSystems,
      ProvingBackend backend,
      MarketWriter writer,
      Clock clock) {
    this.settings = settings;
    this.keys = keys;
    this.proofSystems = proofSystems.stream().filter(backend::supports).sorted().toList();
    this.writer = writer;
    this.clock = clock;
  }

  boolean isRegistered() {
    return registered != null && isCurrent(registered);
  }

  void onStanding(ProverStanding standing) {
    if (standing.getProverId().equals(keys.id().hex())) {
      registered = standing.getRegistration();
    }
  }

  void onVerdict(Verdict verdict) {
    boolean mine =
        verdict.getKind().equals(VerdictKind.REGISTRATION.name())
            && verdict.getAuthor().equals(keys.id().hex());
    if (mine && !verdict.getReason().equals(Reason.ACCEPTED.name())) {
      log.warn(
          "{} worker={} reason={} detail={}",
          LogCode.REGISTRATION_REFUSED,
          settings.name(),
          verdict.getReason(),
          verdict.getDetail());
    }
  }

  private boolean isCurrent(Registration known) {
    long halfLife = settings.sessionLifetime().toMillis() / 2;
    return Arrays.equals(AvroBytes.copy(known.getSessionKey()), keys.session().publicKey())
        && known.getSessionExpiry() > clock.millis() + halfLife
        && Set.copyOf(known.getRoles()).equals(roles())
        && known.getCapacity() == settings.capacity();
  }

  private Set<String> roles() {
    return Set.copyOf(settings.roles().stream().map(Role::name).toList());
  }

  void onTime() {
    long now = clock.millis();
    if (!isRegistered() && now >= resendAt) {
      resendAt = now + RESEND_MILLIS;
      log.info("registering worker={} prover={}", settings.name(), keys.id().hex());
      writer.send(Topics.REGISTRATIONS, keys.id().hex(), registration(now));
    }
  }

  private Registration registration(long now) {
    WorkerSettings.Hardware hardware = settings.hardware();
    return SignedMessages.sign(
        Registration.newBuilder()
            .setDomain(settings.domain().hex())
            .setProverId(keys.id().hex())
            .setSessionKey(ByteBuffer.wrap(keys.session().publicKey()))
            .setSessionExpiry(now + settings.sessionLifetime().toMillis())
            .setRoles(roles().stream().sorted().toList())
            .setCapacity(settings.capacity())
            .setHardwareClass(hardware.hardwareClass())
            .setVendor(hardware.vendor())
            .setRegion(hardware.region())
            .setClientBuild(hardware.clientBuild())
            .setOffers(offers())
            .setRegistrationNonce(now)
            .setSignature(ByteBuffer.allocate(0))
            .build(),
        keys.owner());
  }

  private List<StandingOffer> offers() {
    List<StandingOffer> offers = new ArrayList<>();
    for (TaskClass taskClass : TaskClass.values()) {
      for (String system : proofSystems) {
        offers.add(new StandingOffer(taskClass.name(), system, settings.pricePerWeight()));
      }
    }
    return offers;
  }
}
