package dev.attune.feedback.redis;

import dev.attune.feedback.CompletionRecord;
import dev.attune.feedback.CompletionStore;
import dev.attune.feedback.FeedbackException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Completions in Redis. One that nobody judges expires; a judged one stays. Stands behind a
 * {@link dev.attune.feedback.CompletionBuffer}, which keeps chat from waiting for it. Safe on any thread; has nothing of its own
 * to close.
 */
public final class RedisCompletionStore implements CompletionStore {
    private static final Script SAVE = Script.named("save.lua");

    private final FeedbackRedis redis;
    private final Keys keys;
    private final Retention retention;

    public RedisCompletionStore(FeedbackRedis redis, Retention retention) {
        this.redis = redis;
        this.keys = redis.keys();
        this.retention = retention;
    }

    @Override
    public CompletionStage<Void> save(CompletionRecord completion) {
        return save(completion, "");
    }

    /**
     * Keeps an alternative answer to the prompt of another completion. The words in that prompt may be another user's, with
     * whom it is then erased.
     *
     * @param source the completion whose prompt was answered again; it must be there and have the same prompt ids
     */
    public CompletionStage<Void> saveAlternative(CompletionRecord completion, String source) {
        return save(completion, source);
    }

    @Override
    public CompletionStage<Optional<CompletionRecord>> find(String id) {
        return redis.ask(commands -> commands.get(keys.completion(id)))
                .thenApply(stored -> Optional.ofNullable(stored).map(bytes -> CompletionForm.read(id, bytes)));
    }

    private CompletionStage<Void> save(CompletionRecord completion, String source) {
        String viewer = Head.viewer(completion.user());
        long madeMs = completion.times().createdMs();
        long ttlMs = retention.completions().toMillis();
        return redis.run(
                        SAVE,
                        List.of(keys.completion(completion.id()), keys.completions(), keys.erased(viewer)),
                        List.of(
                                utf8(keys.prefix()),
                                utf8(completion.id()),
                                utf8(viewer),
                                utf8(Head.line(completion)),
                                CompletionForm.body(completion),
                                utf8(Long.toString(ttlMs)),
                                utf8(Long.toString(madeMs)),
                                utf8(Long.toString(
                                        madeMs - retention.tombstones().toMillis())),
                                utf8(source)))
                .thenAccept(reply -> check(completion.id(), text(reply, 0)));
    }

    private static void check(String id, String answer) {
        if (!answer.equals("saved")) {
            String why = answer.equals("erased") ? "its user was erased" : "what it is an alternative to is gone";
            throw new FeedbackException("completion " + id + " was not kept: " + why);
        }
    }

    static String text(List<Object> reply, int index) {
        return new String((byte[]) reply.get(index), StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {}
}
