package io.proofworks.settlement.simulation;

import io.proofworks.protocol.LogClosures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rules of commits, reveals and money once more, written from the protocol's page for reading
 * and not for speed: nothing is indexed, nothing is immutable, everything is searched. It is told
 * what a partition applied, in order, and says which verdicts must have followed and what every
 * account must hold in the end.
 */
public final class NaiveMarket {

  /** What the policy says, as far as money goes; in ten-thousandths. */
  public record Terms(
      int unrevealed,
      int invalid,
      int plagiarism,
      int delay,
      int burn,
      int lateReward,
      int adopt,
      int staleCompensation,
      int parkedPerTask,
      int parkedPerProver,
      long aggregatorFee,
      int rules) {}

  /** An input with its place in the log. */
  record Step(Sent sent, long time, long offset, String inputId) {}

  public static final class Purse {
    long free;
    long reserved;
    long escrow;
    long paid;
    long burned;

    @Override
    public String toString() {
      return free + "/" + reserved + "/" + escrow + "/" + paid + "/" + burned;
    }
  }

  private static final long NOT_YET = -1;
  private static final long NEVER = Long.MAX_VALUE - 1;

  private static final class Bid {
    String prover = "";
    int epoch;
    String commitment = "";
    String bondId = "";
    long time;
    long offset;
    boolean asked;
    long askedAt;
    long opened = NOT_YET;
    String status = "PENDING";
    long reward;
    boolean eligible;
    boolean last;
  }

  private static final class Job {
    Sent.Published terms = new Sent.Published("", "", "", false, 0, 0, 0, 0, 0, 0);
    String state = "OPEN";
    boolean asked = true;
    boolean funded;
    Sent.Assigned epoch = new Sent.Assigned("", 0, java.util.Set.of(), false, 0, 0);
    long epochBegun;
    boolean lapsed;
    final List<String> gone = new ArrayList<>();
    final List<Bid> bids = new ArrayList<>();
    List<Step> waiting = new ArrayList<>();
    List<Step> resuming = List.of();
    String verifiedBy = "";
    String prize = "OPEN";
    Bid winner = new Bid();
    boolean refunded;
    long staleSince = Long.MAX_VALUE;

    boolean over() {
      return List.of("SETTLED", "FAILED", "EXPIRED", "SUPERSEDED").contains(state);
    }
  }

  private final Map<Integer, Terms> policies;
  private final Map<String, Integer> partitionOf = new HashMap<>();
  private final Map<String, Job> jobs = new TreeMap<>();
  private final Map<String, List<LogClosures.Interval>> closures = new HashMap<>();
  private final Map<String, Purse> purses = new TreeMap<>();
  private final Map<String, Long> escrows = new HashMap<>();
  private List<String> said = new ArrayList<>();
  private int largestWaiting;

  public NaiveMarket(Map<Integer, Terms> policies) {
    this.policies = policies;
  }

  /** Money came in from outside. */
  public void deposited(String account, long amount) {
    purse(account).free += amount;
  }

  private Purse purse(String account) {
    return purses.computeIfAbsent(account, a -> new Purse());
  }

  public Map<String, Purse> purses() {
    return purses;
  }

  /** The most records that ever waited for one task. */
  public int largestWaiting() {
    return largestWaiting;
  }

  /** Tasks that have not ended, with their states. */
  public Map<String, String> open() {
    Map<String, String> open = new LinkedHashMap<>();
    jobs.forEach((id, job) -> {
      boolean undecided = job.bids.stream().anyMatch(b -> isOneOf(b, "PENDING", "LIVE", "OVERDUE"));
      if (!job.over() || undecided || !job.waiting.isEmpty()) {
        open.put(id, job.state);
      }
    });
    return open;
  }

  private static boolean isOneOf(Bid bid, String... statuses) {
    return List.of(statuses).contains(bid.status);
  }

  void closed(int partition, String topic, long from, long to) {
    closures
        .computeIfAbsent(topic + partition, t -> new ArrayList<>())
        .add(new LogClosures.Interval(from, to));
  }

  /** Adds up closed time until nothing more fits before the deadline. */
  private long moved(int partition, String topic, long start, long deadline) {
    long end = deadline;
    while (true) {
      long closedTime = 0;
      for (LogClosures.Interval gap : closures.getOrDefault(topic + partition, List.of())) {
        boolean touches = gap.to() > start && gap.from() <= end;
        closedTime += touches ? gap.to() - Math.max(gap.from(), start) : 0;
      }
      if (deadline + closedTime == end) {
        return end;
      }
      end = deadline + closedTime;
    }
  }

  private int partition(Job job) {
    return partitionOf.getOrDefault(job.terms.task(), 0);
  }

