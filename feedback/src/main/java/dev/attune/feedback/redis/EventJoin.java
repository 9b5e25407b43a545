package dev.attune.feedback.redis;

import dev.attune.feedback.CompletionRecord;
import dev.attune.feedback.Evidence;
import dev.attune.feedback.FeedbackEvent;
import io.lettuce.core.StreamMessage;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** From an entry of the stream, which only names a judgement and a revision, to what was said about which completions. */
final class EventJoin {
    private final FeedbackRedis redis;
    private final Keys keys;

    EventJoin(FeedbackRedis redis) {
        this.redis = redis;
        this.keys = redis.keys();
    }

    /**
     * What an entry stands for. Neither evidence nor defect: it was erased.
     *
     * @param defect why it cannot be read, now or ever
     */
    record Joined(String entryId, @Nullable Evidence evidence, @Nullable String defect) {}

    CompletionStage<List<Joined>> join(List<StreamMessage<String, byte[]>> messages) {
        return all(messages.stream()
                .map(message -> one(message).toCompletableFuture())
                .toList());
    }

    private CompletionStage<Joined> one(StreamMessage<String, byte[]> message) {
        String judgement = field(message, "j");
        String revision = field(message, "r");
        if (!revision.matches("[1-9][0-9]{0,8}")) {
            return CompletableFuture.completedStage(
                    new Joined(message.getId(), null, "names no revision of a judgement"));
        }
        return redis.ask(commands -> commands.lindex(keys.judgement(judgement), Integer.parseInt(revision) - 1L))
                .thenCompose(json -> json == null
                        ? CompletableFuture.completedStage(new Joined(message.getId(), null, null))
                        : read(message.getId(), json));
    }

    private CompletionStage<Joined> read(String entryId, byte[] json) {
        try {
            FeedbackEvent event = Judgements.event(json);
            return completions(event).handle((found, failure) -> joined(entryId, event, found, failure));
        } catch (RuntimeException e) {
            return CompletableFuture.completedStage(new Joined(entryId, null, e.getMessage()));
        }
    }

    private static Joined joined(
            String entryId,
            FeedbackEvent event,
            @Nullable Map<String, CompletionRecord> found,
            @Nullable Throwable failure) {
        if (found != null) {
            return new Joined(entryId, new Evidence(event, found), null);
        }
        Throwable cause = failure == null ? new IllegalStateException("no answer") : Failures.unwrap(failure);
        if (cause instanceof dev.attune.feedback.FeedbackException broken) {
            return new Joined(entryId, null, broken.getMessage());
        }
        throw new java.util.concurrent.CompletionException(cause);
    }

    private CompletionStage<Map<String, CompletionRecord>> completions(FeedbackEvent event) {
        List<String> ids = event.feedback().answers().stream()
                .map(answer -> answer.completionId())
                .distinct()
                .toList();
        List<CompletableFuture<byte[]>> stored = ids.stream()
                .map(id ->
                        redis.ask(commands -> commands.get(keys.completion(id))).toCompletableFuture())
                .toList();
        return all(stored).thenApply(bodies -> {
            Map<String, CompletionRecord> found = new HashMap<>();
            for (int i = 0; i < ids.size(); i++) {
                byte[] body = bodies.get(i);
                if (body != null) {
                    found.put(ids.get(i), CompletionForm.read(ids.get(i), body));
                }
            }
            return found;
        });
    }

    private static <T> CompletionStage<List<T>> all(List<CompletableFuture<T>> stages) {
        return CompletableFuture.allOf(stages.toArray(CompletableFuture[]::new)).thenApply(nothing -> {
            List<T> results = new java.util.ArrayList<>();
            stages.forEach(stage -> results.add(stage.join()));
            return results;
        });
    }

    static String field(StreamMessage<String, byte[]> message, String name) {
        byte[] value = message.getBody() == null ? null : message.getBody().get(name);
        return value == null ? "" : new String(value, StandardCharsets.UTF_8);
    }
}
