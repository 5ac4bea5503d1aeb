package io.proofworks.settings;

import io.proofworks.topics.Topics;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Every setting there is, but those for Kafka's clients, which are Kafka's own names behind {@code
 * kafka.}.
 */
public enum Setting {
  BOOTSTRAP_SERVERS(
      "bootstrap.servers",
      "localhost:9092",
      User.EVERYONE,
      "Brokers: host:port, several with commas between."),
  REGISTRY_URL(
      "registry.url",
      "http://localhost:8081",
      User.EVERYONE,
      "Base of the Confluent REST API of the schema registry."),
  REGISTRY_USER(
      "registry.user", "", User.EVERYONE, "For basic authentication, with `registry.password`."),
  REGISTRY_PASSWORD(
      "registry.password", "", User.EVERYONE, "For basic authentication, with `registry.user`."),
  REGISTRY_TRUSTSTORE(
      "registry.truststore",
      "",
      User.EVERYONE,
      "PKCS12 or JKS file of the authorities to trust instead of the JVM's."),
  REGISTRY_TRUSTSTORE_PASSWORD(
      "registry.truststore.password", "", User.EVERYONE, "The password of that file."),
  REGISTRY_TIMEOUT_MS(
      "registry.timeout.ms", 10_000, 1, Integer.MAX_VALUE, User.EVERYONE, "Of one attempt."),
  REGISTRY_ATTEMPTS(
      "registry.attempts",
      5,
      1,
      100,
      User.EVERYONE,
      "All but the first wait, twice as long each time."),
  DOMAIN(
      "domain",
      "",
      User.EVERYONE,
      "The market: 0x and 64 hex digits. Applications need it, and serve every other market that"
          + " has a policy too; a prover-worker serves several with commas between them."),
  DEPLOYMENT(
      "deployment",
      "",
      EnumSet.of(User.COMMANDS),
      "The first market of the deployment, whose domain its applications were started with, if"
          + " the market of a command is another one."),
  CONFIG("config", "", User.EVERYONE, "A properties file with settings."),
  APPLICATION_PREFIX(
      "application.prefix",
      "proofworks",
      EnumSet.of(
          User.SHARDING,
          User.SETTLEMENT,
          User.AGGREGATION,
          User.METRICS,
          User.QUERY,
          User.COMMANDS),
      "Application ids are this, a hyphen and the application's name."),
  STATE_DIR("state.dir", "data/state", User.APPLICATIONS, "Where the state stores are."),
  THREADS("threads", 1, 1, 1024, User.APPLICATIONS, "Stream threads of a process."),
  PARTITIONS(
      "partitions",
      Topics.PARTITIONS,
      1,
      4096,
      User.PROCESSES,
      "Of every topic; the same in all processes of a market."),
  REPLICATION_FACTOR(
      "replication.factor",
      3,
      1,
      Short.MAX_VALUE,
      User.APPLICATIONS,
      "Of topics, and of the topics that applications make for themselves."),
  COMMIT_INTERVAL_MS(
      "commit.interval.ms",
      50,
      1,
      Integer.MAX_VALUE,
      User.APPLICATIONS,
      "How often transactions end: what exactly-once adds to latency."),
  STATE_CACHE_BYTES(
      "state.cache.bytes",
      16 * 1024 * 1024,
      0,
      Integer.MAX_VALUE,
      EnumSet.of(User.SETTLEMENT),
      "Of its state, as it is written, an application keeps decoded in memory, which takes about"
          + " three times that; no result depends on it."),
  STATE_ROCKSDB_BYTES(
      "state.rocksdb.bytes",
      128 * 1024 * 1024,
      16 * 1024 * 1024,
      Integer.MAX_VALUE,
      User.APPLICATIONS,
      "Native memory of RocksDB's caches and write buffers, for all stores and partitions of a"
          + " process; outside the heap."),
  MAX_TASK_IDLE_MS(
      "max.task.idle.ms",
      1000,
      1,
      Integer.MAX_VALUE,
      User.APPLICATIONS,
      "Above `tick.interval.ms`, so that inputs are applied in the order of time."),
  TICK_INTERVAL_MS(
      "tick.interval.ms",
      200,
      1,
      Integer.MAX_VALUE,
      User.PROCESSES,
      "How often tickers write; at most 1000. The same in all processes of a market."),
  STANDBY_REPLICAS(
      "standby.replicas",
      1,
      0,
      16,
      User.APPLICATIONS,
      "Copies of the state on other instances, which take over within seconds; needs as many more"
          + " instances."),
  INSTANCE_ID(
      "instance.id",
      "",
      User.APPLICATIONS,
      "Unique per process and the same after its restart, which takes its partitions back without a"
          + " rebalance, unless a newer build reads other topics; two processes with one id end"
          + " each other. By default the host's name and an id that is kept in `state.dir`."),
  HTTP_HOST(
      "http.host", "127.0.0.1", User.PROCESSES, "Where health and process metrics are served."),
  HTTP_PORT("http.port", 0, 0, 65_535, User.PROCESSES, "Their port; 0: they are not served."),
  HTTP_CONNECTIONS(
      "http.connections",
      1_024,
      1,
      1_000_000,
      User.EVERYONE,
      "Connections to an HTTP server at once; one more, and that goes which waits longest for a"
          + " request."),
  HTTP_CONNECTIONS_PER_ADDRESS(
      "http.connections.per.address",
      128,
      1,
      1_000_000,
      User.EVERYONE,
      "Of these from one address (of IPv6: from one /64). Behind a proxy, as `http.connections`."),
  HTTP_REQUESTS(
      "http.requests",
      128,
      1,
      1_000_000,
      User.EVERYONE,
      "Requests that are answered at once; one more, and the oldest goes if it is older than 2 s,"
          + " else the new one is refused with 503."),
  HTTP_REQUESTS_PER_ADDRESS(
      "http.requests.per.address",
      32,
      1,
      1_000_000,
      User.EVERYONE,
      "Of these from one address. Behind a proxy, as `http.requests`."),
  HTTP_STREAMS(
      "http.streams",
      64,
      1,
      10_000,
      EnumSet.of(User.QUERY),
      "Streams of events at once, each with a Kafka consumer that fetches 1 MiB."),
  HTTP_STREAMS_PER_ADDRESS(
      "http.streams.per.address",
      16,
      1,
      10_000,
      EnumSet.of(User.QUERY),
      "Of these to one address. Behind a proxy, as `http.streams`."),
  HTTP_HEADERS_MS(
      "http.headers.ms",
      20_000,
      1,
      Integer.MAX_VALUE,
      User.EVERYONE,
      "How long a connection may take until the headers of its next request are there."),
  HTTP_REQUEST_MS(
      "http.request.ms",
      60_000,
      1,
      Integer.MAX_VALUE,
      User.EVERYONE,
      "How long a request may take, from its headers to the last byte of its answer that is"
          + " taken. Streams of events may last."),
  HTTP_WRITE_MS(
      "http.write.ms",
      10_000,
      1,
      Integer.MAX_VALUE,
      User.EVERYONE,
      "How long one piece of an answer, an event for instance, may take until it is taken."),
  EXTERNAL_COMMAND(
      "external.command",
      "",
      User.PROVING,
      "Program and arguments of an [external proof system](external-proof-systems.md); the same in"
          + " all of these processes."),
  SNARKPACK_CEREMONIES(
      "snarkpack.ceremonies",
      "",
      EnumSet.of(User.SHARDING, User.AGGREGATION, User.WORKER, User.COMMANDS),
      "Two `.ptau` files of ceremonies that have nothing in common, with a comma between:"
          + " SnarkPack's reference string; the same in all of these processes."),
  JOURNAL_KEY_FILE(
      "app.journal.key.file",
      "",
      EnumSet.of(User.SHARDING, User.SETTLEMENT, User.AGGREGATION),
      "File with the seed that signs checkpoints, 64 hex digits; the same in all. Without it"
          + " nothing is signed."),
  LOST_INPUT(
      "app.lost.input",
      "stop",
      EnumSet.of(User.SHARDING, User.SETTLEMENT, User.AGGREGATION),
      "What an application does when records were gone before it had read them: `stop`, or `skip`"
          + " them, which decides money without them."),
  TICK_KEY_FILE(
      "app.tick.key.file",
      "",
      Set.of(User.TICKER),
      "File with the seed that signs ticks, 64 hex digits, whose public side is the policy's"
          + " tickKey. Without it no tick shows that the log was closed."),
  TICK_ROLE(
      "app.tick.role",
      "active",
      Set.of(User.TICKER),
      "`active`, or `standby`: ticks only while no other ticker does. One of a market's tickers has"
          + " to be active."),
  WITNESSES(
      "witnesses",
      "",
      EnumSet.of(User.QUERY, User.COMMANDS),
      "Keys of the [witnesses](journal.md#witnesses) of the market, NAME+ID+KEY, with commas"
          + " between."),
  WITNESSES_NEEDED(
      "witnesses.needed",
      0,
      0,
      1_000,
      EnumSet.of(User.QUERY, User.COMMANDS),
      "How many of them have to have cosigned a checkpoint; 0: all."),
  QUERY_HOST("app.query.host", "127.0.0.1", Set.of(User.QUERY), "Where the query API listens."),
  QUERY_PORT("app.query.port", 8088, 0, 65_535, Set.of(User.QUERY), "Its port; 0 for a free one."),
  QUERY_ADVERTISED(
      "app.query.advertised",
      "",
      Set.of(User.QUERY),
      "The name under which other instances reach it; else the host, or the machine's name when the"
          + " host is all addresses.");