  private long commitsEnd(Job job) {
    return moved(partition(job), "market.commitments", job.epochBegun, job.epoch.commitBy());
  }

  private long windowEnd(Job job, Bid bid) {
    return opened(job, bid, job.terms.window());
  }

  private long opened(Job job, Bid bid, long length) {
    return bid.opened == NOT_YET
        ? NEVER
        : moved(partition(job), "market.reveals", bid.opened, bid.opened + length);
  }

  private long graceEnd(Job job, Bid bid) {
    return opened(job, bid, job.terms.window() + job.terms.grace());
  }

  private Terms terms(Job job) {
    return policies.get(job.terms.policy());
  }

  /** What must follow when this partition's deadlines pass up to a time. */
  List<String> passed(int partition, long until) {
    said = new ArrayList<>();
    pass(partition, until);
    return said;
  }

  private void pass(int partition, long until) {
    while (true) {
      Job first = null;
      long earliest = Long.MAX_VALUE;
      for (Job job : jobs.values()) {
        if (partition(job) == partition && due(job) < earliest) {
          first = job;
          earliest = due(job);
        }
      }
      if (first == null || earliest > until) {
        return;
      }
      at(first, earliest);
    }
  }

  private long due(Job job) {
    long due = Long.MAX_VALUE;
    if (!job.over() && job.epoch.epoch() > 0 && !job.lapsed) {
      due = commitsEnd(job);
    }
    for (Bid bid : job.bids) {
      if (excused(job, bid)) {
        continue;
      }
      if (bid.status.equals("LIVE") && !job.over()) {
        due = Math.min(due, windowEnd(job, bid) + 1);
      } else if (bid.status.equals("OVERDUE")) {
        due = Math.min(due, graceEnd(job, bid) + 1);
      }
    }
    return due;
  }

  private void at(Job job, long now) {
    if (!job.over()) {
      for (Bid bid : job.bids) {
        if (bid.status.equals("LIVE") && windowEnd(job, bid) < now && !excused(job, bid)) {
          bid.status = "OVERDUE";
          say("WINDOW", "NO_REVEAL", bid.prover, giveUp(job, bid.epoch), 0, 0, "");
        }
      }
      if (job.epoch.epoch() > 0 && !job.lapsed && commitsEnd(job) <= now) {
        lapse(job);
      }
    }
    for (Bid bid : job.bids) {
      if (bid.status.equals("OVERDUE") && graceEnd(job, bid) < now && !excused(job, bid)) {
        long lost = share(job.terms.bond(), terms(job).unrevealed());
        slash(job, bid, lost, harmed(job, bid));
        bid.status = "FORFEITED";
        say("WINDOW", "NO_REVEAL", bid.prover, bid.epoch, lost, 0, "");
      }
    }
    if (!job.over()) {
      award(job, null);
    }
  }

  /** An end that waits will give the bond back, if it came before the deadline of the bid. */
  private boolean excused(Job job, Bid bid) {
    boolean overdue = bid.status.equals("OVERDUE");
    long deadline = overdue ? graceEnd(job, bid) : windowEnd(job, bid);
    return terms(job).rules() == 2
        && job.waiting.stream()
            .filter(s ->
                s.sent() instanceof Sent.Superseded || !overdue && s.sent() instanceof Sent.Closed)
            .anyMatch(s -> s.time() <= deadline);
  }

  private void lapse(Job job) {
    job.lapsed = true;
    if (!job.verifiedBy.isEmpty()) {
      return;
    }
    List<String> silent = new ArrayList<>();
    if (job.epoch.open()) {
      if (job.bids.stream().noneMatch(b -> isOneOf(b, "PENDING", "LIVE"))
          && bidders(job, job.waiting).isEmpty()) {
        silent.add("");
      }
    }
    if (silent.isEmpty()) {
      job.epoch.to().stream().filter(p -> !hasAnswered(job, p)).forEach(silent::add);
    }
    if (!silent.isEmpty()) {
      giveUp(job, 0);
    }
    silent.forEach(p -> say("ASSIGNMENT", "COMMIT_CLOSED", p, job.epoch.epoch(), 0, 0, ""));
  }

  private static boolean hasBid(Job job, String prover) {
    return bidders(job, job.waiting).contains(prover)
        || job.bids.stream()
            .anyMatch(b ->
                b.prover.equals(prover)
                    && b.epoch == job.epoch.epoch()
                    && !b.status.equals("REFUSED"));
  }

  private static List<String> bidders(Job job, List<Step> steps) {
    return steps.stream()
        .flatMap(s -> s.sent() instanceof Sent.Commit c ? Stream.of(c) : Stream.empty())
        .filter(c -> c.epoch() == job.epoch.epoch())
        .map(Sent.Commit::prover)
        .toList();
  }

