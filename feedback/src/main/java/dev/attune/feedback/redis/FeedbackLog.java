package dev.attune.feedback.redis;

import dev.attune.feedback.Evidence;
import io.lettuce.core.Consumer;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAutoClaimArgs;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.models.stream.PendingMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every act of feedback in the order it was recorded, for readers that share the work as a group: each entry goes to one of
 * them, and to another when the first is silent for too long. An entry is {@link #done} when its effect is kept; one that is
 * delivered again and again without that, or cannot be read, is set aside with the reason. One reader at a time may wait in
 * {@link #read}; stages complete on Redis's threads.
 */
public final class FeedbackLog {
    private static final Logger LOG = LoggerFactory.getLogger(FeedbackLog.class);
    private static final Script SET_ASIDE = Script.named("set-aside.lua");

    /**
     * @param group readers of one group share the entries; another group gets them all again
     * @param reader this one's name, its own
     * @param abandonedAfter when an entry that was not done goes to another reader
     * @param mostDeliveries after so many it is set aside
     */
    public record Settings(String group, String reader, Duration abandonedAfter, int mostDeliveries) {
        public Settings {
            if (mostDeliveries < 1) {
                throw new IllegalArgumentException("mostDeliveries must be at least 1, was " + mostDeliveries);
            }
        }
    }

    /** An entry to act on. */
    public record Entry(String id, Evidence evidence) {}

    private final FeedbackRedis redis;
    private final String events;
    private final EventJoin join;
    private final Settings settings;
    private final AtomicLong erased = new AtomicLong();
    private final AtomicLong setAside = new AtomicLong();

    public FeedbackLog(FeedbackRedis redis, Settings settings) {
        this.redis = redis;
        this.events = redis.keys().events();
        this.join = new EventJoin(redis);
        this.settings = settings;
    }

    /**
     * The next entries: first what others abandoned, one at a time, so that an entry that nobody survives has no other counted with it;
     * then new ones, waiting for one for half the command limit. Empty when there is none; ask again.
     */
    public CompletionStage<List<Entry>> read(int most) {
        return group().thenCompose(nothing -> abandoned())
                .thenCompose(claimed -> claimed.isEmpty() ? fresh(most) : CompletableFuture.completedStage(claimed))
                .thenCompose(join::join)
                .thenCompose(this::sort);
    }

    /** Says that the effect of these entries is kept: they are never delivered again to this group. */
    public CompletionStage<Void> done(List<Entry> entries) {
        return acknowledge(entries.stream().map(Entry::id).toList());
    }

    /** Entries read so far that were erased meanwhile. */
    public long erased() {
        return erased.get();
    }

    /** Entries this reader set aside. */
    public long setAside() {
        return setAside.get();
    }

    /** What was set aside, by entry, with the reason; oldest first. */
    public CompletionStage<Map<String, String>> aside(int most) {
        return redis.ask(commands -> commands.xrange(redis.keys().setAside(), Range.unbounded(), Limit.create(0, most)))
                .thenApply(messages -> messages.stream()
                        .collect(Collectors.toMap(
                                message -> EventJoin.field(message, "entry"),
                                message -> EventJoin.field(message, "reason"),
                                (first, second) -> second,
                                java.util.LinkedHashMap::new)));
    }

    private CompletionStage<Void> group() {
        return redis.ask(commands -> commands.xgroupCreate(
                        StreamOffset.from(events, "0"), settings.group(), XGroupCreateArgs.Builder.mkstream()))
                .handle((created, failure) -> {
                    if (failure != null && !isThere(failure)) {
                        throw new java.util.concurrent.CompletionException(Failures.unwrap(failure));
                    }
                    return null;
                });
    }

    private static boolean isThere(Throwable failure) {
        return Failures.unwrap(failure) instanceof io.lettuce.core.RedisBusyException;
    }

    private CompletionStage<List<StreamMessage<String, byte[]>>> abandoned() {
        XAutoClaimArgs<String> claim = XAutoClaimArgs.Builder.xautoclaim(me(), settings.abandonedAfter(), "0-0")
                .count(1);
        return redis.ask(commands -> commands.xautoclaim(events, claim)).thenCompose(claimed -> {
            List<StreamMessage<String, byte[]>> one = claimed.getMessages();
            return one.isEmpty()
                    ? CompletableFuture.completedStage(one)
                    : deliveries(one.get(0).getId())
                            .thenCompose(times -> times <= settings.mostDeliveries()
                                    ? CompletableFuture.completedStage(one)
                                    : setAside(one.get(0).getId(), hopeless()).thenCompose(aside -> abandoned()));
        });
    }

    /** Redis counts how often it delivered an entry; whoever took it before did not live to tell. */
    private CompletionStage<Long> deliveries(String entry) {
        return redis.ask(commands -> commands.xpending(events, me(), Range.create(entry, entry), Limit.create(0, 1)))
                .thenApply(pending -> pending.stream()
                        .mapToLong(PendingMessage::getRedeliveryCount)
                        .sum());
    }

    private String hopeless() {
        return "delivered " + settings.mostDeliveries() + " times and never done";
    }

    @SuppressWarnings("unchecked") // the library's own variable arguments
    private CompletionStage<List<StreamMessage<String, byte[]>>> fresh(int most) {
        XReadArgs wait =
                XReadArgs.Builder.count(most).block(redis.commandLimit().dividedBy(2));
        return redis.askWaiting(commands -> commands.xreadgroup(me(), wait, StreamOffset.lastConsumed(events)));
    }

    private CompletionStage<List<Entry>> sort(List<EventJoin.Joined> joined) {
        List<Entry> entries = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        List<CompletableFuture<?>> work = new ArrayList<>();
        for (EventJoin.Joined one : joined) {
            if (one.evidence() != null) {
                entries.add(new Entry(one.entryId(), one.evidence()));
            } else if (one.defect() != null) {
                work.add(setAside(one.entryId(), one.defect()).toCompletableFuture());
            } else {
                gone.add(one.entryId());
            }
        }
        erased.addAndGet(gone.size());
        work.add(acknowledge(gone).toCompletableFuture());
        return CompletableFuture.allOf(work.toArray(CompletableFuture[]::new)).thenApply(nothing -> entries);
    }

    private CompletionStage<Void> acknowledge(List<String> ids) {
        return ids.isEmpty()
                ? CompletableFuture.completedStage(null)
                : redis.ask(commands -> commands.xack(events, settings.group(), ids.toArray(String[]::new)))
                        .thenAccept(count -> {});
    }

    private CompletionStage<Void> setAside(String entryId, String reason) {
        setAside.incrementAndGet();
        LOG.warn("entry {} of the feedback log is set aside: {}", entryId, reason);
        return redis.run(
                        SET_ASIDE,
                        List.of(events, redis.keys().setAside()),
                        List.of(utf8(settings.group()), utf8(entryId), utf8(reason)))
                .thenAccept(reply -> {});
    }

    private Consumer<String> me() {
        return Consumer.from(settings.group(), settings.reader());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
