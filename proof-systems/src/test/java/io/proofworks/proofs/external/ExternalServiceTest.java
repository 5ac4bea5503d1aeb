package io.proofworks.proofs.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A program that does not do what it is asked, in a process of its own. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ExternalServiceTest {

  /** More than a pipe holds. */
  private static final int LONG = 1 << 20;

  private static final Duration BRIEF = Duration.ofSeconds(2);

  @TempDir private Path directory;

  private static ObjectNode question(int length) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("op", "split")
        .put("trace", "")
        .put("more", "x".repeat(length));
  }

  @Test
  void shouldStartItsProgramAgainWhenItDoesNotAnswerInTime() throws IOException {
    Patience patience = new Patience(Duration.ofSeconds(8), Duration.ofSeconds(60), true);
    try (ExternalService service = CountingService.started(directory, "once-hangs")) {
      assertThat(service.ask(question(0), patience).path("refused").asText())
          .isEqualTo("nothing to count");
      assertThat(CountingService.runs(directory)).isEqualTo(2);
    }
  }

  @Test
  void shouldGiveUpWithinTheTimeOfAllAttemptsWhenItsProgramReadsNothing() throws IOException {
    Patience patience = new Patience(BRIEF, BRIEF, true);
    try (ExternalService service = CountingService.started(directory, "deaf")) {
      assertThatThrownBy(() -> service.ask(question(LONG), patience))
          .isInstanceOf(ExternalServiceException.class)
          .hasMessageContaining("no answer within");
      assertThat(CountingService.runs(directory)).isEqualTo(1);
    }
  }

  @Test
  void shouldWaitForAVerdictNoLongerThanItIsToldTo() throws IOException {
    try (ExternalService service = CountingService.started(directory, "hangs").within(BRIEF);
        ExternalService another = service.another()) {
      for (ExternalService asked : List.of(service, another)) {
        Questions questions = new Questions(asked);
        assertThat(questions.describe().proofSystem()).isEqualTo("counting");
        assertThatThrownBy(() -> questions.verify(CountingService.KEY, new byte[2], new byte[2]))
            .isInstanceOf(ExternalServiceException.class)
            .hasMessageContaining("no answer within 2 s");
      }
    }
  }

  @Test
  void shouldBeClosedWhileItIsAskedAndNotStartAgain() throws Exception {
    CompletableFuture<Object> answer = new CompletableFuture<>();
    try (ExternalService service = CountingService.started(directory, "deaf")) {
      var unused = service.describe();
      Thread asker =
          Thread.ofPlatform()
              .daemon()
              .start(() ->
                  answer.completeAsync(
                      () -> service.ask(question(LONG), Patience.LATE), Runnable::run));
      await().until(() -> asker.getState() == Thread.State.TIMED_WAITING);

      service.close();

      assertThatThrownBy(() -> answer.get(1, TimeUnit.MINUTES))
          .hasRootCauseInstanceOf(ExternalServiceException.class)
          .hasMessageContaining("closed");
      assertThat(CountingService.runs(directory)).isEqualTo(1);
    }
  }

  @Test
  void shouldHaveAnotherRunForAnotherWhichStartsWhenItIsAsked() throws IOException {
    try (ExternalService one = CountingService.started(directory, "")) {
      Description description = one.describe();
      try (ExternalService other = one.another()) {
        assertThat(other.describe()).isSameAs(description);
        assertThat(CountingService.runs(directory)).isEqualTo(1);
        assertThat(other.ask(question(0), Patience.SOON).has("refused")).isTrue();
        assertThat(CountingService.runs(directory)).isEqualTo(2);
      }
    }
  }
}