  /** If nobody can deliver in this epoch any more, another one is wanted. */
  private int giveUp(Job job, int epochOfBid) {
    boolean hopeless =
        job.epoch.epoch() > 0
            && List.of("OPEN", "ASSIGNED", "COMMITTED", "REVEALED").contains(job.state)
            && job.verifiedBy.isEmpty()
            && job.bids.stream().noneMatch(b -> isOneOf(b, "PENDING", "LIVE"))
            && bidders(job, job.waiting).isEmpty()
            && job.resuming.stream().noneMatch(s -> s.sent() instanceof Sent.Commit)
            && (job.lapsed
                || !job.epoch.open() && job.epoch.to().stream().allMatch(p -> hasAnswered(job, p)));
    if (!hopeless) {
      return epochOfBid;
    }
    job.state = "REASSIGNED";
    return job.epoch.epoch();
  }

  private void say(
      String kind,
      String reason,
      String author,
      int epoch,
      long slashed,
      long rewarded,
      String to) {
    said.add(verdict(kind, reason, author, epoch, slashed, rewarded, to));
  }

  public static String verdict(
      String kind,
      String reason,
      String author,
      int epoch,
      long slashed,
      long rewarded,
      String to) {
    return String.join(
        " ",
        kind,
        reason,
        author,
        "epoch=" + epoch,
        "slashed=" + slashed,
        "rewarded=" + rewarded,
        "victim=" + to);
  }

  static long share(long amount, int bps) {
    return amount / 10_000 * bps + amount % 10_000 * bps / 10_000;
  }

  /** What must follow when an input is applied. */
  List<String> applied(int partition, Step step) {
    said = new ArrayList<>();
    pass(partition, step.time());
    if (step.sent() instanceof Sent.Junk(String kind, String reason, String author)) {
      say(kind, reason, author, 0, 0, 0, "");
      return said;
    }
    if (step.sent() instanceof Sent.Published(var task, _, _, _, _, _, _, _, _, _)
        && !jobs.containsKey(task)) {
      partitionOf.put(task, partition);
    }
    take(step);
    return said;
  }

  private void take(Step step) {
    Job job = jobs.get(step.sent().task());
    switch (step.sent()) {
      case Sent.Published published -> publish(published, job);
      case Sent.Assigned assigned when job == null ->
          say("ASSIGNMENT", "UNKNOWN_TASK", "", assigned.epoch(), 0, 0, "");
      case Sent.Adopted adopted when job == null ->
          say("ASSIGNMENT", "UNKNOWN_TASK", "", adopted.epoch(), 0, 0, "");
      case Sent.GivenBack back when job == null ->
          say("ASSIGNMENT", "UNKNOWN_TASK", "", back.epoch(), 0, 0, "");
      case Sent.Superseded _ when job == null ->
          say("SUPERSESSION", "UNKNOWN_TASK", "", 0, 0, 0, "");
      case Sent.Closed _ when job == null -> say("TASK", "UNKNOWN_TASK", "", 0, 0, 0, "");
      case Sent.Commit commit when job == null ->
          say("COMMIT", "UNKNOWN_TASK", "", commit.epoch(), 0, 0, "");
      case Sent.Reveal reveal when job == null ->
          say("REVEAL", "UNKNOWN_TASK", "", reveal.epoch(), 0, 0, "");
      case Sent.Assigned assigned -> assign(job, step, assigned);
      case Sent.Adopted adopted -> adopt(job, step, adopted);
      case Sent.GivenBack back -> giveBack(job, step, back);
      case Sent.Superseded superseded -> {
        boolean dated = superseded.since() != null && terms(job).rules() == 2;
        if (job.waiting.isEmpty() && !job.over() && dated) {
          job.staleSince = superseded.since();
        }
        end(job, step, "SUPERSESSION", "SUPERSEDED");
      }
      case Sent.Closed closed -> end(job, step, "TASK", closed.outcome());
      case Sent.Commit commit -> commit(job, step, commit);
      case Sent.Reveal reveal -> reveal(job, step, reveal);
      case Sent.Opened opened -> throw new IllegalStateException("not to be judged: " + opened);
      case Sent.Junk junk -> throw new IllegalStateException("junk has no task: " + junk);
    }
  }

  private void publish(Sent.Published published, Job known) {
    if (known != null) {
      say("TASK", "DUPLICATE", "", known.epoch.epoch(), 0, 0, "");
      return;
    }
    Job job = new Job();
    job.terms = published;
    jobs.put(published.task(), job);
  }

  private void wait(Job job, Step step) {
    job.waiting.add(step);
    largestWaiting = Math.max(largestWaiting, job.waiting.size());
  }

