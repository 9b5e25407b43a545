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

    /** The newest entry, whichever it is. */
    public static final String END = "+";

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
        return page(after, END, most);
    }

    /**
     * As {@link #page(String, int)}, but not beyond an entry: what was recorded later does not change what this gives.
     *
     * @param through the last entry's id, or {@link #END}
     */
    public CompletionStage<Page> page(String after, String through, int most) {
        Range<String> range = Range.from(
                after.equals(START) ? Range.Boundary.unbounded() : Range.Boundary.excluding(after),
                through.equals(END) ? Range.Boundary.unbounded() : Range.Boundary.including(through));
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
