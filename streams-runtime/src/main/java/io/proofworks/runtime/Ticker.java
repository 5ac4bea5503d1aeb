package io.proofworks.runtime;

import io.proofworks.operations.LogCode;
import io.proofworks.operations.Meters;
import io.proofworks.operations.Metric;
import io.proofworks.protocol.SessionKey;
import io.proofworks.settings.Setting;
import io.proofworks.settings.SettingsException;
import io.proofworks.topics.Party;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends ticks to every partition of its topics, so that time passes where nobody writes. While it
 * cannot, no deadline passes and nobody is slashed; it raises an alarm and goes on trying, with
 * another producer where one has failed for good, until that is beyond help. Signed ticks say since
 * when it has been trying, so that deadlines move by as long as the log was closed. Several tickers
 * on one market, with the same key, do no harm; one that {@linkplain Succession stands by} ticks
 * only while no other does.
 */
public final class Ticker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);

  private static final LongSupplier MONOTONIC =
      () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime());

  /** How long without one acknowledged tick is worth an alarm. */
  private static final Duration ALARM_AFTER = Duration.ofSeconds(5);

  private final TickProducers producers;
  private final List<TickLine> lines;
  private final Optional<Succession> succession;
  private final List<AutoCloseable> listening = new ArrayList<>();
  private final LongSupplier monotonic;
  private final Duration interval;
  private final AtomicLong lastAcknowledged = new AtomicLong(System.nanoTime());
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong lastAlarm = new AtomicLong();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("ticker").daemon(true).factory());

  /** What a ticker knows when it starts of the time before. */
  public enum Past {
    /** Nothing: others may have appended while no ticker ran. */
    UNKNOWN,
    /** The broker starts together with the ticker, so nobody can have appended before. */
    CLOSED
  }

  /**
   * Ticks with producers of the caller's making, which {@link #close} closes.
   *
   * @param producer makes one, again whenever the one before has failed for good
   * @param monotonic milliseconds of a clock that is never set
   */
  Ticker(
      Supplier<Producer<byte[], byte[]>> producer,
      List<Topic<?>> topics,
      int partitions,
      Duration interval,
      Past past,
      Optional<TickLine.Signer> signer,
      Optional<Succession> succession,
      LongSupplier monotonic) {
    this.succession = succession;
    this.producers = new TickProducers(producer, monotonic);
    this.interval = interval;
    this.lines =
        topics.stream()
            .flatMap(topic ->
                IntStream.range(0, partitions)
                    .mapToObj(p -> new TickLine(topic.name(), p, past == Past.CLOSED, signer)))
            .toList();
    this.monotonic = monotonic;
  }

  /**
   * The market's ticker, which ticks where outsiders write and signs what it claims. It does not
   * tick yet.
   *
   * @throws SettingsException if the file of its key cannot be read or holds none, or if it is to
   *     stand by without a key to know other tickers by
   */
  public static Ticker ofMarket(AppSettings settings, Past past) {
    Optional<TickLine.Signer> signer = signer(settings);
    List<Topic<?>> topics = Topics.tickedBy(Party.TICKER);
    if (!standsBy(settings)) {
      return of(settings, topics, past, signer, Optional.empty());
    }
    Succession succession =
        Succession.on(
            Topics.HEARTBEATS.name(),
            signer.orElseThrow(() ->
                new SettingsException(
                    Setting.TICK_ROLE.settingName()
                        + "=standby needs "
                        + Setting.TICK_KEY_FILE.settingName()
                        + ", to know other tickers by")),
            settings.tickInterval(),
            MONOTONIC.getAsLong());
    Ticker ticker = of(settings, topics, past, signer, Optional.of(succession));
    ticker.listening.add(TickListener.start(settings, succession, MONOTONIC));
    return ticker;
  }

  /** The ticker of an application for topics that it writes; its ticks claim nothing. */
  public static Ticker ofApplication(AppSettings settings, List<Topic<?>> topics) {
    return of(settings, topics, Past.UNKNOWN, Optional.empty(), Optional.empty());
  }

  /**
   * One for all ticked topics, of a market in one process.
   *
   * @throws SettingsException if the file of its key cannot be read or holds none
   */
  public static Ticker ofAll(AppSettings settings, Past past) {
    return of(settings, Topics.ticked(), past, signer(settings), Optional.empty());
  }

  private static boolean standsBy(AppSettings settings) {
    return switch (settings.own().text(Setting.TICK_ROLE)) {
      case "active" -> false;
      case "standby" -> true;
      case String other ->
          throw new SettingsException(
              Setting.TICK_ROLE.settingName() + " is " + other + "; either active or standby");
    };
  }

  private static Ticker of(
      AppSettings settings,
      List<Topic<?>> topics,
      Past past,
      Optional<TickLine.Signer> signer,
      Optional<Succession> succession) {
    return new Ticker(
        () -> producer(settings),
        topics,
        settings.partitions(),
        settings.tickInterval(),
        past,
        signer,
        succession,
        MONOTONIC);
  }

  private static Optional<TickLine.Signer> signer(AppSettings settings) {
    Optional<TickLine.Signer> signer =
        KeySeed.of(settings, Setting.TICK_KEY_FILE)
            .map(SessionKey::takeSeed)
            .map(key -> new TickLine.Signer(key, settings.digests()));
    if (signer.isEmpty()) {
      LOG.warn(
          "{} {} is not set: no tick shows that the log was closed",
          LogCode.TICKS_UNSIGNED,
          Setting.TICK_KEY_FILE.settingName());
    }
    return signer;
  }

  /** Begins to tick, every {@link AppSettings#tickInterval}. */
  public void start() {
    var unused =
        clock.scheduleWithFixedDelay(this::round, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Shows how many ticks arrive, and how many do not.
   *
   * @param by the principal that appends them
   */
  void countIn(Meters meters, String by) {
    meters.follow(Metric.TICKS, this, Ticker::acknowledged, by);
    meters.follow(Metric.TICKS_FAILED, this, Ticker::failed, by);
  }

  /** Time since a broker last acknowledged a tick; the gauge to watch. */
  public Duration silence() {
    return Duration.ofNanos(System.nanoTime() - lastAcknowledged.get());
  }

  /** Ticks acknowledged since the start. */
  public long acknowledged() {
    return acknowledged.get();
  }

  /** Ticks given up since the start. */
  public long failed() {
    return failed.get();
  }

  /** Whether ticks arrive: {@link #silence} is under five seconds. */
  public boolean healthy() {
    return silence().compareTo(ALARM_AFTER) < 0;
  }

  /** Why it ticks no more though nobody closed it; empty while it goes on. */
  public Optional<RunningApplication.Ending> ending() {
    return producers.ending();
  }

  /** Waits until it has ended or is closed; false if it does not within that time. */
  boolean awaitEnd(Duration timeout) throws InterruptedException {
    return producers.awaitEnd(timeout);
  }

  /** Stops ticking; the market's time stands still until another ticker starts. */
  @Override
  public void close() {
    clock.shutdownNow();
    listening.forEach(Ticker::closeQuietly);
    producers.close();
  }

  private static void closeQuietly(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      LOG.debug("ticker.close cause=\"{}\"", e.toString());
    }
  }

  /** Whether it leaves it to another ticker to tick. */
  public boolean isStandingBy() {
    return succession.isPresent() && succession.get().isAnotherTicking(monotonic.getAsLong());
  }

  /**
   * One tick to each partition, unless another ticks. Never throws: an exception would end the
   * schedule silently.
   */
  void round() {
    if (isStandingBy()) {
      lines.forEach(TickLine::rest);
      lastAcknowledged.set(System.nanoTime());
      return;
    }
    producers
        .present()
        .ifPresent(producer -> {
          try {
            lines.forEach(line -> send(producer, line));
          } catch (KafkaException | IllegalStateException e) {
            producers.failed(producer, e);
            LOG.debug("ticker.failed cause=\"{}\"", e.toString());
          }
        });
    alarmIfSilent();
  }

  /**
   * Nothing while the last one has no answer: a broker that has lost its replicas goes on
   * appending, and with a tick every 200 ms nothing in its log would show that nobody could read
   * it. So there is a gap that the next one claims.
   */
  private void send(Producer<byte[], byte[]> producer, TickLine line) {
    if (line.isOnItsWay()) {
      return;
    }
    TickLine.Attempt attempt = line.next(monotonic.getAsLong());
    succession.ifPresent(heard -> heard.sends(attempt.tick()));
    try {
      var unused =
          producer.send(
              attempt.tick(),
              (metadata, failure) -> {
                if (failure == null) {
                  line.arrived(attempt, metadata.timestamp(), monotonic.getAsLong());
                  arrived(producer);
                } else {
                  givenUp(line);
                  producers.failed(producer, failure);
                }
              });
    } catch (KafkaException | IllegalStateException e) {
      givenUp(line);
      throw e;
    }
  }

  private void arrived(Producer<byte[], byte[]> producer) {
    producers.arrived(producer);
    acknowledged.incrementAndGet();
    lastAcknowledged.set(System.nanoTime());
  }

  private void givenUp(TickLine line) {
    line.failed();
    failed.incrementAndGet();
  }

  private void alarmIfSilent() {
    long now = System.nanoTime();
    long previous = lastAlarm.get();
    boolean due = previous == 0 || now - previous > ALARM_AFTER.toNanos();
    if (!healthy() && due && lastAlarm.compareAndSet(previous, now)) {
      LOG.error(
          "{} seconds={} acknowledged={} failed={}: no deadline passes until it recovers",
          LogCode.TICKER_SILENT,
          silence().toSeconds(),
          acknowledged,
          failed);
    }
  }

  private static Producer<byte[], byte[]> producer(AppSettings settings) {
    Properties config = settings.clientProperties();
    config.put(ProducerConfig.CLIENT_ID_CONFIG, settings.applicationId("ticker"));
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    // A tick is worthless once the next one is due: give it up rather than queue it.
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 4_000);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000);
    // Once the log is open again, the ticker has to be back within Silence.RETURN_MS.
    config.put(ProducerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 1_000);
    config.put(ProducerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, 2_000);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