  private boolean room(Job job, String prover) {
    long own = job.waiting.stream().filter(s -> author(s.sent()).equals(prover)).count();
    long all =
        job.waiting.stream()
            .filter(s -> terms(job).rules() == 1 || !author(s.sent()).isEmpty())
            .count();
    return all < terms(job).parkedPerTask() && own < terms(job).parkedPerProver();
  }

  private boolean roomToReveal(Job job, String prover) {
    boolean first =
        job.waiting.stream()
            .noneMatch(s -> s.sent() instanceof Sent.Reveal r && r.prover().equals(prover));
    return first || room(job, prover);
  }

  private static String author(Sent sent) {
    return switch (sent) {
      case Sent.Commit commit -> commit.prover();
      case Sent.Reveal reveal -> reveal.prover();
      default -> "";
    };
  }

  private void assign(Job job, Step step, Sent.Assigned assigned) {
    if (!job.waiting.isEmpty()) {
      wait(job, step);
      return;
    }
    String reason = next(job, assigned.epoch());
    if (reason.equals("ACCEPTED")) {
      job.gone.clear();
      job.epoch = assigned;
      job.epochBegun = step.time();
      job.lapsed = false;
      job.state = "ASSIGNED";
    }
    say("ASSIGNMENT", reason, "", assigned.epoch(), 0, 0, "");
  }

  /**
   * Who gives the epoch back stands behind all others with what it committed to in it, and is not
   * silent if it did so in time.
   */
  private void giveBack(Job job, Step step, Sent.GivenBack back) {
    boolean heard = terms(job).rules() == 2;
    if (heard && !job.waiting.isEmpty()) {
      wait(job, step);
      return;
    }
    String reason = "ACCEPTED";
    if (back.epoch() != job.epoch.epoch()) {
      reason = "FENCED_EPOCH";
    } else if (!heard) {
      reason = "DUPLICATE";
    } else if (!job.epoch.to().contains(back.by())) {
      reason = "NOT_ASSIGNED";
    } else if (job.over() || !job.verifiedBy.isEmpty()) {
      reason = "STALE";
    } else if (job.gone.contains(back.by())) {
      reason = "DUPLICATE";
    } else {
      for (Bid bid : job.bids) {
        bid.last |= bid.epoch == back.epoch() && bid.prover.equals(back.by());
      }
      if (step.time() < commitsEnd(job)) {
        job.gone.add(back.by());
      }
      giveUp(job, back.epoch());
    }
    say("ASSIGNMENT", reason, "", back.epoch(), 0, 0, "");
  }

  private static boolean isGone(Job job, String prover, int epoch) {
    return epoch == job.epoch.epoch() && job.gone.contains(prover)
        || job.waiting.stream()
            .anyMatch(s ->
                s.sent() instanceof Sent.GivenBack b
                    && b.epoch() == epoch
                    && b.by().equals(prover));
  }

  /** Whether nothing more is to be expected of that assignee than what it has bid. */
  private static boolean hasAnswered(Job job, String prover) {
    return hasBid(job, prover) || isGone(job, prover, job.epoch.epoch());
  }

  private static String next(Job job, int epoch) {
    if (epoch == job.epoch.epoch()) {
      return "DUPLICATE";
    }
    if (epoch != job.epoch.epoch() + 1) {
      return "FENCED_EPOCH";
    }
    return job.over() || job.state.equals("VERIFIED") ? "STALE" : "ACCEPTED";
  }

  /** Nobody is to prove it, so nobody is silent; the word on the proof is what counts. */
  private void adopt(Job job, Step step, Sent.Adopted adopted) {
    if (!job.waiting.isEmpty()) {
      wait(job, step);
      return;
    }
    String reason = next(job, adopted.epoch());
    if (reason.equals("ACCEPTED") && !job.funded) {
      reason = "INSUFFICIENT_BOND";
    } else if (reason.equals("ACCEPTED")) {
      job.gone.clear();
      job.epoch =
          new Sent.Assigned(
              adopted.task(),
              adopted.epoch(),
              java.util.Set.of(),
              true,
              step.time(),
              adopted.reward());
      job.epochBegun = step.time();
      job.lapsed = true;
      job.state = "ASSIGNED";
    }
    say("ASSIGNMENT", reason, "", adopted.epoch(), 0, 0, "");
  }

  /**
   * The word on the proof that there is of the statement.
   *
   * @param owner whose it is; empty if there is none
   */
  List<String> proof(String task, int epoch, String owner) {
    said = new ArrayList<>();
    Job job = jobs.get(task);
    if (job.over() || !job.verifiedBy.isEmpty() || job.epoch.epoch() != epoch) {
      return said;
    }
    if (owner.isEmpty()) {
      say("ASSIGNMENT", "UNKNOWN_TASK", "", giveUp(job, epoch), 0, 0, "");
      return said;
    }
    job.verifiedBy = owner;
    job.state = "VERIFIED";
    job.prize = "PAID";
    pay(job, owner, share(job.epoch.reward(), terms(job).adopt()));
    say("ASSIGNMENT", "ACCEPTED", "", epoch, 0, 0, "");
    return said;
  }

