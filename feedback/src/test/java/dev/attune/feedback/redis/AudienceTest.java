package dev.attune.feedback.redis;

import static dev.attune.feedback.redis.RedisFixture.accepted;
import static dev.attune.feedback.redis.RedisFixture.completion;
import static dev.attune.feedback.redis.RedisFixture.get;
import static dev.attune.feedback.redis.RedisFixture.up;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.feedback.CompletionRecord;
import dev.attune.feedback.Receipt;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AudienceTest {
    private final FeedbackRedis redis = RedisFixture.shared(Path.of("")).open();
    private final RedisCompletionStore completions = RedisFixture.completions(redis);
    private final Judgements judgements = RedisFixture.judgements(redis);
    private final Audience audience = new Audience(redis, new Random(7));

    @AfterEach
    void close() {
        redis.close();
    }

    @Test
    void looksOnlyAtWhatWasShown() {
        save("a", "ann");
        save("gone", "ann");
        get(redis.ask(commands -> commands.del(redis.keys().completion("gone"))));

        assertThat(get(audience.look("ann", "a")).completion())
                .map(CompletionRecord::id)
                .contains("a");
        assertThat(get(audience.look("bob", "a")).refusal()).contains(new Receipt.Foreign("a"));
        assertThat(get(audience.look("ann", "gone")).refusal()).contains(new Receipt.Expired("gone"));
        assertThat(get(audience.look("ann", "never")).refusal()).contains(new Receipt.Unknown("never"));
    }

    @Test
    void whatIsShownToAnotherCanBeJudgedByThem() {
        save("a", "ann");
        assertThat(get(audience.show("bob", "never"))).isFalse();
        assertThat(get(audience.show("bob", "a"))).isTrue();

        long shownFor = get(redis.ask(commands -> commands.pttl(redis.keys().shown("a"))));
        assertThat(shownFor).isPositive();
        assertThat(get(audience.look("bob", "a")).completion()).isPresent();
        accepted(judgements.submit("bob", "k", up("a")));
        long shownForEver = get(redis.ask(commands -> commands.pttl(redis.keys().shown("a"))));
        assertThat(shownForEver).isEqualTo(-1);
    }

    @Test
    void anonymousIsAUserLikeOthers() {
        CompletionRecord named = completion("a", "ann", "hello", 1);
        get(completions.save(new CompletionRecord(
                "a",
                null,
                named.model(),
                1,
                named.messages(),
                named.prompts(),
                named.sampling(),
                named.metadata(),
                named.choices(),
                named.times())));

        accepted(judgements.submit(Audience.ANONYMOUS, "k", up("a")));
        assertThat(get(judgements.submit("ann", "k", up("a")))).isEqualTo(new Receipt.Foreign("a"));
    }

    @Test
    void picksOwnAndAnyonesByChanceAndOnlyWhatIsThere() {
        save("a", "ann");
        save("b", "ann");
        save("c", "bob");
        save("gone", "ann");
        get(redis.ask(commands -> commands.del(redis.keys().completion("gone"))));
        Set<String> own = new HashSet<>();
        Set<String> any = new HashSet<>();
        // Fewer than all of two or three in 40 draws: below 1e-6.
        for (int i = 0; i < 40; i++) {
            own.add(get(audience.pickOwn("ann")).orElseThrow().id());
            any.add(get(audience.pickAny()).orElseThrow().id());
        }

        assertThat(own).containsExactlyInAnyOrder("a", "b");
        assertThat(any).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(get(audience.pickOwn("nobody"))).isEmpty();
    }

    @Test
    void keepsAnAlternativeOnlyWithThePromptItAnswers() {
        save("a", "ann");
        get(completions.saveAlternative(completion("b", "bob", "hello", 1), "a"));

        assertThat(get(completions.find("b"))).isPresent();
        assertThatThrownBy(() -> get(completions.saveAlternative(completion("c", "bob", "hello", 1), "never")))
                .hasMessageContaining("completion c was not kept");
        assertThatThrownBy(() -> get(completions.saveAlternative(completion("c", "bob", "other", 1), "a")))
                .hasMessageContaining("completion c was not kept");
        assertThat(get(completions.find("c"))).isEmpty();
    }

    private void save(String id, String user) {
        get(completions.save(completion(id, user, "hello", 1)));
    }
}
