package dev.attune.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class AccountTest {
    private static final long SECOND = 1_000_000_000;

    private long now = 5;

    @Test
    void theWaitItNamesIsExact() {
        Account account = account(new CallLimits(60, 2, 0, 0, 0));
        account.enter();
        account.enter();
        assertThatThrownBy(account::enter)
                .asInstanceOf(type(LimitException.class))
                .satisfies(refused -> assertThat(refused.retryAfterMs()).hasValue(1000))
                .satisfies(refused -> assertThat(refused.kind()).isEqualTo("requests"));
        now += SECOND - 1;
        assertThatThrownBy(account::enter).isInstanceOf(LimitException.class);
        now += 1;
        account.enter();
    }

    /** Odd rates and odd times: never refused after the wait, always refused a millisecond before it. */
    @Test
    void theWaitItNamesIsExactForAnyRate() {
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            Account account = account(new CallLimits(0, 0, 1 + random.nextInt(100_000), 1 + random.nextInt(5_000), 0));
            account.spend(1 + random.nextInt(20_000));
            now += random.nextInt(1_000_000);
            int wanted = 1 + random.nextInt(10_000);
            long waitMs = waitFor(account, wanted);
            if (waitMs > 0) {
                now += (waitMs - 1) * 1_000_000;
                assertThat(waitFor(account, wanted)).isEqualTo(1);
                now += 1_000_000;
                assertThatCode(() -> account.charge(wanted)).doesNotThrowAnyException();
            }
        }
    }

    @Test
    void whatTheModelSaysIsPaidOffAfterwards() {
        Account account = account(new CallLimits(0, 0, 600, 100, 0));
        account.charge(40);
        account.spend(160);
        assertThat(account.tokens()).contains(new Account.Standing(600, 0, 20_000));
        assertThat(waitFor(account, 1)).isEqualTo(10_100);
    }

    @Test
    void aPromptLargerThanTheBucketWaitsUntilItIsFull() {
        Account account = account(new CallLimits(0, 0, 600, 100, 0));
        account.charge(10);
        assertThat(waitFor(account, 5_000)).isEqualTo(1_000);
        now += SECOND;
        account.charge(5_000);
        assertThat(waitFor(account, 1)).isEqualTo(490_100);
    }

    @Test
    void onlySoManyRequestsRunAtATime() {
        Account account = account(new CallLimits(0, 0, 0, 0, 2));
        account.enter();
        account.enter();
        assertThatThrownBy(account::enter)
                .asInstanceOf(type(LimitException.class))
                .satisfies(refused -> assertThat(refused.retryAfterMs()).isEmpty());
        account.leave();
        account.enter();
    }

    @Test
    void aRefusedRequestTakesNothing() {
        Account account = account(new CallLimits(60, 5, 0, 0, 1));
        account.enter();
        assertThatThrownBy(account::enter).isInstanceOf(LimitException.class);
        assertThat(account.requests()).contains(new Account.Standing(60, 4, 1_000));
    }

    @Test
    void withoutLimitsNobodyWaits() {
        Account account = account(CallLimits.NONE);
        for (int i = 0; i < 10_000; i++) {
            account.enter();
            account.charge(Integer.MAX_VALUE);
            account.spend(Integer.MAX_VALUE);
        }
        assertThat(account.requests()).isEmpty();
        assertThat(account.tokens()).isEmpty();
    }

    @Test
    void theLargestNumbersDoNotOverflow() {
        Account account = account(new CallLimits(0, 0, TokenBucket.MOST, TokenBucket.MOST, 0));
        for (int i = 0; i < 100; i++) {
            account.spend(Integer.MAX_VALUE);
        }
        assertThat(waitFor(account, Integer.MAX_VALUE)).isPositive();
        now += Long.MAX_VALUE / 2;
        assertThat(waitFor(account, Integer.MAX_VALUE)).isZero();
    }

    private Account account(CallLimits limits) {
        return new Account(limits, () -> now);
    }

    /** Asks without taking: who must wait takes nothing. */
    private static long waitFor(Account account, int tokens) {
        try {
            account.charge(tokens);
            return 0;
        } catch (LimitException refused) {
            return refused.retryAfterMs().orElseThrow();
        }
    }
}