  private void end(Job job, Step step, String kind, String state) {
    if (!job.waiting.isEmpty()) {
      wait(job, step);
      return;
    }
    if (job.over()) {
      say(kind, "DUPLICATE", "", job.epoch.epoch(), 0, 0, "");
      return;
    }
    job.state = state;
    say(kind, "ACCEPTED", "", job.epoch.epoch(), 0, 0, "");
    for (Bid bid : job.bids) {
      boolean excused = bid.status.equals("OVERDUE") && state.equals("SUPERSEDED");
      if (bid.status.equals("LIVE") || excused) {
        giveBack(job, bid);
      }
    }
    award(job, null);
    refundIfOver(job);
  }

  /** The task is over: the bond is free again, and stale work of a live commit is made good. */
  private void giveBack(Job job, Bid bid) {
    boolean live = bid.status.equals("LIVE");
    release(job, bid);
    bid.status = "RELEASED";
    if (!live || !job.prize.equals("OPEN") || bid.last) {
      return;
    }
    if (job.state.equals("SUPERSEDED") && bid.time <= job.staleSince) {
      pay(job, bid.prover, share(bid.reward, terms(job).staleCompensation()));
    }
    for (Bid other : job.bids) {
      other.eligible &= !other.last; // this one might have been faster
    }
  }

  private void release(Job job, Bid bid) {
    purse(bid.prover).reserved -= job.terms.bond();
    purse(bid.prover).free += job.terms.bond();
  }

  private void slash(Job job, Bid bid, long amount, String to) {
    release(job, bid);
    long burned = share(amount, terms(job).burn());
    purse(bid.prover).free -= amount;
    purse(bid.prover).burned += burned;
    if (to.isEmpty()) {
      purse(bid.prover).burned += amount - burned;
    } else {
      purse(to).free += amount - burned;
    }
  }

  private String harmed(Job job, Bid bid) {
    boolean rescued =
        !job.verifiedBy.equals(bid.prover)
            && job.bids.stream().anyMatch(b -> b.prover.equals(job.verifiedBy));
    return rescued ? job.verifiedBy : job.terms.requester();
  }

  private void pay(Job job, String to, long amount) {
    long left = escrows.getOrDefault(job.terms.task(), 0L);
    long paid = Math.min(left, amount);
    escrows.put(job.terms.task(), left - paid);
    purse(job.terms.requester()).escrow -= paid;
    purse(to).paid += paid;
  }

  private void refundIfOver(Job job) {
    boolean pending = job.bids.stream().anyMatch(b -> b.status.equals("PENDING"));
    if (!job.over() || pending || job.prize.equals("CLAIMING") || !job.funded || job.refunded) {
      return;
    }
    job.refunded = true;
    long left = escrows.getOrDefault(job.terms.task(), 0L);
    escrows.put(job.terms.task(), 0L);
    purse(job.terms.requester()).escrow -= left;
    purse(job.terms.requester()).free += left;
  }

