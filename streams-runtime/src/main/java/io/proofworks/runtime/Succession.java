package io.proofworks.runtime;

import io.proofworks.topics.Ticks;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a ticker that stands by has heard of the others. Only claims that the market's tick key
 * signed count, since outsiders may append ticks that claim nothing; and each only once, the
 * newest, and only as long as a claim may be on its way, so that nobody keeps it silent by
 * appending old ones again, its own neither. It errs towards ticking, which does no harm.
 * Thread-safe: one thread listens, another ticks.
 */
final class Succession {

  /** A tick's delivery, and how late a busy machine may be with one. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  /** Of its own that it has not heard yet, as many as may be on their way and back. */
  private static final int REMEMBERED = 128;

  private final String topic;
  private final TickLine.Signer signer;
  private final long silenceMs;
  private final Set<ByteBuffer> own = new LinkedHashSet<>();
  private long newest = Long.MIN_VALUE;
  private long heard;

  private Succession(String topic, TickLine.Signer signer, long silenceMs, long now) {
    this.topic = topic;
    this.signer = signer;
    this.silenceMs = silenceMs;
    this.heard = now;
  }

  /**
   * One that listens to the first partition of a topic.
   *
   * @param now of the monotonic clock, milliseconds; nobody is silent before he could be heard
   */
  static Succession on(String topic, TickLine.Signer signer, Duration interval, long now) {
    Duration silence = Duration.ofMillis(TickLine.SIGNED_EVERY_MS).plus(interval).plus(PATIENCE);
    return new Succession(topic, signer, silence.toMillis(), now);
  }

  /** The topic whose first partition is to be heard. */
  String topic() {
    return topic;
  }

  /** It is about to append that itself. */
  synchronized void sends(ProducerRecord<byte[], byte[]> tick) {
    if (tick.topic().equals(topic) && tick.partition() == 0 && tick.value().length > 0) {
      own.add(ByteBuffer.wrap(tick.value()));
      if (own.size() > REMEMBERED) {
        own.remove(own.iterator().next());
      }
    }
  }

  /**
   * A tick stands in the log.
   *
   * @param at its append time, epoch milliseconds
   * @param now of the monotonic clock, milliseconds
   */
  synchronized void heard(byte @Nullable [] value, long at, long now) {
    Ticks.claim(topic, 0, value, signer.key().publicKey(), signer.digests())
        .filter(claim -> claim.arrivedInTime(at) && claim.sent() > newest)
        .ifPresent(claim -> {
          newest = claim.sent();
          heard = own.remove(ByteBuffer.wrap(value)) ? heard : now;
        });
  }

  /** Whether another ticker was heard a moment ago. */
  synchronized boolean isAnotherTicking(long now) {
    return now - heard < silenceMs;
  }
}
