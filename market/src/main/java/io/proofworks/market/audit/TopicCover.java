package io.proofworks.market.audit;

import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How an audit covers a topic.
 *
 * @param how from the strongest to none
 * @param what is done; of what is not covered, or not all of it, why
 */
public record TopicCover(String topic, How how, String what) {

  /** From the strongest to none. */
  public enum How {
    /** Each record is applied again, by the journal that says it was. */
    REPLAYED,
    /** Each record follows from what is replayed, and all that follows is there. */
    DERIVED,
    /** Held against other records; what is not derived is said. */
    COMPARED,
    /** Not looked at, for the reason given. */
    NOT_COVERED
  }

  private static final Map<Topic<?>, TopicCover> ALL =
      Map.ofEntries(
          replayed(Topics.POLICIES, "by the policy journals"),
          replayed(Topics.REGISTRATIONS, "by the account journals"),
          replayed(
              Topics.STAKES,
              "by the account journals; whether a chain event is behind a stake is the bridge's"
                  + " word"),
          replayed(
              Topics.TASKS,
              "by the task journals, and derived from those of sharding, prices with them; terms"
                  + " and shards as the requester signed them"),
          replayed(
              Topics.ASSIGNMENTS,
              "by the task journals, and derived from sharding's; whom it chose is its word, and"
                  + " had to be registered, with the bond, heard of and with room, at a price of"
                  + " the rules"),
          replayed(Topics.COMMITMENTS, "by the task journals"),
          replayed(Topics.REVEALS, "by the task journals, proofs verified again"),
          replayed(
              Topics.WINDOWS, "by the task journals, and derived from the verdicts on commits"),
          replayed(
              Topics.AGGREGATION_JOBS,
              "by the batch journals, and derived from those of aggregation; whom its desk chose is"
                  + " its word, and had to be registered, with a bond, heard of and with a free"
                  + " slot"),
          replayed(
              Topics.RECEIPTS,
              "by the batch journals, and derived from those of aggregation; the root verified"
                  + " again over the child proofs"),
          derived(
              Topics.VERDICTS,
              "all but those on heartbeats, which are compared with the records that they answer"),
          derived(Topics.LEDGER, "from the account journals, and added up"),
          derived(
              Topics.PROVERS,
              "from the account journals: the newest of each, the topic is compacted"),
          derived(
              Topics.CHILD_PROOFS, "from the task journals, and replayed by those of aggregation"),
          replayed(
              Topics.BATCHES,
              "by the journals of requests; those that were taken by the journals of aggregation"
                  + " too"),
          replayed(Topics.SUPERSESSIONS, "by the journals of requests"),
          replayed(Topics.AGGREGATES, "by the journals of aggregation, each verified again"),
          compared(Topics.JOURNAL, "the chain, the order and the times of every entry"),
          compared(
              Topics.CHECKPOINTS, "signature, root and size of each, and that none is missing"),
          none(
              Topics.COSIGNATURES,
              "what others say of the journals: a journal is held to what the named witnesses"
                  + " cosigned, and anybody may leave it unsaid"),
          none(
              Topics.HEARTBEATS,
              "they move no money: who is given work is a choice of the schedule, or of"
                  + " aggregation's desk, held against those of seven days; those with a verdict"
                  + " have its digest"),
          none(
              Topics.EXECUTIONS,
              "what a chain watcher saw elsewhere; no money of the market depends on it"),
          none(Topics.METRICS, "figures about the market, on which nothing in it depends"),
          none(Topics.ROUTE_SIGNALS, "figures about the market, on which nothing in it depends"));

  private static Map.Entry<Topic<?>, TopicCover> replayed(Topic<?> topic, String what) {
    return entry(topic, How.REPLAYED, what);
  }

  private static Map.Entry<Topic<?>, TopicCover> derived(Topic<?> topic, String what) {
    return entry(topic, How.DERIVED, what);
  }

  private static Map.Entry<Topic<?>, TopicCover> compared(Topic<?> topic, String what) {
    return entry(topic, How.COMPARED, what);
  }

  private static Map.Entry<Topic<?>, TopicCover> none(Topic<?> topic, String why) {
    return entry(topic, How.NOT_COVERED, why);
  }

  private static Map.Entry<Topic<?>, TopicCover> entry(Topic<?> topic, How how, String what) {
    return Map.entry(topic, new TopicCover(topic.name(), how, what));
  }

  /** Whether anything of the topic of that name is looked at. */
  static boolean isCovered(String topic) {
    return all().stream()
        .anyMatch(cover -> cover.topic().equals(topic) && cover.how() != How.NOT_COVERED);
  }

  /** The same, of a log that does not have all heartbeats any more. */
  static List<TopicCover> all(ForgottenHeartbeats forgotten) {
    return all().stream().map(cover -> cover.less(forgotten)).toList();
  }

  private TopicCover less(ForgottenHeartbeats forgotten) {
    return forgotten.until().isEmpty() || !topic.equals(Topics.HEARTBEATS.name())
        ? this
        : new TopicCover(topic, how, what + "; " + gone(forgotten.until().getAsLong()));
  }

  private static String gone(long until) {
    return until == Long.MAX_VALUE
        ? "of a partition none are left, so that no choice was held against them"
        : "some from before %s are gone, and choices that go by what was said then were not held against them"
            .formatted(Instant.ofEpochMilli(until));
  }

  /** Of every topic of the market, in the order of the protocol's table. */
  public static List<TopicCover> all() {
    return Topics.all().stream()
        .map(topic ->
            Optional.ofNullable(ALL.get(topic))
                .orElseThrow(() -> new IllegalStateException("nothing is said of " + topic)))
        .toList();
  }
}
