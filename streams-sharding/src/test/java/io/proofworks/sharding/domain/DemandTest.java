package io.proofworks.sharding.domain;

import static io.proofworks.sharding.domain.Samples.heartbeat;
import static io.proofworks.sharding.domain.Samples.profile;
import static io.proofworks.sharding.domain.Samples.standing;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.AssignmentCause;
import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.TaskClass;
import io.proofworks.protocol.TaskState;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What waits raises the price of others only where it is in their way. */
class DemandTest {

  private static final long DEADLINE = 1_000_000;
  private static final long NOW = 10;
  private static final int MANY = 50;
  private static final String OTHER = "other-system";

  /** The least that any prover works for, of one unit. */
  private static final long PRICE = 100;

  private static final long STAKE = 200_000;

  private final MarketBook book = new MarketBook(Samples.DOMAIN);
  private MarketPolicy policy = Samples.policy(1);

  /** Two provers, each with two slots and a stake for both. */
  @BeforeEach
  void openTheMarket() {
    join(profile("ann", 2, PRICE, 0, STAKE));
    join(profile("bob", 2, PRICE, 0, STAKE));
  }

  private void join(ProverProfile prover) {
    join(prover, prover.capacity());
  }

  private void join(ProverProfile prover, int capacity) {
    after(standing(1, prover), heartbeat(2, prover.proverId(), capacity));
  }

  private List<Effect> after(ScheduleEvent... events) {
    return Stream.of(events)
        .flatMap(event -> {
          Decision decision = Scheduler.decide(book, event, policy);
          book.apply(decision.changes());
          return decision.effects().stream();
        })
        .toList();
  }

  private static TaskOffer offer(String id) {
    return Samples.offer(id, TaskClass.STANDARD, 1, NOW, DEADLINE);
  }

  /** Many tasks like that stand in the book. */
  private void stand(Function<TaskOffer, TaskView> like) {
    IntStream.range(0, MANY)
        .mapToObj(i -> like.apply(offer("t%02d".formatted(i))))
        .forEach(task -> book.apply(List.of(new Change.TaskSeen(task))));
  }

  private static TaskView waiting(TaskOffer task) {
    return waiting(task, Map.of());
  }

  private static TaskView waiting(TaskOffer task, Map<String, Past> holders) {
    return new TaskView(task, 1, 0, new TaskStatus.Waiting(AssignmentCause.INITIAL, NOW), holders);
  }

  private void wait(UnaryOperator<TaskOffer> like) {
    stand(task -> waiting(like.apply(task)));
  }

  /** For how much a task is given away that comes now, ahead of all that waits. */
  private long price() {
    TaskOffer task = Samples.offer("a", TaskClass.URGENT_SETTLEMENT, 1, NOW, DEADLINE);
    return after(Samples.published(NOW, task), Samples.funded(NOW, "a")).stream()
        .filter(Effect.Assign.class::isInstance)
        .map(Effect.Assign.class::cast)
        .filter(assign -> assign.taskId().equals("a"))
        .findFirst()
        .orElseThrow()
        .reward();
  }

  private static long priceAt(int congestion) {
    TaskOffer task = Samples.offer("a", TaskClass.URGENT_SETTLEMENT, 1, NOW, DEADLINE);
    return Pricing.offer(task, NOW, congestion);
  }

  /** What somebody may ask for with an escrow that comes back, since nobody takes it. */
  enum Attack {
    A_SYSTEM_THAT_NOBODY_PROVES,
    A_SYSTEM_THAT_IS_STOPPED,
    BELOW_EVERY_PRICE,
    BELOW_THE_PRICE_OF_WHO_IS_THERE,
    FOR_WHO_HAS_NO_ROOM_AT_ALL,
    FOR_WHO_ASKS_FOR_LESS_THAN_NOTHING,
    A_BOND_THAT_NOBODY_HAS,
    GIVEN_BACK_BY_ALL,
    STATEMENTS_THAT_ARE_BEING_PROVED,
    ONE_STATEMENT_MANY_TIMES
  }

  /** The same in another batch. */
  private static TaskOffer again(TaskOffer task) {
    return Samples.stating(offer("again-" + task.taskId()), task.statementId());
  }

