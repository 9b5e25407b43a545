package dev.attune.feedback.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisURI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RedisAddressTest {

    @Test
    void readsOneServer() {
        RedisAddress address = parse("redis://ann:secret@example.org:7000/3");

        assertThat(address.cluster()).isFalse();
        assertThat(address.first().getHost()).isEqualTo("example.org");
        assertThat(address.first().getPort()).isEqualTo(7000);
        assertThat(address.first().getDatabase()).isEqualTo(3);
        assertThat(address.toString()).contains("example.org").doesNotContain("secret");
    }

    @Test
    void readsTls() {
        assertThat(parse("rediss://example.org").first().isSsl()).isTrue();
        assertThat(parse("rediss://a,b").nodes()).hasSize(2).allMatch(RedisURI::isSsl);
    }

    @Test
    void readsSentinels() {
        RedisAddress address = parse("redis-sentinel://:secret@a:1,b:2#prime");

        assertThat(address.cluster()).isFalse();
        assertThat(address.first().getSentinelMasterId()).isEqualTo("prime");
        assertThat(address.first().getSentinels()).extracting(RedisURI::getHost).containsExactly("a", "b");
        assertThat(address.toString()).doesNotContain("secret");
    }

    @Test
    void readsClusters() {
        assertThat(parse("redis-cluster://a:1").cluster()).isTrue();
        RedisAddress several = parse("redis://:secret@a:1,b:2?timeout=3s");
        assertThat(several.cluster()).isTrue();
        assertThat(several.nodes()).extracting(RedisURI::getHost).containsExactly("a", "b");
        assertThat(several.nodes()).extracting(RedisURI::getPort).containsExactly(1, 2);
        assertThat(several.toString()).doesNotContain("secret");
    }

    @Test
    void refusesOthersWithoutTellingThePassword() {
        assertThatThrownBy(() -> parse("localhost:6379")).hasMessageContaining("redis://host:6379");
        assertThatThrownBy(() -> parse("http://:secret@host"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a Redis address: 'http://***@host'");
    }

    private static RedisAddress parse(String text) {
        return RedisAddress.parse(text, Duration.ofSeconds(1));
    }
}
