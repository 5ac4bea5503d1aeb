package io.proofworks.settlement.state;

import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.journal.Consequence;
import io.proofworks.settlement.domain.AccountEffect;
import io.proofworks.settlement.domain.AccountRequest;
import io.proofworks.settlement.domain.BatchEffect;
import io.proofworks.settlement.domain.MarketPolicy;
import io.proofworks.settlement.domain.PolicyEffect;
import io.proofworks.settlement.domain.TaskEffect;
import io.proofworks.topics.Partitions;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;

/**
 * What one side of settlement asks of another, or answers it: an output of its journal, and an
 * input of the other's. Processors send it and audits derive it, both from here.
 *
 * @param topic internal, without the application's name
 */
public record Errand(String topic, InternalMessage message) {

  private static final Serde<InternalMessage> MESSAGES = FormatSerdes.of(SettlementFormats.MESSAGE);

  /** Those that follow from what was decided, in their order. */
  public static List<Errand> of(Consequence consequence) {
    return switch (consequence) {
      case TaskEffect.AccountAsked(AccountRequest request) -> List.of(asked(request));
      case BatchEffect.AccountAsked(AccountRequest request) -> List.of(asked(request));
      case AccountEffect.Forwarded(AccountRequest request) -> List.of(asked(request));
      case AccountEffect.Answered(var answer) ->
          List.of(
              new Errand(InternalTopics.ACCOUNT_ANSWERS, new InternalMessage.TaskAnswered(answer)));
      case AccountEffect.ProverAnnounced(var prover, var key) ->
          List.of(
              new Errand(
                  InternalTopics.REGISTRY, new InternalMessage.ProverRegistered(prover, key)));
      case PolicyEffect.Announced(MarketPolicy policy) -> announced(policy);
      default -> List.of();
    };
  }

  private static Errand asked(AccountRequest request) {
    return new Errand(InternalTopics.ACCOUNT_REQUESTS, new InternalMessage.AccountAsked(request));
  }

  private static List<Errand> announced(MarketPolicy policy) {
    InternalMessage message = new InternalMessage.PolicyAnnounced(policy);
    return List.of(
        new Errand(InternalTopics.REGISTRY, message),
        new Errand(InternalTopics.ACCOUNT_REQUESTS, message));
  }

  /** The partitions that it goes to: all, or the one of its key. */
  public Set<Integer> partitions(int partitions) {
    return partitions(message.recordKey(), partitions);
  }

  /** The same by the record's key. */
  public static Set<Integer> partitions(String key, int partitions) {
    return key.equals(InternalMessage.EVERYONE)
        ? IntStream.range(0, partitions).boxed().collect(Collectors.toSet())
        : Set.of(Partitions.of(key, partitions));
  }

  /** As it travels. */
  public byte[] bytes() {
    return MESSAGES.serializer().serialize("", message);
  }

  /** Names what it says, however it was written. */
  public Hash32 digest() {
    return Keccak.hash(bytes());
  }

  /**
   * What travelled on that topic.
   *
   * @throws SerializationException if it is no message
   */
  public static Errand read(String topic, byte[] bytes) {
    return new Errand(topic, MESSAGES.deserializer().deserialize("", bytes));
  }
}
