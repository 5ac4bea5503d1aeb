package io.proofworks.operations.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each server on loopback that is only read has to answer to a page of another origin. */
public interface LocalPage {

  /** Where it listens. */
  int port();

  /** Something that it answers. */
  String path();

  @ParameterizedTest
  @CsvSource({
    "GET, Host: attacker.example, , 403, foreign-host",
    "GET, Host: attacker.example:%d, , 403, foreign-host",
    "GET, Host: 127.0.0.1.attacker.example:%d, , 403, foreign-host",
    "GET, Host: 127.0.0.1:%d, Origin: http://attacker.example, 403, foreign-origin",
    "GET, Host: 127.0.0.1:%d, Origin: http://127.0.0.1:1, 403, foreign-origin",
    "GET, Host: 127.0.0.1:%d, Origin: null, 403, foreign-origin",
    "POST, Host: 127.0.0.1:%d, Origin: http://attacker.example, 403, foreign-origin",
    "POST, Host: 127.0.0.1:%d, , 405, method-not-allowed",
    "PUT, Host: localhost:%d, , 405, method-not-allowed",
    "DELETE, Host: localhost:%d, , 405, method-not-allowed",
    "OPTIONS, Host: localhost:%d, , 405, method-not-allowed",
    "GET, Host: localhost:%d, , 200, ",
    "GET, Host: [::1]:%d, , 200, ",
    "GET, Host: 127.0.0.1:%d, Origin: http://127.0.0.1:%d, 200, "
  })
  default void shouldRefuseWhatAPageOfAnotherOriginMaySend(
      String method, String host, @Nullable String origin, int status, @Nullable String code)
      throws IOException {
    List<String> headers =
        Stream.of(host, origin == null ? "Accept: */*" : origin)
            .map(header -> header.replace("%d", Integer.toString(port())))
            .toList();

    String answer = RawHttp.send(port(), method, path(), headers, "");

    assertThat(answer).startsWith("HTTP/1.1 " + status);
    if (code != null) {
      assertThat(answer)
          .containsIgnoringCase("content-type: application/problem+json")
          .contains("\"code\":\"" + code + "\"");
    }
  }
}
