package io.proofworks.views.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PageRoutesTest {

  private static final Pattern REFERENCE =
      Pattern.compile("(?:src=|<link[^>]*href=|from |import )[\"']([^\"']+)[\"']");

  private final HttpClient client = HttpClient.newHttpClient();
  private final Javalin http =
      Javalin.create(config -> {
        config.startup.showJavalinBanner = false;
        config.routes.get("/v1/market", context -> context.result("market"));
        PageRoutes.addTo(config.routes);
      });

  @BeforeEach
  void start() {
    http.start("127.0.0.1", 0);
  }

  @AfterEach
  void stop() {
    client.close();
    http.stop();
  }

  @Test
  void shouldServeAllThatThePageRefersTo() throws Exception {
    Set<String> seen = new HashSet<>();
    Deque<URI> open = new ArrayDeque<>(List.of(at("/")));
    while (!open.isEmpty()) {
      URI address = open.pop();
      if (seen.add(address.getPath())) {
        HttpResponse<String> answer = get(address);
        assertThat(answer.statusCode()).as("%s", address).isEqualTo(200);
        references(address, answer.body()).forEach(open::push);
      }
    }
    assertThat(seen)
        .contains("/page.css", "/js/views/market.js", "/vendor/uplot/uplot.js", "/icon.svg");
  }

  /** The library's own text has words that look like references. */
  private static List<URI> references(URI from, String text) {
    return from.getPath().startsWith("/vendor/")
        ? List.of()
        : REFERENCE.matcher(text).results().map(found -> from.resolve(found.group(1))).toList();
  }

  @Test
  void shouldHoldTheBrowserToItsOwnOrigin() throws Exception {
    HttpResponse<String> answer = get(at("/"));

    assertThat(answer.headers().firstValue("Content-Security-Policy"))
        .hasValueSatisfying(policy ->
            assertThat(policy).startsWith("default-src 'self';").doesNotContain("unsafe"));
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/html;charset=utf-8");
    assertThat(answer.body()).doesNotContain("http://", "https://", "style=", "onclick=");
    Matcher inline = Pattern.compile("<script(?![^>]* src=)|<style").matcher(answer.body());
    assertThat(inline.find()).as("something inline").isFalse();
  }

  @Test
  void shouldSendAgainOnlyWhatHasChanged() throws Exception {
    HttpResponse<String> first = get(at("/js/main.js"));
    String etag = first.headers().firstValue("ETag").orElseThrow();

    HttpResponse<String> again =
        client.send(
            HttpRequest.newBuilder(at("/js/main.js")).header("If-None-Match", etag).build(),
            BodyHandlers.ofString());

    assertThat(first.headers().firstValue("Content-Type"))
        .hasValue("text/javascript;charset=utf-8");
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @Test
  void shouldServeNothingButThePage() throws Exception {
    for (String path :
        List.of(
            "/v1/none",
            "/PageRoutes.class",
            "/js",
            "/none.js",
            "/vendor/uplot/package.json",
            "/..%2Fquery%2Fx.js",
            "/js/..%2F..%2Fdomain%2Fx.html",
            "/%2Fetc%2Fpasswd")) {
      assertThat(get(at(path)).statusCode()).as(path).isIn(400, 404);
    }
    assertThat(get(at("/v1/market")).body()).isEqualTo("market");
  }

  private URI at(String path) {
    return URI.create("http://127.0.0.1:" + http.port() + path);
  }

  private HttpResponse<String> get(URI address) throws Exception {
    return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
  }
}