  private void commit(Job job, Step step, Sent.Commit commit) {
    String reason = "";
    Bid own = null;
    for (Bid bid : job.bids) {
      boolean same = bid.commitment.equals(commit.commitment());
      boolean refused = bid.status.equals("REFUSED");
      if (bid.prover.equals(commit.prover())) {
        boolean undecided = isOneOf(bid, "PENDING", "LIVE", "OVERDUE");
        boolean now = bid.epoch == commit.epoch() && (!refused || same);
        own = undecided || now ? bid : own;
      }
    }
    Sent.@Nullable Assigned later = comingEpoch(job, commit.epoch());
    Sent.Assigned epoch = later == null ? job.epoch : later;
    if (!commit.domainOk()) {
      reason = "WRONG_DOMAIN";
    } else if (epoch.epoch() == 0 || commit.epoch() != epoch.epoch()) {
      reason = "FENCED_EPOCH";
    } else if (!epoch.open() && !epoch.to().contains(commit.prover())) {
      reason = "NOT_ASSIGNED";
    } else if (isGone(job, commit.prover(), commit.epoch())) {
      reason = "NOT_ASSIGNED";
    } else if (!commit.signed()) {
      reason = "BAD_SIGNATURE";
    }
    if (!reason.isEmpty()) {
      say("COMMIT", reason, "", commit.epoch(), 0, 0, "");
      return;
    }
    if (later != null) {
      waitOrRefuse(job, step, commit, later);
      return;
    }
    if (job.state.equals("SUPERSEDED")) {
      reason = "STALE";
    } else if (job.over() || !job.verifiedBy.isEmpty()) {
      reason = "COMMIT_CLOSED";
    } else if (step.time() >= commitsEnd(job) || job.state.equals("REASSIGNED")) {
      reason = "COMMIT_CLOSED";
    } else if (own != null) {
      reason = own.commitment.equals(commit.commitment()) ? "DUPLICATE" : "DOUBLE_COMMIT";
    } else if (job.asked || job.waiting.stream().anyMatch(s -> s.sent() instanceof Sent.Reveal)) {
      waitOrRefuse(job, step, commit, job.epoch);
      return;
    } else {
      Bid bid = new Bid();
      bid.prover = commit.prover();
      bid.epoch = commit.epoch();
      bid.commitment = commit.commitment();
      bid.bondId = step.inputId();
      bid.time = step.time();
      bid.offset = step.offset();
      bid.reward = job.epoch.reward();
      bid.asked = !job.epoch.open();
      bid.askedAt = job.epochBegun;
      if (terms(job).rules() == 2) {
        job.bids.removeIf(b -> b.status.equals("REFUSED") && b.epoch != job.epoch.epoch());
      }
      job.bids.add(bid);
      return;
    }
    say("COMMIT", reason, commit.prover(), commit.epoch(), 0, 0, "");
  }

  /** The epoch of that number, if what begins it waits. */
  private Sent.@Nullable Assigned comingEpoch(Job job, int number) {
    if (terms(job).rules() == 1 || number <= job.epoch.epoch()) {
      return null;
    }
    return job.waiting.stream()
        .flatMap(s -> s.sent() instanceof Sent.Assigned a ? Stream.of(a) : Stream.empty())
        .filter(a -> a.epoch() == number)
        .findFirst()
        .orElse(null);
  }

  private void waitOrRefuse(Job job, Step step, Sent.Commit commit, Sent.Assigned epoch) {
    boolean asked = terms(job).rules() == 2 && epoch.to().contains(commit.prover());
    boolean firstOfAsked =
        asked
            && job.waiting.stream()
                .noneMatch(s ->
                    s.sent() instanceof Sent.Commit c
                        && c.prover().equals(commit.prover())
                        && c.epoch() == commit.epoch());
    if (job.waiting.stream().anyMatch(s -> s.sent().equals(commit))) {
      say("COMMIT", "DUPLICATE", commit.prover(), commit.epoch(), 0, 0, "");
    } else if (firstOfAsked || room(job, commit.prover())) {
      wait(job, step);
    } else {
      say("COMMIT", "COMMIT_CLOSED", commit.prover(), commit.epoch(), 0, 0, "");
    }
  }

  private void reveal(Job job, Step step, Sent.Reveal reveal) {
    Bid bid = null;
    for (Bid candidate : job.bids) {
      boolean own = candidate.prover.equals(reveal.prover()) && candidate.epoch == reveal.epoch();
      bid = own && !candidate.status.equals("REFUSED") ? candidate : bid;
    }
    String reason = "";
    if (!reveal.domainOk()) {
      reason = "WRONG_DOMAIN";
    } else if (reveal.epoch() != job.epoch.epoch() && bid == null) {
      reason = "FENCED_EPOCH";
    } else if (bid == null) {
      boolean mayCome =
          job.waiting.stream()
              .anyMatch(
                  s -> s.sent() instanceof Sent.Commit c && c.prover().equals(reveal.prover()));
      if (mayCome && roomToReveal(job, reveal.prover()) && reveal.signed()) {
        wait(job, step);
        return;
      }
      reason = "UNCOMMITTED";
    } else if (step.time() <= bid.time) {
      reason = "REVEAL_TOO_EARLY";
    } else if (step.time() > graceEnd(job, bid)) {
      boolean again = bid.status.equals("REVEALED") && reveal.opens().equals(bid.commitment);
      reason = again && terms(job).rules() == 2 ? "DUPLICATE" : "REVEAL_LATE";
    } else if (reveal.bytes() > job.terms.maxProof()) {
      reason = "OVERSIZED";
    } else if (!reveal.signed()) {
      reason = "BAD_SIGNATURE";
    }
    if (!reason.isEmpty()) {
      say("REVEAL", reason, "", reveal.epoch(), 0, 0, "");
      return;
    }
    if (!reveal.opens().equals(bid.commitment)) {
      reason = "DIGEST_MISMATCH";
    } else if (isOneOf(bid, "REVEALED", "FORFEITED")) {
      reason = "DUPLICATE";
    } else if (bid.status.equals("RELEASED")) {
      reason = "STALE";
    } else if (!bid.status.equals("OVERDUE") && job.over()) {
      reason = "STALE";
    } else if (bid.status.equals("PENDING")) {
      if (roomToReveal(job, reveal.prover())) {
        wait(job, step);
        return;
      }
      reason = "DUPLICATE";
    } else {
      judge(job, step, reveal, bid);
      return;
    }
    say("REVEAL", reason, reveal.prover(), reveal.epoch(), 0, 0, "");
  }

