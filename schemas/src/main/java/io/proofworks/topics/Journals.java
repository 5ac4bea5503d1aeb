package io.proofworks.topics;

import io.proofworks.protocol.Hash32;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** How the journals of settlement, aggregation and sharding are named. */
public final class Journals {

  /** Entries and checkpoints of the tasks of a partition have this and the partition as key. */
  public static final String TASK = "task-";

  /** The same of accounts. */
  public static final String ACCOUNT = "account-";

  /** The same of the money of batches. */
  public static final String BATCH = "batch-";

  /** The same of policies. */
  public static final String POLICY = "policy-";

  /** The same of aggregation: jobs, verdicts on aggregates, ends of leases, receipts. */
  public static final String AGGREGATION = "aggregation-";

  /** The same of requests and of what takes batches back, as sharding judges them. */
  public static final String REQUEST = "request-";

  /** The same of sharding's schedule: who is given which task, and when it is given up. */
  public static final String SCHEDULE = "schedule-";

  private static final List<String> KINDS =
      List.of(TASK, ACCOUNT, BATCH, POLICY, AGGREGATION, REQUEST, SCHEDULE);

  /** No topic has as many partitions. */
  private static final Pattern NAME =
      Pattern.compile("(%s)(0|[1-9][0-9]{0,4})".formatted(String.join("|", KINDS)));

  private Journals() {}

  /** The journals of a market whose topics have so many partitions. */
  public static List<String> all(int partitions) {
    return KINDS.stream()
        .flatMap(kind -> IntStream.range(0, partitions).mapToObj(partition -> kind + partition))
        .toList();
  }

  /** The partition that a journal is of; -1 if its name says none. */
  public static int partition(String journal) {
    String number = journal.substring(journal.lastIndexOf('-') + 1);
    return number.matches("\\d{1,9}") ? Integer.parseInt(number) : -1;
  }

  /**
   * Whether a journal can be called that: one of the names above and a partition, as applications
   * write it. There are finitely many, and each is part of the name of a key.
   */
  public static boolean isName(String journal) {
    return NAME.matcher(journal).matches();
  }

  /**
   * Whether an entry is of a market's journals.
   *
   * @param named the market that the entry names; null for the deployment's first
   */
  public static boolean isOf(Hash32 market, Hash32 deployment, @Nullable String named) {
    return named == null ? market.equals(deployment) : market.hex().equals(named);
  }

  /** The origin line of a journal's checkpoints, and the name of the key that signs them. */
  public static String origin(Hash32 domain, String journal) {
    return "proofworks/" + domain.hex() + "/" + journal;
  }
}
