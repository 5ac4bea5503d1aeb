package io.proofworks.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.proofworks.market.local.LedgerWork;
import io.proofworks.market.local.LocalMarket;
import io.proofworks.market.local.LocalMarketSettings;
import io.proofworks.market.local.Progress;
import io.proofworks.market.local.ProvableWork;
import io.proofworks.market.local.Requester;
import io.proofworks.market.local.WorkerFleet.Member;
import io.proofworks.protocol.Binding;
import io.proofworks.protocol.Role;
import io.proofworks.protocol.TaskClass;
import io.proofworks.worker.domain.WorkerSettings.Hardware;
import io.proofworks.worker.proving.LedgerBackend;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * The query API of a whole market in this process, asked at a fixed rate: all kinds of answers in
 * turn, next to {@code /livez}, which reads nothing. Latency counts from the moment at which a
 * request was due, so that a server that falls behind is not spared. First the market is idle, then
 * a batch is being proved and settled all the time, on the same processors.
 */
final class QueryBenchmark {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final LedgerBackend.Size SIZE = new LedgerBackend.Size(8, 2);
  private static final int TARGET_WEIGHT = 8;
  private static final int TRANSFERS = 8;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final LocalMarket market;
  private final int rate;
  private final int seconds;
  private int submitted;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private QueryBenchmark(LocalMarket market, int rate, int seconds) {
    this.market = market;
    this.rate = rate;
    this.seconds = seconds;
  }

  /**
   * Two turns next to each other.
   *
   * @param bare of {@code /livez}
   */
  record Comparison(Latencies bare, Latencies answers) {

    String text() {
      return "  /livez   %s%n  answers  %s%n  ratio of the medians %.2f%n"
          .formatted(bare.text(), answers.text(), answers.at(0.5) / bare.at(0.5));
    }
  }

  /**
   * What was measured.
   *
   * @param kinds of answers
   * @param settled batches, while {@code settling} was measured
   */
  record Report(
      int rate, int seconds, int kinds, Comparison idle, Comparison settling, int settled) {

    String text() {
      return "%d requests per second of %d kinds, %d s a turn%nidle%n%swhile %d batches settle%n%s"
          .formatted(rate, kinds, seconds, idle.text(), settled, settling.text());
    }
  }

  /**
   * Measures.
   *
   * @param directory for everything, empty
   * @param rate requests per second, from 1
   * @param seconds of each of the measured turns, from 1
   * @throws IllegalStateException if a batch does not settle, or there is nothing to ask for
   */
  static Report run(Path directory, int rate, int seconds)
      throws IOException, InterruptedException {
    LocalMarketSettings settings =
        LocalMarketSettings.at(
            directory.resolve("market"), directory.resolve("keys"), List.of(SIZE), TARGET_WEIGHT);
    Files.createDirectories(settings.dataDir());
    Hardware hardware = new Hardware("cpu", "local", "local", "worker/0.1");
    List<Member> crew =
        List.of(
            Member.honest("prover-1", Set.of(Role.PROVER), hardware),
            Member.honest("prover-2", Set.of(Role.PROVER), hardware),
            Member.honest("aggregator-1", Set.of(Role.AGGREGATOR), hardware));
    try (LocalMarket market = LocalMarket.start(settings, crew, Progress.SILENT)) {
      return new QueryBenchmark(market, rate, seconds).measure();
    }
  }

  private Report measure() throws IOException, InterruptedException {
    settle();
    List<String> paths = paths();
    turn(paths); // warms up
    Comparison idle = compare(paths);
    AtomicBoolean enough = new AtomicBoolean();
    try (ExecutorService requester = Executors.newSingleThreadExecutor()) {
      Future<Integer> settled = requester.submit(() -> settleUntil(enough));
      Comparison settling;
      try {
        settling = compare(paths);
      } finally {
        enough.set(true); // or closing the requester would wait for ever
      }
      return new Report(rate, seconds, paths.size(), idle, settling, settled.get());
    } catch (ExecutionException e) {
      throw new IllegalStateException("batches did not settle meanwhile", e.getCause());
    }
  }

