package io.proofworks.market.witness;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.operations.HttpBounds;
import io.proofworks.operations.Meters;
import io.proofworks.operations.Metric;
import io.proofworks.operations.testing.RawHttp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a witness answers over a socket, whatever the request says of itself. */
final class WitnessServerTest {

  private static final WitnessedLog ONE = new WitnessedLog("task-0").with("one", 2);
  private static final WitnessedLog OTHER = new WitnessedLog("task-0").with("other", 2);

  @TempDir private Path directory;
  private Witness witness;
  private Meters meters;
  private WitnessServer server;

  @BeforeEach
  void start() throws Exception {
    witness = WitnessedLog.witness(directory.resolve("state"), true);
    meters = Meters.ofProcess();
    server = WitnessServer.start(witness, meters, HttpBounds.STANDARD, "127.0.0.1", 0);
  }

  @AfterEach
  void close() throws Exception {
    server.close();
    meters.close();
    witness.close();
  }

  private String ask(String method, String path, String headers, String body) throws IOException {
    return RawHttp.send(server.port(), method, path, List.of(headers), body);
  }

  private String get(String path) throws IOException {
    return ask("GET", path, "Host: localhost", "");
  }

  private String add(WitnessedLog log, long old, String headers) throws IOException {
    return ask("POST", "/add-checkpoint", headers, "old " + old + "\n\n" + log.note());
  }

  private static int status(String answer) {
    return Integer.parseInt(answer.substring(9, 12));
  }

  /** A name of somebody else's may point here, for pages to send what they like under it. */
  @Test
  void shouldAnswerUnderItsOwnNameOnly() throws Exception {
    String foreign = "Host: evil.example:" + server.port();
    for (String path : new String[] {"/cosigned", "/health", "/metrics"}) {
      assertThat(status(get(path))).as(path).isEqualTo(200);
      assertThat(status(ask("GET", path, foreign, ""))).as(path).isEqualTo(403);
    }
    assertThat(status(add(ONE, 0, foreign))).isEqualTo(403);
    assertThat(witness.cosigned()).isEmpty();
  }

  @Test
  void shouldTakeNothingFromAPage() throws Exception {
    String page = "Host: localhost\r\nOrigin: http://evil.example";

    assertThat(status(add(ONE, 0, page + "\r\nContent-Type: text/plain"))).isEqualTo(403);
    assertThat(status(add(ONE, 0, "Host: localhost\r\nOrigin: null"))).isEqualTo(403);
    assertThat(status(ask("GET", "/cosigned", page, ""))).isEqualTo(403);
    assertThat(witness.cosigned()).isEmpty();
  }

  @Test
  void shouldTakeAnyMediaTypeFromPrograms() throws Exception {
    String host = "Host: 127.0.0.1:" + server.port();

    assertThat(status(add(ONE, 0, host))).isEqualTo(200);
    assertThat(status(add(ONE, 2, host + "\r\nContent-Type: application/octet-stream")))
        .isEqualTo(200);
  }

  @Test
  void shouldServeTheNewestCheckpointOfALogByItsOrigin() throws Exception {
    String hash =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256")
                    .digest(ONE.origin().getBytes(StandardCharsets.UTF_8)));
    assertThat(status(get("/" + hash + "/checkpoint"))).isEqualTo(404);

    witness.add(0, (earlier, later) -> true, ONE.note());

    assertThat(get("/" + hash + "/checkpoint"))
        .startsWith("HTTP/1.1 200")
        .endsWith("\r\n\r\n" + witness.cosigned().getFirst());
    assertThat(status(get("/" + "0".repeat(64) + "/checkpoint"))).isEqualTo(404);
  }

  @Test
  void shouldShowThatAHistoryIsForked() throws Exception {
    String name = Metric.HISTORIES_FORKED.prometheusName();
    witness.add(0, (earlier, later) -> true, ONE.note());
    assertThat(get("/health")).startsWith("HTTP/1.1 200").contains("well");
    assertThat(get("/metrics")).contains("\n" + name + " 0.0\n");

    assertThat(status(add(OTHER, 2, "Host: localhost"))).isEqualTo(409);

    assertThat(get("/health")).startsWith("HTTP/1.1 503").contains(ONE.note(), OTHER.note());
    assertThat(get("/metrics")).contains("\n" + name + " 1.0\n");
  }

  /** No name that somebody signs makes an error of the server. */
  @Test
  void shouldNotKnowALogOfNoJournalsName() throws Exception {
    String note = ONE.note().replace("/task-0\n", "/a b\n");

    assertThat(status(ask("POST", "/add-checkpoint", "Host: localhost", "old 0\n\n" + note)))
        .isEqualTo(404);
  }
}