  /** Who reads a setting. */
  public enum User {
    SHARDING,
    SETTLEMENT,
    AGGREGATION,
    METRICS,
    QUERY,
    TICKER,
    /** Prover workers. */
    WORKER,
    /** Commands that talk to a market. */
    COMMANDS;

    static final Set<User> EVERYONE = EnumSet.allOf(User.class);
    static final Set<User> PROVING =
        EnumSet.of(SHARDING, SETTLEMENT, AGGREGATION, WORKER, COMMANDS);
    static final Set<User> PROCESSES = EnumSet.range(SHARDING, TICKER);
    static final Set<User> APPLICATIONS = EnumSet.range(SHARDING, QUERY);
  }

  private final String settingName;
  private final String fallback;
  private final int least;
  private final int most;
  private final boolean number;
  private final Set<User> users;
  private final String description;

  Setting(String settingName, String fallback, Set<User> users, String description) {
    this(settingName, fallback, 0, 0, false, users, description);
  }

  Setting(
      String settingName, int fallback, int least, int most, Set<User> users, String description) {
    this(settingName, Integer.toString(fallback), least, most, true, users, description);
  }

  Setting(
      String settingName,
      String fallback,
      int least,
      int most,
      boolean number,
      Set<User> users,
      String description) {
    this.settingName = settingName;
    this.fallback = fallback;
    this.least = least;
    this.most = most;
    this.number = number;
    this.users = Set.copyOf(users);
    this.description = description;
  }

  /** For instance {@code commit.interval.ms}. */
  public String settingName() {
    return settingName;
  }

  /** What it is when nothing is said; empty when it is not set then. */
  public Optional<String> fallback() {
    return Optional.of(fallback).filter(text -> !text.isEmpty());
  }

  /** Whether it is a whole number. */
  public boolean isNumber() {
    return number;
  }

  /** The least it may be; numbers only. */
  public int least() {
    return least;
  }

  /** The most it may be; numbers only. */
  public int most() {
    return most;
  }

  /** Who reads it, in the order of declaration. */
  public List<User> users() {
    return users.stream().sorted().toList();
  }

  /** What it means, a sentence in Markdown. */
  public String description() {
    return description;
  }

  /** The variable of the environment, for instance {@code PROOFWORKS_COMMIT_INTERVAL_MS}. */
  public String variable() {
    return LayeredSettings.variable(settingName);
  }

  static Optional<Setting> find(String settingName) {
    return Stream.of(values())
        .filter(setting -> setting.settingName.equals(settingName))
        .findFirst();
  }
}