  private Comparison compare(List<String> paths) throws InterruptedException {
    Latencies bare = turn(List.of("/livez"));
    return new Comparison(bare, turn(paths));
  }

  /** One batch after the other, the last one to its end; how many. */
  private int settleUntil(AtomicBoolean enough) throws IOException, InterruptedException {
    int settled = 0;
    while (!enough.get()) {
      settle();
      settled++;
    }
    return settled;
  }

  private void settle() throws IOException, InterruptedException {
    ProvableWork work =
        LedgerWork.of(
            LedgerWork.richer(LedgerWork.block(TRANSFERS), submitted++),
            market.programs(),
            TARGET_WEIGHT);
    String batch =
        market
            .requester()
            .submit(
                new Requester.Order(
                    work,
                    TaskClass.STANDARD,
                    Binding.IN_PROOF,
                    Duration.ofMinutes(30),
                    Requester.ceiling(
                        market.policy(), TaskClass.STANDARD, work.weight(), work.shards()),
                    "usdt:ethereum->base"))
            .getBatchId();
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!get("/v1/batches/" + batch).body().contains("\"state\":\"SETTLED\"")) {
      if (System.nanoTime() > until) {
        throw new IllegalStateException(batch + " did not settle");
      }
      Thread.sleep(Duration.ofMillis(500));
    }
  }

  /** One of each kind, of what the market holds. */
  private List<String> paths() throws IOException, InterruptedException {
    List<String> paths =
        new ArrayList<>(
            List.of(
                "/v1/market",
                "/v1/batches",
                "/v1/tasks",
                "/v1/provers",
                "/v1/verdicts",
                "/v1/receipts",
                "/v1/routes",
                "/v1/journals",
                "/v1/metrics?class=STANDARD&window=10000"));
    paths.add("/v1/batches/" + first("batches", "batchId"));
    paths.add("/v1/tasks/" + first("tasks", "taskId"));
    paths.add("/v1/provers/" + first("provers", "proverId"));
    paths.add("/v1/accounts/" + market.requester().id());
    paths.add("/v1/receipts/" + first("receipts", "batchId"));
    return List.copyOf(paths);
  }

  private String first(String list, String id) throws IOException, InterruptedException {
    JsonNode line = JSON.readTree(get("/v1/" + list).body()).path(list).path(0).path(id);
    if (line.isMissingNode()) {
      throw new IllegalStateException("no " + id + " in /v1/" + list);
    }
    return line.asText();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI uri = URI.create(market.apiUrl() + path);
    return http.send(
        HttpRequest.newBuilder(uri).timeout(PATIENCE).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private Latencies turn(List<String> paths) throws InterruptedException {
    Latencies latencies = new Latencies(rate * seconds);
    long begin = System.nanoTime();
    try (ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < rate * seconds; i++) {
        long due = begin + (long) (i * 1e9 / rate);
        int number = i;
        LockSupport.parkNanos(due - System.nanoTime());
        requests.execute(() -> ask(paths.get(number % paths.size()), due, number, latencies));
      }
    }
    return latencies;
  }

  private void ask(String path, long due, int number, Latencies latencies) {
    try {
      if (get(path).statusCode() == 200) {
        latencies.put(number, System.nanoTime() - due);
      }
    } catch (IOException e) {
      // counts as not answered
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** From when a request was due to its answer; 0 where there was none. */
  static final class Latencies {
    private final long[] nanos;

    Latencies(int requests) {
      nanos = new long[requests];
    }

    void put(int request, long taken) {
      nanos[request] = taken;
    }

    private long[] answered() {
      return Arrays.stream(nanos).filter(taken -> taken > 0).sorted().toArray();
    }

    /** Milliseconds. */
    double at(double share) {
      long[] sorted = answered();
      return sorted.length == 0
          ? Double.NaN
          : sorted[(int) Math.min(sorted.length - 1L, (long) (share * sorted.length))] / 1e6;
    }

    int unanswered() {
      return nanos.length - answered().length;
    }

    String text() {
      return "p50 %7.1f ms, p90 %7.1f, p99 %7.1f, most %7.1f; %d of %d not answered with 200"
          .formatted(at(0.5), at(0.9), at(0.99), at(1), unanswered(), nanos.length);
    }
  }
}
