package io.proofworks.aggregation.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.aggregation.domain.Desk.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DeskTest {

  private static final long NOW = 1_000;

  private static Aggregator aggregator(String id, int slots) {
    return new Aggregator(
        id, new byte[32], 10_000, true, 200, 0, 0, Aggregator.Pulse.of(900, 1, slots, false));
  }

  private static Desk desk(Map<String, Integer> held, Aggregator... aggregators) {
    Directory directory = Directory.EMPTY;
    for (Aggregator aggregator : aggregators) {
      directory = directory.with(aggregator);
    }
    return new Desk(directory, held, NOW);
  }

  private static Want want(String preferred, long until) {
    return new Want("batch", 0, 1, List.of(), List.of(), List.of(), preferred, until, 100, 500);
  }

  private static Want wantOf(List<String> holders, List<String> barred) {
    return new Want("batch", 0, 2, holders, barred, List.of(), null, 0, 100, 500);
  }

  private static final Want ANY = wantOf(List.of(), List.of());

  @Test
  void shouldGiveNoMoreThanThereAreSlots() {
    Desk desk = desk(Map.of(), aggregator("a", 2), aggregator("b", 1));
    List<Answer> answers = new ArrayList<>();

    for (int i = 0; i < 4; i++) {
      Answer answer = desk.answer(ANY);
      answers.add(answer);
      if (answer instanceof Answer.Yours(String id)) {
        desk = desk.issuedTo(id);
      }
    }

    assertThat(answers)
        .containsExactly(
            new Answer.Yours("a"),
            new Answer.Yours("b"),
            new Answer.Yours("a"),
            new Answer.AllBusy());
  }

  private static Aggregator with(long free, long reserved, int slots) {
    return new Aggregator(
        "a",
        new byte[32],
        10_000,
        true,
        free,
        reserved,
        0,
        Aggregator.Pulse.of(900, 1, slots, false));
  }

  /** Sixty-four slots and one bond: what is let pass without a bond costs nothing. */
  @Test
  void shouldGiveNoMoreThanTheStakeBonds() {
    Desk before = desk(Map.of(), with(250, 0, 64));
    assertThat(before.answer(ANY)).isEqualTo(new Answer.Yours("a"));
    assertThat(before.issuedTo("a").answer(ANY)).isEqualTo(new Answer.Yours("a"));
    assertThat(before.issuedTo("a").issuedTo("a").answer(ANY)).isEqualTo(new Answer.AllBusy());

    assertThat(desk(Map.of("a", 1), with(150, 100, 64)).answer(ANY))
        .as("settlement has shown the first")
        .isEqualTo(new Answer.Yours("a"));
    assertThat(desk(Map.of("a", 2), with(150, 100, 64)).answer(ANY))
        .as("and not yet the second")
        .isEqualTo(new Answer.AllBusy());
    assertThat(desk(Map.of("a", 2), with(50, 200, 64)).answer(ANY))
        .as("all of it is at work")
        .isEqualTo(new Answer.AllBusy());
    assertThat(desk(Map.of(), with(50, 0, 64)).answer(ANY)).isEqualTo(new Answer.NobodyThere());
  }

  @Test
  void shouldHaveRoomForAnyAmount() {
    Want dear =
        new Want(
            "batch", 0, 1, List.of(), List.of(), List.of(), null, 0, Long.MAX_VALUE / 2 + 1, 500);
    Desk desk = desk(Map.of(), with(Long.MAX_VALUE, Long.MAX_VALUE, 64));

    assertThat(desk.answer(dear)).isEqualTo(new Answer.Yours("a"));
    assertThat(desk.issuedTo("a").answer(dear)).isEqualTo(new Answer.AllBusy());
  }

  /** One that was silent for too long, and one that says that it can take nothing. */
  @Test
  void shouldTellBusyFromNobodyThere() {
    assertThat(desk(Map.of("a", 1), aggregator("a", 1)).answer(ANY))
        .isEqualTo(new Answer.AllBusy());
    assertThat(desk(Map.of(), aggregator("a", 0)).answer(ANY)).isEqualTo(new Answer.NobodyThere());
    Desk later = new Desk(Directory.EMPTY.with(aggregator("a", 1)), Map.of(), 1_400);
    assertThat(later.answer(ANY)).isEqualTo(new Answer.NobodyThere());
  }

  @Test
  void shouldFollowAPreferenceWhileItHolds() {
    Desk desk = desk(Map.of(), aggregator("a", 1), aggregator("b", 1));

    assertThat(desk.answer(want("b", NOW + 1))).isEqualTo(new Answer.Yours("b"));
    assertThat(desk.answer(want("b", NOW))).isEqualTo(new Answer.Yours("a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nobody", "", "0x", "busy", "silent"})
  void shouldGiveItToAnyWhenThePreferredIsNotThereOrBusy(String preferred) {
    Aggregator silent =
        new Aggregator(
            "silent", new byte[32], 10_000, true, 100, 0, 0, Aggregator.Pulse.of(1, 1, 1, false));
    Desk desk = desk(Map.of("busy", 1), aggregator("a", 1), aggregator("busy", 1), silent);

    assertThat(desk.answer(want(preferred, NOW + 1))).isEqualTo(new Answer.Yours("a"));
  }

  @Test
  void shouldNotPreferOneThatHadItBefore() {
    Want again =
        new Want("batch", 0, 2, List.of("b"), List.of(), List.of(), "b", NOW + 1, 100, 500);

    assertThat(desk(Map.of(), aggregator("a", 1), aggregator("b", 1)).answer(again))
        .isEqualTo(new Answer.Yours("a"));
  }

  @Test
  void shouldComeBackToAHolderOnlyWhenNobodyElseIsFreeAndItIsNotBarred() {
    Desk alone = desk(Map.of(), aggregator("a", 1));

    assertThat(alone.answer(wantOf(List.of("a"), List.of()))).isEqualTo(new Answer.Yours("a"));
    assertThat(alone.answer(wantOf(List.of("a"), List.of("a"))))
        .isEqualTo(new Answer.NobodyThere());
  }

  /** Not even while all others are busy; but it is better than nobody. */
  @Test
  void shouldGiveNothingToWhomItShunsWhileAnotherIsThere() {
    Want again =
        new Want("batch", 0, 3, List.of("a", "b"), List.of(), List.of("a"), null, 0, 100, 500);

    assertThat(desk(Map.of(), aggregator("a", 1), aggregator("b", 1)).answer(again))
        .isEqualTo(new Answer.Yours("b"));
    assertThat(desk(Map.of("b", 1), aggregator("a", 1), aggregator("b", 1)).answer(again))
        .isEqualTo(new Answer.AllBusy());
    assertThat(desk(Map.of(), aggregator("a", 1)).answer(again)).isEqualTo(new Answer.Yours("a"));
  }

  @Test
  void shouldNotBelieveAnySlotCount() {
    assertThat(Aggregator.Pulse.of(1, 1, Integer.MAX_VALUE, false).slots()).isEqualTo(64);
    assertThat(Aggregator.Pulse.of(1, 1, -1, false).slots()).isEqualTo(1);
    assertThat(Aggregator.Pulse.of(1, 1, Integer.MIN_VALUE, false).slots()).isEqualTo(1);
  }

  @Test
  void shouldNotTakeAnOldHeartbeatForNews() {
    Aggregator heard = aggregator("a", 2).heard(Aggregator.Pulse.of(1_000, 7, 3, false));

    assertThat(heard.pulse().slots()).isEqualTo(3);
    assertThat(heard.heard(Aggregator.Pulse.of(2_000, 7, 1, true))).isSameAs(heard);
    assertThat(heard.heard(Aggregator.Pulse.of(2_000, 6, 1, true))).isSameAs(heard);
  }
}
