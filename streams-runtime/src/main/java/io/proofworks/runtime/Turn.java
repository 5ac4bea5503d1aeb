package io.proofworks.runtime;

import io.proofworks.operations.LogCode;
import io.proofworks.operations.Meters;
import io.proofworks.operations.Metric;
import io.proofworks.proofs.external.ExternalServiceException;
import io.proofworks.protocol.PlainText;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.UnknownRulesException;
import io.proofworks.serde.RegistryException;
import io.proofworks.topics.RecordSize;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one input does, whole or not at all. What a processor sends is collected here, and what it
 * puts into its stores can be taken back; only when the input has been taken, and all that follows
 * from it fits, is anything sent.
 *
 * <p>This is the last resort behind the bounds of what is read. A record that passed them all, and
 * yet cannot be answered, would end the application now and at each start: for ever, and with it
 * every honest record behind it. Instead it is set aside alone, with one dead letter, one bounded
 * answer, a line in the log and a count; the rest of the transaction goes on.
 *
 * <p>A defect (an exception out of taking the record) sets aside only records that an outsider may
 * write and on which no bond depends. In the market's own records, and in aggregates, commitments
 * and reveals, it ends the application as before, because skipping an honest one would cost its
 * author a bond, and while the application is away nobody loses any. What is wrong with brokers,
 * the registry or a program beside us is never the record's fault.
 */
public final class Turn {

  /** Without an answer to such a record its author may lose a bond. */
  private static final Set<Topic<?>> BONDED =
      Set.of(Topics.COMMITMENTS, Topics.REVEALS, Topics.AGGREGATES);

  private static final Logger log = LoggerFactory.getLogger(Turn.class);

  /** Why an input is set aside. */
  public enum Cause {
    OVERSIZED,
    DEFECT
  }

  /**
   * An input that was set aside.
   *
   * @param detail one line for people, bounded and plain
   */
  public record SetAside(Cause cause, String detail) {

    /** The reason that its author is given. A defect is not its author's fault. */
    public Reason reason() {
      return switch (cause) {
        case OVERSIZED -> Reason.OVERSIZED;
        case DEFECT -> Reason.UNSUPPORTED;
      };
    }

    /** Says so to who runs the market. */
    public void alarm(Meters meters, Coordinates at) {
      meters.count(Metric.INPUTS_SET_ASIDE, at.topic(), cause.name().toLowerCase(Locale.ROOT));
      log.error("{} input={} cause={} detail={}", LogCode.INPUT_SET_ASIDE, at, cause, detail);
    }
  }

  /** A record and where it goes. */
  private record Sent(String sink, Record<byte[], byte[]> record) {}

  private final Meters meters;
  private final BiConsumer<Record<byte[], byte[]>, String> forward;
  private final List<Sent> sent = new ArrayList<>();
  private final Deque<Runnable> undo = new ArrayDeque<>();

  /**
   * @param forward hands a record to the sink of that name
   */
  public Turn(Meters meters, BiConsumer<Record<byte[], byte[]>, String> forward) {
    this.meters = meters;
    this.forward = forward;
  }

  /** The store, as it is changed by turns: of one that is set aside nothing stays. */
  public <K, V> KeyValueStore<K, V> over(KeyValueStore<K, V> store) {
    return new TurnStore<>(store, undo::push);
  }

  /**
   * Sends a record when the turn is over.
   *
   * @param to the public topic it goes to; its limit holds
   * @throws TooLargeException when it cannot be written; let it pass
   */
  public void send(Topic<?> to, String sink, Record<byte[], byte[]> record) {
    send(to.name(), to.maxMessageBytes(), sink, record);
  }

  /** As the other, to an internal topic. */
  public void sendInternal(String to, String sink, Record<byte[], byte[]> record) {
    send(to, StreamsConfigs.INTERNAL_TOPIC_BYTES, sink, record);
  }

  /** Sends a dead letter, which {@link DeadLetters} made, when the turn is over. */
  public void sendDeadLetter(String sink, Record<byte[], byte[]> letter) {
    Topic<?> of = DeadLetters.topicOf(letter.headers());
    send(of.dlq(), of.maxDeadLetterBytes(), sink, letter);
  }

  private void send(String to, int limit, String sink, Record<byte[], byte[]> record) {
    int bytes = RecordSize.ofBatch(record.key(), record.value(), record.headers());
    if (bytes > limit) {
      throw new TooLargeException(to, bytes, limit);
    }
    sent.add(new Sent(sink, record));
  }

  /**
   * Takes an input.
   *
   * @param work what follows from it; sends through this, and puts into stores of {@link #over}
   * @param answer sends the dead letter of one that is set aside, and the answer to it, if one is
   *     due; what it sends must fit
   */
  public void take(InboundRecord input, Runnable work, Consumer<SetAside> answer) {
    attempt(input, work)
        .ifPresent(why -> {
          why.alarm(meters, input.coordinates());
          answer.accept(why);
        });
    finish();
  }

  /**
   * Sends what follows from something that is no outsider's record; whatever is wrong is thrown.
   */
  public void run(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      takeBack();
      throw e;
    }
    finish();
  }

  private Optional<SetAside> attempt(InboundRecord input, Runnable work) {
    try {
      work.run();
      return Optional.empty();
    } catch (TooLargeException e) {
      takeBack();
      return Optional.of(setAside(Cause.OVERSIZED, e));
    } catch (RuntimeException e) {
      takeBack();
      if (!mayBeOfTheInput(e) || !mayBeSkipped(input)) {
        throw e;
      }
      log.debug("{} cause", input.coordinates(), e);
      return Optional.of(setAside(Cause.DEFECT, e));
    }
  }

  private static SetAside setAside(Cause cause, RuntimeException e) {
    @Nullable String message = e.getMessage();
    String what =
        cause == Cause.OVERSIZED ? "what follows has " : e.getClass().getSimpleName() + " ";
    return new SetAside(cause, PlainText.sentence(what + (message == null ? "" : message)));
  }

  private static boolean mayBeOfTheInput(RuntimeException e) {
    if (e instanceof UnreadableException || e instanceof UnknownRulesException) {
      return false;
    }
    return e instanceof SerializationException
        || !(e instanceof KafkaException
            || e instanceof RegistryException
            || e instanceof ExternalServiceException
            || e instanceof UncheckedIOException);
  }

  private static boolean mayBeSkipped(InboundRecord input) {
    return Topics.byName(input.coordinates().topic())
        .filter(Topic::outsiderWrites)
        .filter(topic -> !BONDED.contains(topic))
        .isPresent();
  }

  private void takeBack() {
    sent.clear();
    while (!undo.isEmpty()) {
      undo.pop().run();
    }
  }

  private void finish() {
    undo.clear();
    List<Sent> all = List.copyOf(sent);
    sent.clear();
    all.forEach(one -> forward.accept(one.record(), one.sink()));
  }
}