  private void judge(Job job, Step step, Sent.Reveal reveal, Bid bid) {
    boolean wrongOwner = job.terms.bound() && !reveal.boundTo().equals(reveal.prover());
    switch (reveal.kind()) {
      case STOPPED -> unjudged(job, bid, "VERIFIER_STOPPED");
      case UNSUPPORTED -> unjudged(job, bid, "UNSUPPORTED");
      case NON_CANONICAL -> fault(job, bid, "NON_CANONICAL", terms(job).invalid());
      case INVALID -> fault(job, bid, "INVALID_PROOF", terms(job).invalid());
      case VALID -> {
        boolean others = job.bids.stream().anyMatch(b -> b.prover.equals(reveal.boundTo()));
        if (wrongOwner && others) {
          boolean stands =
              job.bids.stream()
                  .anyMatch(b ->
                      b.prover.equals(reveal.boundTo())
                          && isOneOf(b, "LIVE", "OVERDUE", "REVEALED"));
          String victim = stands ? reveal.boundTo() : "";
          fault(job, bid, "PLAGIARISED", terms(job).plagiarism(), victim, victim);
        } else if (wrongOwner) {
          fault(job, bid, "INVALID_PROOF", terms(job).invalid());
        } else {
          accept(job, bid, step.time() > windowEnd(job, bid));
          if (!reveal.grantOk()) {
            say("GRANT", "BAD_GRANT", bid.prover, bid.epoch, 0, 0, "");
          }
        }
      }
    }
  }

  private void unjudged(Job job, Bid bid, String reason) {
    release(job, bid);
    bid.status = "RELEASED";
    say("REVEAL", reason, bid.prover, giveUp(job, bid.epoch), 0, 0, "");
    award(job, null);
  }

  private void fault(Job job, Bid bid, String reason, int bps) {
    fault(job, bid, reason, bps, "", harmed(job, bid));
  }

  private void fault(Job job, Bid bid, String reason, int bps, String victim, String to) {
    long lost = share(job.terms.bond(), bps);
    slash(job, bid, lost, to);
    bid.status = "FORFEITED";
    say("REVEAL", reason, bid.prover, giveUp(job, bid.epoch), lost, 0, victim);
    award(job, null);
  }

  private void accept(Job job, Bid bid, boolean late) {
    boolean first = !job.over() && job.verifiedBy.isEmpty();
    long lost = 0;
    if (late) {
      lost = share(job.terms.bond(), terms(job).delay());
      slash(job, bid, lost, harmed(job, bid));
      bid.reward = share(bid.reward, terms(job).lateReward());
    } else {
      release(job, bid);
    }
    bid.status = "REVEALED";
    boolean gaveBack = bid.last;
    bid.last |= late && terms(job).rules() == 2;
    boolean keepsOthersOut =
        gaveBack
            && !job.over()
            && first
            && !job.lapsed
            && !job.state.equals("REASSIGNED")
            && (job.epoch.open()
                || job.epoch.to().stream()
                    .anyMatch(p -> !p.equals(bid.prover) && !hasAnswered(job, p)));
    bid.eligible = !job.over() && (!late || first) && !keepsOthersOut;
    if (first) {
      job.verifiedBy = bid.prover;
      job.state = "VERIFIED";
    }
    boolean wins = award(job, bid);
    say(
        "REVEAL",
        late ? "REVEAL_LATE" : "ACCEPTED",
        bid.prover,
        bid.epoch,
        lost,
        wins ? bid.reward : 0,
        "");
  }

  /** To the earliest commit that revealed validly, once no earlier one can reveal in time. */
  private boolean award(Job job, Bid revealing) {
    if (!job.prize.equals("OPEN")) {
      return false;
    }
    for (Bid bid : job.bids.stream().sorted(NaiveMarket::rank).toList()) {
      if (isOneOf(bid, "PENDING", "LIVE") && !openedByAnother(job, bid)) {
        return false;
      }
      if (bid.status.equals("REVEALED") && bid.eligible) {
        job.prize = "CLAIMING";
        job.winner = bid;
        if (bid != revealing) {
          say("WINDOW", "ACCEPTED", bid.prover, bid.epoch, 0, bid.reward, "");
        }
        return bid == revealing;
      }
    }
    return false;
  }

