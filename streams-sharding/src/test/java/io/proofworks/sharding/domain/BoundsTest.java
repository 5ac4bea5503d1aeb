package io.proofworks.sharding.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.TaskClass;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What strangers can make the scheduler remember, and what they can make it do. */
class BoundsTest {

  private static final long DEADLINE = 1_000_000;
  private static final int MANY = 2_000;

  private final MarketPolicy policy = Samples.policy(1);
  private final MarketBook book = new MarketBook(Samples.DOMAIN);
  private final Map<String, Integer> asked = new HashMap<>();

  private Decision hear(ScheduleEvent event) {
    Decision decision = Scheduler.decide(counted(), event, policy);
    book.apply(decision.changes());
    return decision;
  }

  /** The book, with a count of what it is asked. */
  private MarketView counted() {
    return (MarketView)
        Proxy.newProxyInstance(
            MarketView.class.getClassLoader(),
            new Class<?>[] {MarketView.class},
            (proxy, method, args) -> {
              asked.merge(method.getName(), 1, Integer::sum);
              try {
                return method.invoke(book, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static ProverProfile stakeless(String id) {
    return Samples.profile(id, 4, 0, 0, 0);
  }

  @Test
  void shouldRememberNobodyWhoNeverHadAStake() {
    hear(Samples.standing(1, Samples.profile("ann", 4)));

    for (int i = 0; i < MANY; i++) {
      String id = "nobody-" + i;
      assertThat(hear(Samples.heartbeat(2, id, 4)).changes())
          .noneMatch(Change.ProverSeen.class::isInstance);
      assertThat(hear(Samples.standing(2, stakeless(id))).changes())
          .noneMatch(Change.ProverSeen.class::isInstance);
      hear(Samples.heartbeat(3, id, 4));
      hear(Samples.decline(4, id, "t", 1));
    }

    assertThat(book.provers()).extracting(ProverView::proverId).containsExactly("ann");
  }

  @Test
  void shouldForgetWhoTookItsStakeAwayButNotWhoHasAPast() {
    hear(Samples.standing(1, Samples.profile("ann", 4)));
    hear(Samples.standing(1, Samples.profile("bob", 4)));
    hear(Samples.heartbeat(2, "ann", 4));
    hear(Samples.published(3, Samples.offer("t", TaskClass.STANDARD, 1, 3, DEADLINE)));
    hear(Samples.funded(3, "t"));
    hear(Samples.decline(4, "ann", "t", 1));

    Decision left = hear(Samples.standing(5, stakeless("bob")));
    hear(Samples.standing(5, stakeless("ann")));

    assertThat(left.changes()).contains(new Change.ProverForgotten("bob"));
    assertThat(book.provers())
        .as("who declined is asked last, whatever became of its stake")
        .extracting(ProverView::proverId)
        .containsExactly("ann");
  }

  @Test
  void shouldLookAtProversAndTasksWhenTimePassesAndNotForEveryHeartbeat() {
    for (int i = 0; i < 50; i++) {
      hear(Samples.standing(1, Samples.profile("p" + i, 4, Long.MAX_VALUE, 0, 1)));
      hear(Samples.heartbeat(2, "p" + i, 4));
    }
    hear(Samples.published(3, Samples.offer("t", TaskClass.STANDARD, 1, 3, DEADLINE)));
    hear(Samples.funded(3, "t"));
    assertThat(book.waiting()).as("too dear for all of them").hasSize(1);
    asked.clear();

    for (int i = 0; i < MANY; i++) {
      hear(Samples.heartbeat(4, "p" + i % 50, 4));
      hear(Samples.heartbeat(4, "nobody-" + i, 4));
      hear(Samples.standing(4, stakeless("nobody-" + i)));
    }

    assertThat(asked).doesNotContainKeys("provers", "waiting", "ending");
    hear(new ScheduleEvent.Ticked(5));
    assertThat(asked).containsEntry("provers", 1);
  }

  /** Each of them asks whether another batch has that statement proved just now. */
  @Test
  void shouldLookForWhoElseProvesAStatementOnceHoweverManyAskForIt() {
    for (int i = 0; i < 50; i++) {
      TaskOffer task = Samples.offer("t" + i, TaskClass.STANDARD, 1, 3, DEADLINE);
      hear(Samples.published(3, Samples.stating(task, "s")));
      hear(Samples.funded(3, "t" + i));
    }
    hear(Samples.standing(4, Samples.profile("ann", 4, Long.MAX_VALUE, 0, 1)));
    hear(Samples.heartbeat(4, "ann", 4));
    asked.clear();

    hear(new ScheduleEvent.Ticked(5));

    assertThat(asked).containsEntry("claimants", 1).containsEntry("proven", 1);
  }

  @Test
  void shouldLookAtOnceWhenSomebodyCanTakeMore() {
    hear(Samples.standing(1, Samples.profile("ann", 4)));
    hear(Samples.published(3, Samples.offer("t", TaskClass.STANDARD, 1, 3, DEADLINE)));
    hear(Samples.funded(3, "t"));

    List<Effect> effects = hear(Samples.heartbeat(4, "ann", 4)).effects();

    assertThat(effects).singleElement().isInstanceOf(Effect.Assign.class);
  }
}
