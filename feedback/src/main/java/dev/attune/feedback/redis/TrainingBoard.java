package dev.attune.feedback.redis;

import dev.attune.feedback.training.TrainingControl;
import dev.attune.feedback.training.TrainingControl.Mode;
import dev.attune.feedback.training.TrainingEvent;
import dev.attune.feedback.training.TrainingJson;
import dev.attune.feedback.training.TrainingStatus;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the trainer says what it does and people say what they want of it. The trainer writes with its lease; servers read, and
 * start, pause, resume and stop. Everything survives both. Safe on any thread, but one reader at a time may wait in
 * {@link #awaitEvents}; has nothing of its own to close.
 */
public final class TrainingBoard {
    /** Before the first event that is kept. */
    public static final String START = "0";

    /** How many events are kept, about. */
    public static final int EVENTS_KEPT = 10_000;

    private static final int PAGE = 500;
    private static final Logger LOG = LoggerFactory.getLogger(TrainingBoard.class);
    private static final Script TELL = Script.named("trainer-tell.lua");
    private static final Script TAKEN = Script.named("start-taken.lua");

    private final FeedbackRedis redis;
    private final Keys keys;

    public TrainingBoard(FeedbackRedis redis) {
        this.redis = redis;
        this.keys = redis.keys();
    }

    /** An event with its place in the stream: what to read on from. */
    public record Told(String id, TrainingEvent event) {}

    /** What the trainer said last; {@link TrainingStatus#NONE} before the first. */
    public CompletionStage<TrainingStatus> status() {
        return redis.ask(commands -> commands.get(keys.trainerStatus()))
                .thenApply(json -> json == null ? TrainingStatus.NONE : TrainingJson.readStatus(text(json)));
    }

    /** Says where training stands. Fails with {@link dev.attune.feedback.training.LeaseLostException} when another trains. */
    public CompletionStage<Void> say(TrainerLease lease, TrainingStatus status) {
        return tell(lease, TrainingJson.write(status), "");
    }

    /** Says what happened. Fails with {@link dev.attune.feedback.training.LeaseLostException} when another trains. */
    public CompletionStage<Void> tell(TrainerLease lease, TrainingEvent event) {
        return tell(lease, "", TrainingJson.write(event));
    }

    /** What happened after {@code id}, at most so many, oldest first; empty when nothing has. */
    public CompletionStage<List<Told>> events(String id, int most) {
        Range<String> after = id.equals(START)
                ? Range.unbounded()
                : Range.from(Range.Boundary.excluding(id), Range.Boundary.unbounded());
        return redis.ask(commands -> commands.xrange(keys.trainerEvents(), after, Limit.create(0, most)))
                .thenApply(TrainingBoard::told);
    }

    /** The newest events, oldest of them first. */
    public CompletionStage<List<Told>> newest(int most) {
        return redis.ask(commands -> commands.xrevrange(keys.trainerEvents(), Range.unbounded(), Limit.create(0, most)))
                .thenApply(messages -> {
                    List<StreamMessage<String, byte[]>> oldestFirst = new ArrayList<>(messages);
                    Collections.reverse(oldestFirst);
                    return told(oldestFirst);
                });
    }

    /** The newest event of a kind before {@code id}; empty if none is kept. Reads back page by page. */
    public CompletionStage<Optional<Told>> lastBefore(String id, TrainingEvent.Kind kind) {
        Range<String> before = Range.from(Range.Boundary.unbounded(), Range.Boundary.excluding(id));
        return redis.ask(commands -> commands.xrevrange(keys.trainerEvents(), before, Limit.create(0, PAGE)))
                .thenCompose(page -> {
                    Optional<Told> found = told(page).stream()
                            .filter(each -> each.event().kind() == kind)
                            .findFirst();
                    return found.isPresent() || page.size() < PAGE
                            ? CompletableFuture.completedFuture(found)
                            : lastBefore(page.get(page.size() - 1).getId(), kind);
                });
    }

    /** As {@link #events}, but waits for something to happen for half the command limit. One reader at a time. */
    @SuppressWarnings("unchecked") // the library's own variable arguments
    public CompletionStage<List<Told>> awaitEvents(String id, int most) {
        XReadArgs wait =
                XReadArgs.Builder.count(most).block(redis.commandLimit().dividedBy(2));
        return redis.askWaiting(commands -> commands.xread(wait, StreamOffset.from(keys.trainerEvents(), id)))
                .thenApply(TrainingBoard::told);
    }

    /** Whoever trains now, on whatever machine; empty when nobody does. */
    public CompletionStage<Optional<TrainerLease.Holder>> trainer() {
        return TrainerLease.holder(redis);
    }

    /** What people want of the trainer. */
    public CompletionStage<TrainingControl> control() {
        return redis.ask(commands -> commands.hgetall(keys.trainerControl())).thenApply(TrainingBoard::control);
    }

    /** Asks for a cycle now, whether or not one is due; ends a pause and a stop. */
    public CompletionStage<Void> start() {
        return mode(Mode.RUN)
                .thenCompose(nothing -> redis.ask(commands -> commands.hincrby(keys.trainerControl(), "starts", 1))
                        .thenAccept(starts -> {}));
    }

    public CompletionStage<Void> pause() {
        return mode(Mode.PAUSE);
    }

    public CompletionStage<Void> resume() {
        return mode(Mode.RUN);
    }

    /** Gives up the cycle at work; none begins until {@link #resume} or {@link #start}. */
    public CompletionStage<Void> stop() {
        return mode(Mode.STOP);
    }

    /** The trainer has begun what was asked for. */
    public CompletionStage<Void> startTaken(TrainerLease lease) {
        return redis.run(TAKEN, List.of(keys.trainerFence(), keys.trainerControl()), List.of(lease.token()))
                .thenAccept(lease::fenced);
    }

    private CompletionStage<Void> mode(Mode mode) {
        return redis.ask(commands -> commands.hset(keys.trainerControl(), Map.of("mode", utf8(mode.word()))))
                .thenAccept(added -> {});
    }

    private CompletionStage<Void> tell(TrainerLease lease, String status, String event) {
        return redis.run(
                        TELL,
                        List.of(keys.trainerFence(), keys.trainerStatus(), keys.trainerEvents()),
                        List.of(lease.token(), utf8(status), utf8(event), utf8(Integer.toString(EVENTS_KEPT))))
                .thenAccept(lease::fenced);
    }

    private static List<Told> told(List<StreamMessage<String, byte[]>> messages) {
        List<Told> told = new ArrayList<>();
        for (StreamMessage<String, byte[]> message : messages) {
            try {
                told.add(new Told(message.getId(), TrainingJson.readEvent(EventJoin.field(message, "e"))));
            } catch (IllegalArgumentException newer) {
                LOG.debug("Training event {} cannot be read", message.getId(), newer);
            }
        }
        return told;
    }

    private static TrainingControl control(Map<String, byte[]> fields) {
        Mode mode =
                fields.containsKey("mode") ? Mode.valueOf(field(fields, "mode").toUpperCase(Locale.ROOT)) : Mode.RUN;
        return new TrainingControl(
                mode, Long.parseLong(field(fields, "starts")) > Long.parseLong(field(fields, "taken")));
    }

    private static String field(Map<String, byte[]> fields, String name) {
        byte[] value = fields.get(name);
        return value == null ? "0" : text(value);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
