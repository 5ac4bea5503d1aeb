package io.proofworks.sharding.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.protocol.TaskClass;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PricingTest {

  private static final long SEED = 7;

  @Test
  void shouldPriceByWeightAndRaiseByUrgency() {
    ClassTerms terms = Samples.terms(TaskClass.STANDARD, 1);

    Quote quote = Pricing.quote(20, terms, Samples.policy(1), 2 * terms.epochMs());

    assertThat(quote).isEqualTo(new Quote(25_000, 16_000, 40_000, 10_000, 50_000));
  }

  @Test
  void shouldRampUpAndNeverLeaveItsBounds() {
    TaskOffer task = Samples.offer("t", TaskClass.STANDARD, 1, 1_000, 101_000);
    long before = 0;
    for (long now = 0; now < 110_000; now += 37) {
      long ramp = Pricing.ramp(task, now);
      long offer = Pricing.offer(task, now, 300_000);

      assertThat(ramp).isGreaterThanOrEqualTo(before);
      assertThat(ramp).isBetween(task.minReward(), task.maxReward() - task.premiumCap());
      assertThat(offer).isBetween(ramp, task.maxReward());
      before = ramp;
    }
    assertThat(Pricing.ramp(task, 1_000)).isEqualTo(task.minReward());
    assertThat(Pricing.ramp(task, task.commitBy())).isEqualTo(task.maxReward() - task.premiumCap());
  }

  @Test
  void shouldRaiseTheOfferWithCongestion() {
    TaskOffer task = Samples.offer("t", TaskClass.STANDARD, 1, 0, 100_000);
    long before = 0;
    for (int congestion = 0; congestion <= Pricing.MILLION; congestion += 10_000) {
      long offer = Pricing.offer(task, 10, congestion);
      assertThat(offer).isGreaterThanOrEqualTo(before);
      before = offer;
    }
    assertThat(before).isEqualTo(Pricing.ramp(task, 10) + task.premiumCap());
  }

  @Test
  void shouldMeasureCongestionAsDemandAboveCapacity() {
    assertThat(Pricing.congestion(4, 4)).isZero();
    assertThat(Pricing.congestion(6, 4)).isEqualTo(Pricing.MILLION / 2);
    assertThat(Pricing.congestion(8, 4)).isEqualTo(Pricing.MILLION);
    assertThat(Pricing.congestion(0, 0)).isEqualTo(Pricing.MILLION);
    assertThat(Pricing.congestion(Long.MAX_VALUE, Long.MAX_VALUE / 2)).isEqualTo(Pricing.MILLION);
  }

  @Test
  void shouldBeExactOrThrowForAnyUnitPrice() {
    Random random = new Random(SEED);
    int thrown = 0;
    for (int i = 0; i < 20_000; i++) {
      long unitPrice = random.nextLong() >>> (1 + random.nextInt(62));
      int weight = 1 + random.nextInt(Integer.MAX_VALUE - 1) >>> random.nextInt(31);
      thrown += exactOrThrown(unitPrice, Math.max(1, weight));
    }
    assertThat(thrown).as("seed %d reaches both outcomes", SEED).isBetween(100, 19_900);
  }

  private static int exactOrThrown(long unitPrice, int weight) {
    ClassTerms terms =
        new ClassTerms(
            TaskClass.STANDARD, unitPrice, 1, 10, 10, 10, 8_000, 15_000, 3, WindowBounds.FIXED);
    BigInteger base = BigInteger.valueOf(unitPrice).multiply(BigInteger.valueOf(weight));
    BigInteger most = share(base, 15_000).add(share(base, 5_000));
    BigInteger bond = share(base.add(share(base, 5_000)), 20_000);
    if (most.bitLength() > 63 || bond.bitLength() > 63) {
      assertThatThrownBy(() -> Pricing.quote(weight, terms, Samples.policy(1), 20))
          .isInstanceOf(ArithmeticException.class);
      return 1;
    }
    Quote quote = Pricing.quote(weight, terms, Samples.policy(1), 20);
    assertThat(BigInteger.valueOf(quote.maxReward())).isEqualTo(most);
    assertThat(BigInteger.valueOf(quote.bond())).isEqualTo(bond);
    assertThat(quote.reward()).isBetween(quote.minReward(), quote.maxReward());
    return 0;
  }

  private static BigInteger share(BigInteger amount, int bps) {
    return amount.multiply(BigInteger.valueOf(bps)).divide(BigInteger.valueOf(10_000));
  }
}