  private static int rank(Bid one, Bid other) {
    return one.last == other.last
        ? Long.compare(one.offset, other.offset)
        : Boolean.compare(one.last, other.last);
  }

  private static boolean openedByAnother(Job job, Bid copy) {
    Bid first = null;
    for (Bid bid : job.bids) {
      boolean better = first == null || rank(bid, first) < 0;
      first = bid.status.equals("REVEALED") && bid.eligible && better ? bid : first;
    }
    return first != null
        && !first.prover.equals(copy.prover)
        && first.commitment.equals(copy.commitment);
  }

  /** The word on an escrow. */
  List<String> escrow(String task, boolean granted) {
    said = new ArrayList<>();
    Job job = jobs.get(task);
    if (!job.asked) {
      return said;
    }
    job.asked = false;
    job.funded = granted;
    String requester = job.terms.requester();
    if (granted) {
      long fees = 2 * terms(job).aggregatorFee();
      purse(requester).free -= job.terms.maxReward() + fees;
      purse(requester).escrow += job.terms.maxReward() + fees;
      escrows.put(task, job.terms.maxReward());
    } else if (!job.over()) {
      job.state = "FAILED";
    }
    String reason = granted ? "ACCEPTED" : "INSUFFICIENT_BOND";
    say("TASK", reason, "", job.epoch.epoch(), 0, 0, "");
    drain(job);
    refundIfOver(job);
    return said;
  }

  /** The word on a bond. */
  List<String> bond(String task, String bondId, boolean granted) {
    said = new ArrayList<>();
    Job job = jobs.get(task);
    Bid bid = job.bids.stream().filter(b -> b.bondId.equals(bondId)).findFirst().orElseThrow();
    if (granted) {
      purse(bid.prover).free -= job.terms.bond();
      purse(bid.prover).reserved += job.terms.bond();
      bid.status = "LIVE";
      if (job.state.equals("ASSIGNED") && bid.epoch == job.epoch.epoch()) {
        job.state = "COMMITTED";
      }
      say("COMMIT", "ACCEPTED", bid.prover, bid.epoch, 0, 0, "");
      if (job.over()) {
        giveBack(job, bid);
      }
    } else {
      bid.status = "REFUSED";
      if (terms(job).rules() == 2 && bid.epoch != job.epoch.epoch()) {
        job.bids.remove(bid);
      }
      boolean asked = job.epoch.to().contains(bid.prover) && !hasAnswered(job, bid.prover);
      boolean now = job.lapsed && bid.epoch == job.epoch.epoch();
      boolean silent = now && asked && !job.over() && job.verifiedBy.isEmpty();
      int epoch = silent ? bid.epoch : giveUp(job, bid.epoch);
      say("COMMIT", "INSUFFICIENT_BOND", bid.prover, epoch, 0, 0, "");
      if (silent) {
        say("ASSIGNMENT", "COMMIT_CLOSED", bid.prover, giveUp(job, bid.epoch), 0, 0, "");
      }
    }
    drain(job);
    award(job, null);
    refundIfOver(job);
    return said;
  }

  /** The prover could read that its commit is accepted. */
  void opened(String task, String bondId, long time) {
    jobs.get(task).bids.stream()
        .filter(b -> b.bondId.equals(bondId) && b.status.equals("LIVE"))
        .forEach(b -> b.opened = Math.max(time, b.time));
  }

  /**
   * The word on the statement: one task of all that claim it is rewarded, and whoever was asked by
   * name and did not copy what could be read.
   */
  List<String> claim(String task, boolean granted, long provedAt) {
    said = new ArrayList<>();
    Job job = jobs.get(task);
    Bid winner = job.winner;
    boolean couldCopy = !job.terms.bound() && winner.askedAt <= provedAt && winner.time > provedAt;
    if (granted || winner.asked && !couldCopy) {
      job.prize = "PAID";
      pay(job, winner.prover, winner.reward);
    } else {
      job.prize = "DENIED";
      say("WINDOW", "DUPLICATE", winner.prover, winner.epoch, 0, 0, "");
    }
    refundIfOver(job);
    return said;
  }

  private void drain(Job job) {
    List<Step> again = job.waiting;
    job.waiting = new ArrayList<>();
    for (int i = 0; i < again.size(); i++) {
      job.resuming = again.subList(i + 1, again.size());
      take(again.get(i));
    }
    boolean given = job.state.equals("REASSIGNED");
    giveUp(job, 0);
    if (!again.isEmpty() && !given && job.state.equals("REASSIGNED")) {
      say("ASSIGNMENT", "COMMIT_CLOSED", "", job.epoch.epoch(), 0, 0, "");
    }
  }
}
