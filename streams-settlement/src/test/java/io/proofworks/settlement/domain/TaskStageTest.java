package io.proofworks.settlement.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.TaskState;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The methods of the stages are the arrows of the public diagram, all of them and no other. */
class TaskStageTest {

  private static final Set<TaskState> ENDS =
      Arrays.stream(TaskState.values())
          .filter(TaskState::isEnd)
          .collect(Collectors.toCollection(() -> EnumSet.noneOf(TaskState.class)));

  /** What moves the epoch and not the task. */
  private static final Set<String> WITHIN = Set.of("in", "lapse", "giveBack");

  private static final TaskStage.Current FIRST = TaskStage.Current.begun(epoch(1));

  private static Epoch epoch(int number) {
    return new Epoch(number, List.of(Scene.ANN), false, 0, 100, 10);
  }

  static Stream<TaskStage> stages() {
    return Stream.concat(
        Stream.of(
            new TaskStage.Open(),
            new TaskStage.Assigned(FIRST),
            new TaskStage.Committed(FIRST),
            new TaskStage.Reassigned(FIRST),
            new TaskStage.Verified(FIRST, Scene.ANN)),
        ENDS.stream().map(end -> new TaskStage.Ended(end, FIRST, null, null)));
  }

  /** What each method that makes a stage of this one makes of it. */
  private static Map<String, TaskStage> moves(TaskStage stage) {
    Map<String, TaskStage> moves = new TreeMap<>();
    Stream.concat(
            Arrays.stream(stage.getClass().getMethods()),
            Arrays.stream(stage.getClass().getDeclaredMethods()))
        .filter(method -> TaskStage.class.isAssignableFrom(method.getReturnType()))
        .filter(method -> method.getReturnType() != TaskStage.Ended.class)
        .forEach(method -> moves.put(method.getName(), moved(stage, method)));
    return moves;
  }

  private static TaskStage moved(TaskStage stage, Method method) {
    Object[] arguments =
        Arrays.stream(method.getParameterTypes()).map(TaskStageTest::argument).toArray();
    try {
      method.setAccessible(true);
      return (TaskStage) method.invoke(stage, arguments);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private static Object argument(Class<?> type) {
    if (type == Epoch.class) {
      return epoch(2);
    }
    if (type == TaskStage.Current.class) {
      return FIRST;
    }
    return type == List.class ? List.of(Scene.ANN) : Scene.BOB;
  }

  @Test
  void shouldStandAtEveryStateButTheOneThatIsDecidedAtOnce() {
    assertThat(stages().map(TaskStage::state))
        .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.of(TaskState.REVEALED)));
  }

  @ParameterizedTest
  @MethodSource("stages")
  void shouldMoveAsTheDiagramSays(TaskStage stage) {
    TaskState from = stage.state();
    Map<String, TaskStage> moves = moves(stage);
    moves.keySet().removeAll(WITHIN);

    assertThat(moves.values())
        .extracting(TaskStage::state)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(TaskState.values())
                .filter(to -> !to.isEnd() && to != TaskState.REVEALED)
                .filter(
                    to -> from.mayMoveTo(to) || to == TaskState.ASSIGNED && from.mayStartEpoch())
                .toList());
  }

  @ParameterizedTest
  @MethodSource("stages")
  void shouldStayInItsEpochUnlessTheNextBegins(TaskStage stage) {
    moves(stage)
        .forEach((name, next) ->
            assertThat(next.current())
                .as(name)
                .isEqualTo(
                    switch (name) {
                      case "begin" -> TaskStage.Current.begun(epoch(2));
                      case "lapse" -> new TaskStage.Current(epoch(1), true, List.of());
                      case "giveBack" -> new TaskStage.Current(epoch(1), false, List.of(Scene.ANN));
                      default -> FIRST;
                    }));
  }

  /** Its epoch lapses, or is given back. */
  @ParameterizedTest
  @MethodSource("stages")
  void shouldStayWhereItStandsWhileItsEpochComesFurther(TaskStage stage) {
    Map<String, TaskStage> moves = moves(stage);
    moves.keySet().retainAll(WITHIN);

    boolean inAnEpoch = stage.state() != TaskState.OPEN && !stage.state().isEnd();
    assertThat(moves.keySet()).isEqualTo(inAnEpoch ? WITHIN : Set.of());
    assertThat(moves.values())
        .allSatisfy(next -> {
          assertThat(next.state()).isEqualTo(stage.state());
          assertThat(next.verifiedBy()).isEqualTo(stage.verifiedBy());
        });
  }

  @ParameterizedTest
  @MethodSource("stages")
  void shouldEndOnceAsItIsTold(TaskStage stage) {
    assertThat(stage instanceof TaskStage.Alive).isEqualTo(!stage.state().isEnd());
    if (stage instanceof TaskStage.Alive alive) {
      assertThat(ENDS)
          .allSatisfy(end ->
              assertThat(alive.end(end))
                  .isEqualTo(new TaskStage.Ended(end, stage.current(), stage.verifiedBy(), null)));
      assertThat(alive.supersede(9L))
          .isEqualTo(
              new TaskStage.Ended(TaskState.SUPERSEDED, stage.current(), stage.verifiedBy(), 9L));
    }
  }

  @Test
  void shouldBeStaleSinceATimeOnlyWhereItIsStale() {
    assertThatThrownBy(() -> new TaskStage.Ended(TaskState.SETTLED, FIRST, null, 9L))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("SETTLED is not stale");
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"SETTLED", "EXPIRED", "SUPERSEDED", "FAILED"})
  void shouldNotEndAsWhatIsNoEnd(TaskState state) {
    assertThatThrownBy(() -> new TaskStage.Open().end(state))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(state + " is no end");
  }

  @Test
  void shouldSayWhereATaskStandsThatCannotMoveSo() {
    TaskCase open = TaskCase.published(Scene.TERMS, new Origin("tasks", 0, 0, 0, Hash32.ZERO));
    TaskCase settled = open.assigned(epoch(1)).ended(TaskState.SETTLED);

    assertThatThrownBy(open::lapsed).hasMessageContaining("is OPEN, not Begun");
    assertThatThrownBy(open::reassigned).hasMessageContaining("is OPEN, not Promising");
    assertThatThrownBy(() -> settled.assigned(epoch(2))).hasMessageContaining("is SETTLED");
    assertThatThrownBy(() -> settled.ended(TaskState.FAILED))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is SETTLED, not Alive");
  }
}