  private void mount(Attack attack) {
    UnaryOperator<TaskOffer> cheap = task -> Samples.paying(task, PRICE * task.weight() / 2);
    switch (attack) {
      case A_SYSTEM_THAT_NOBODY_PROVES -> wait(task -> Samples.of(task, OTHER));
      case A_SYSTEM_THAT_IS_STOPPED -> {
        join(profile("eve", OTHER, 1, 0, 0, STAKE));
        policy = Samples.stopping(policy, OTHER);
        wait(task -> Samples.of(task, OTHER));
      }
      case BELOW_EVERY_PRICE -> wait(cheap);
      case BELOW_THE_PRICE_OF_WHO_IS_THERE -> {
        after(standing(1, profile("eve", 1, 0, 0, STAKE)));
        wait(cheap);
      }
      case FOR_WHO_HAS_NO_ROOM_AT_ALL -> {
        join(profile("eve", 1, 0, 0, STAKE), 0);
        wait(cheap);
      }
      case FOR_WHO_ASKS_FOR_LESS_THAN_NOTHING -> {
        join(profile("eve", 1, -1, 0, STAKE));
        wait(cheap);
      }
      case A_BOND_THAT_NOBODY_HAS -> wait(task -> Samples.bonding(task, STAKE + 1));
      case GIVEN_BACK_BY_ALL -> {
        Past declined = Past.NONE.given(1, 3).declined(NOW);
        stand(task -> waiting(task, Map.of("ann", declined, "bob", declined)));
      }
      case STATEMENTS_THAT_ARE_BEING_PROVED -> {
        TaskStatus proving = new TaskStatus.Assigned(3, Set.of("cem"), Set.of("cem"));
        stand(task -> new TaskView(again(task), 1, 0, proving, Map.of()));
        stand(task -> TaskView.published(task).with(new TaskStatus.Funded(NOW)));
      }
      case ONE_STATEMENT_MANY_TIMES -> wait(task -> Samples.stating(task, "s"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldRaiseNoPriceByWhatNobodyTakes(Attack attack) {
    mount(attack);

    assertThat(price()).isEqualTo(priceAt(0));
  }

  @ParameterizedTest
  @EnumSource
  void shouldRaisePricesByAllThatWaitsUnderTheFirstRules(Attack attack) {
    policy = Samples.ruled(policy, MarketRules.FIRST);
    mount(attack);

    assertThat(price()).isEqualTo(priceAt(Pricing.MILLION));
  }

  @Test
  void shouldRaisePricesByWhatProversTakeOnceTheyHaveRoom() {
    wait(task -> task);

    assertThat(price()).isEqualTo(priceAt(Pricing.MILLION));
  }

  @Test
  void shouldRaisePricesByWhatProversTakeForJustWhatItPays() {
    long pays = Pricing.offer(offer("t"), NOW, 0) / offer("t").weight();
    after(standing(3, profile("ann", 2, pays, 0, STAKE)));
    after(standing(3, profile("bob", 2, pays + 1, 0, STAKE)));
    stand(task -> waiting(task, Map.of("bob", Past.NONE.given(1, 3).declined(NOW))));

    assertThat(price()).isEqualTo(priceAt(Pricing.MILLION));
  }

  /** One that is dearer, or poorer, than another may be the only one left that takes it. */
  @Test
  void shouldRaisePricesByWhatOnlyOneOfThemTakes() {
    join(profile("cem", 2, 700, 0, 2 * STAKE));
    Past declined = Past.NONE.given(1, 3).declined(NOW);
    stand(task -> waiting(task, Map.of("ann", declined, "cem", declined)));

    assertThat(price()).as("of bob").isEqualTo(priceAt(Pricing.MILLION));
  }

  @Test
  void shouldRaisePricesByWhatOnlyTheRichestCanBear() {
    join(profile("cem", 2, 700, 0, 2 * STAKE));
    wait(task -> Samples.bonding(task, 2 * STAKE));

    assertThat(price()).isEqualTo(priceAt(Pricing.MILLION));
  }

  /** A stake that is bound is free again when what it is bound for is done, as a slot is. */
  @Test
  void shouldRaisePricesByWhatIsAskedOfWhoIsFull() {
    join(Samples.reserving(profile("ann", 2, PRICE, 0, 0), STAKE));
    stand(task -> waiting(task, Map.of("bob", Past.NONE.given(1, 3).declined(NOW))));

    assertThat(price()).as("ann takes them").isEqualTo(priceAt(Pricing.MILLION));
  }

  @Test
  void shouldRaisePricesByWhatIsAskedForAndNotCommittedTo() {
    stand(task ->
        new TaskView(task, 1, 0, new TaskStatus.Assigned(3, Set.of("cem"), Set.of()), Map.of()));

    assertThat(price()).isEqualTo(priceAt(Pricing.MILLION));
  }

  /** Six for four slots: the one that comes, and these. */
  @Test
  void shouldCountATaskThatIsAskedForAnewOnce() {
    List<TaskView> tasks =
        IntStream.range(0, 5)
            .mapToObj(i -> offer("t" + i))
            .map(task ->
                new TaskView(
                    task, 1, 0, new TaskStatus.Assigned(3, Set.of("cem"), Set.of()), Map.of()))
            .toList();
    tasks.forEach(task -> book.apply(List.of(new Change.TaskSeen(task))));

    List<Effect> effects = after(Samples.silent(NOW, "t0", 1, "cem", TaskState.REASSIGNED));

    assertThat(effects)
        .singleElement()
        .isInstanceOfSatisfying(
            Effect.Assign.class,
            assign ->
                assertThat(assign.reward())
                    .isEqualTo(Pricing.offer(offer("t0"), NOW, Pricing.MILLION / 4)));
  }
}
