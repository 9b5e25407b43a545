package dev.attune.feedback.redis;

import dev.attune.feedback.Evidence;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * All feedback there is, page by page and without taking it from anybody: for exports and for a trainer that begins anew. Every
 * revision is in it; the highest of a judgement holds. Safe on any thread.
 */
public final class FeedbackHistory {
    /** Where the first page begins. */
    public static final String START = "-";

    private final FeedbackRedis redis;
    private final EventJoin join;

    public FeedbackHistory(FeedbackRedis redis) {
        this.redis = redis;
        this.join = new EventJoin(redis);
    }

    /**
     * Some of it, in the order it was recorded.
     *
     * @param evidence without what was erased or cannot be read
     * @param next what to ask for next; the same again when this was the end
     */
    public record Page(List<Evidence> evidence, String next, boolean last) {}

    /** @param after {@link #START} or the {@code next} of the page before */
    public CompletionStage<Page> page(String after, int most) {
        Range<String> range = after.equals(START)
                ? Range.unbounded()
                : Range.from(Range.Boundary.excluding(after), Range.Boundary.unbounded());
        return redis.ask(commands -> commands.xrange(redis.keys().events(), range, Limit.create(0, most)))
                .thenCompose(messages -> join.join(messages).thenApply(joined -> page(after, most, messages, joined)));
    }

    private static Page page(
            String after, int most, List<StreamMessage<String, byte[]>> messages, List<EventJoin.Joined> joined) {
        List<Evidence> evidence = joined.stream()
                .map(EventJoin.Joined::evidence)
                .filter(Objects::nonNull)
                .toList();
        String next =
                messages.isEmpty() ? after : messages.get(messages.size() - 1).getId();
        return new Page(evidence, next, messages.size() < most);
    }
}
