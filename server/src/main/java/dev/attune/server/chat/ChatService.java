package dev.attune.server.chat;

import dev.attune.server.http.ApiException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What is served, and who is being served. Goes from loading through ready to draining, never back. Event loops ask it,
 * the application's thread moves it on.
 */
public final class ChatService {
    private final Set<ChatExchange> exchanges = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> idle = new CompletableFuture<>();
    private volatile @Nullable ChatModel model;
    private volatile boolean draining;

    /** From now on requests are taken. */
    public void ready(ChatModel loaded) {
        model = loaded;
    }

    /**
     * Takes no new requests and waits for the running ones.
     *
     * @return whether all of them ended in time; those that did not have been told that the server stops
     */
    public boolean drain(Duration patience) throws InterruptedException {
        draining = true;
        noticeIdle();
        if (awaitIdle(patience)) {
            return true;
        }
        for (ChatExchange exchange : exchanges) {
            exchange.onEventLoop(() -> exchange.fail(ApiException.draining()));
        }
        awaitIdle(Duration.ofSeconds(2));
        return false;
    }

    /** Streamed answers under way. */
    public int streams() {
        return (int) exchanges.stream().filter(ChatExchange::streams).count();
    }

    /** @throws ApiException 503 while there is nothing to answer with, or no more */
    public ChatModel model() {
        ChatModel loaded = model;
        if (draining) {
            throw ApiException.draining();
        }
        if (loaded == null) {
            throw ApiException.notReady();
        }
        return loaded;
    }

    /** The model, also while the last answers are being given. */
    Optional<ChatModel> loadedModel() {
        return Optional.ofNullable(model);
    }

    /** @throws ApiException 503 if draining has begun since the request was looked at */
    void enter(ChatExchange exchange) {
        exchanges.add(exchange);
        if (draining) {
            leave(exchange);
            throw ApiException.draining();
        }
    }

    void leave(ChatExchange exchange) {
        exchanges.remove(exchange);
        noticeIdle();
    }

    private void noticeIdle() {
        if (draining && exchanges.isEmpty()) {
            idle.complete(null);
        }
    }

    private boolean awaitIdle(Duration patience) throws InterruptedException {
        try {
            idle.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("idle never fails", e);
        }
    }
}
