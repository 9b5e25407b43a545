package dev.attune.feedback.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.feedback.FeedbackUnavailableException;
import io.lettuce.core.RedisCommandExecutionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FailuresTest {
    @ParameterizedTest
    @CsvSource({
        "LOADING Redis is loading the dataset in memory, STARTING",
        "MASTERDOWN Link with MASTER is down, STARTING",
        "CLUSTERDOWN The cluster is down, STARTING",
        "OOM command not allowed when used memory > maxmemory., FULL",
        "READONLY You cannot write against a read only replica., READ_ONLY",
        "MISCONF Errors writing to the AOF file: No space left on device, READ_ONLY",
        "BUSY Redis is busy running a script., SLOW",
        "NOPERM this user has no permissions, REFUSED",
    })
    void whatRedisRefusesIsCalledByItsReason(String words, FeedbackUnavailableException.Reason reason) {
        assertThat(Failures.name(new RedisCommandExecutionException(words)))
                .isInstanceOfSatisfying(FeedbackUnavailableException.class, failure -> assertThat(failure.reason())
                        .isEqualTo(reason));
    }
}
