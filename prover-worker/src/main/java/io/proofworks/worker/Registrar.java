package io.proofworks.worker;

import io.proofworks.avro.ProverStanding;
import io.proofworks.avro.Registration;
import io.proofworks.avro.StandingOffer;
import io.proofworks.avro.Verdict;
import io.proofworks.messages.SignedMessages;
import io.proofworks.operations.LogCode;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.RecordDigest;
import io.proofworks.protocol.Role;
import io.proofworks.protocol.SigningException;
import io.proofworks.protocol.TaskClass;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.topics.Topics;
import io.proofworks.worker.domain.Backoff;
import io.proofworks.worker.domain.Stake;
import io.proofworks.worker.domain.WorkerSettings;
import io.proofworks.worker.keys.WorkerKeys;
import io.proofworks.worker.log.MarketWriter;
import io.proofworks.worker.proving.ProvingBackend;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the worker registered as it is: sends a signed registration when anything of what the
 * market holds differs from what the worker would say today, or its session key expires soon; the
 * same record again, more and more seldom, until the market's standing shows it.
 */
final class Registrar {

  private static final Logger log = LoggerFactory.getLogger(Registrar.class);
  private static final Backoff UNANSWERED = new Backoff(10_000, 300_000);

  /** What was sent last. */
  private record Announced(byte[] value, Hash32 digest) {}

  private final WorkerSettings settings;
  private final WorkerKeys keys;
  private final List<String> proofSystems;
  private final MarketWriter writer;
  private final Clock clock;
  private @Nullable Registration registered;
  private boolean asToday;
  private Stake stake = Stake.NONE;
  private @Nullable Announced announced;
  private @Nullable CompletableFuture<Registration> signing;
  private int sent;
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

  /** Whether the market takes records of this worker's present session key. */
  boolean isRegistered() {
    return registered != null
        && registered.getSessionKey().equals(sessionKey())
        && registered.getSessionExpiry() > clock.millis();
  }

  void onStanding(ProverStanding standing) {
    if (standing.getProverId().equals(me())
        && standing.getDomain().equals(settings.domain().hex())) {
      registered = standing.getRegistration();
      asToday = registered != null && isAsToday(registered);
      stake = new Stake(standing.getFree(), standing.getReserved());
    }
  }

  /** What it has at stake, as the market said last. */
  Stake stake() {
    return stake;
  }

  /** Only what answers the record that was sent; anybody may send one in this worker's name. */
  void onVerdict(Verdict verdict) {
    boolean mine =
        announced != null
            && verdict.getKind().equals(VerdictKind.REGISTRATION.name())
            && announced.digest().hex().equals(verdict.getInputDigest());
    Optional<Reason> reason = mine ? Reason.find(verdict.getReason()) : Optional.empty();
    reason.filter(given -> !given.isAcceptance()).ifPresent(given -> refused(given, verdict));
  }

  /** Another record is made for the next time; a repeat, for one that was taken, says nothing. */
  private void refused(Reason reason, Verdict verdict) {
    announced = null;
    if (reason != Reason.DUPLICATE) {
      log.warn(
          "{} worker={} reason={} detail={}",
          LogCode.REGISTRATION_REFUSED,
          settings.name(),
          reason,
          verdict.getDetail());
    }
  }

  /** Whether nothing of it differs from what would be announced today. */
  private boolean isAsToday(Registration known) {
    Registration unsigned =
        Registration.newBuilder(known).setSignature(ByteBuffer.allocate(0)).build();
    return unsigned.equals(today(known.getSessionExpiry(), known.getRegistrationNonce()));
  }

  private boolean isCurrent() {
    long halfLife = settings.sessionLifetime().toMillis() / 2;
    return registered != null
        && asToday
        && registered.getSessionExpiry() > clock.millis() + halfLife;
  }

  void onTime() {
    long now = clock.millis();
    if (isCurrent()) {
      announced = null;
      sent = 0;
      resendAt = 0;
    } else if (now >= resendAt) {
      announce(now);
    }
  }

  private void announce(long now) {
    if (announced == null) {
      announced = announcement(now);
    }
    if (announced != null) {
      later(now);
      log.info("registering worker={} prover={}", settings.name(), me());
      writer.send(Topics.REGISTRATIONS, me(), announced.value());
    }
  }

  private void later(long now) {
    sent++;
    resendAt = now + UNANSWERED.after(sent);
  }

  /**
   * Null until the owner has signed, which this thread, that reveals as well, does not wait for.
   */
  private @Nullable Announced announcement(long now) {
    if (signing == null) {
      Registration unsigned = unsigned(now);
      signing =
          CompletableFuture.supplyAsync(
              () -> SignedMessages.sign(unsigned, keys.owner()), keys.ownersThread());
    }
    if (!signing.isDone()) {
      return null;
    }
    CompletableFuture<Registration> done = signing;
    signing = null;
    Optional<Registration> signed = signed(done);
    if (signed.isEmpty()) {
      later(now);
      return null;
    }
    return announced(signed.get());
  }

  private Optional<Registration> signed(CompletableFuture<Registration> done) {
    try {
      return Optional.of(done.join());
    } catch (CompletionException e) {
      if (!(e.getCause() instanceof SigningException)) {
        throw e;
      }
      log.warn(
          "{} worker={} cause={}",
          LogCode.SIGNER_SILENT,
          settings.name(),
          e.getCause().getMessage());
      return Optional.empty();
    }
  }

  private Announced announced(Registration signed) {
    byte[] value = writer.encode(Topics.REGISTRATIONS, signed);
    return new Announced(value, RecordDigest.of(me().getBytes(StandardCharsets.UTF_8), value));
  }

  /** With a nonce above the last one, also by a clock that went back. */
  private Registration unsigned(long now) {
    long last = registered == null ? 0 : registered.getRegistrationNonce();
    long nonce = Math.max(now, last == Long.MAX_VALUE ? last : last + 1);
    return today(now + settings.sessionLifetime().toMillis(), nonce);
  }

  /** What the worker says of itself, unsigned. */
  private Registration today(long expiry, long nonce) {
    WorkerSettings.Hardware hardware = settings.hardware();
    return Registration.newBuilder()
        .setDomain(settings.domain().hex())
        .setProverId(me())
        .setSessionKey(sessionKey())
        .setSessionExpiry(expiry)
        .setRoles(settings.roles().stream().map(Role::name).sorted().toList())
        .setCapacity(settings.capacity())
        .setHardwareClass(hardware.hardwareClass())
        .setVendor(hardware.vendor())
        .setRegion(hardware.region())
        .setClientBuild(hardware.clientBuild())
        .setOffers(offers())
        .setRegistrationNonce(nonce)
        .setSignature(ByteBuffer.allocate(0))
        .build();
  }

  private ByteBuffer sessionKey() {
    return ByteBuffer.wrap(keys.session().publicKey());
  }

  private String me() {
    return keys.id().hex();
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
