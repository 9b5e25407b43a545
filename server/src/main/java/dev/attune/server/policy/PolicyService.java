package dev.attune.server.policy;

import dev.attune.server.chat.ChatService;
import dev.attune.server.http.ApiException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The policy, from when the model is loaded. Event loops ask it, the application's thread moves it on. */
public final class PolicyService {
    private final ChatService chat;
    private volatile @Nullable Policy policy;

    public PolicyService(ChatService chat) {
        this.chat = chat;
    }

    /** From now on its routes are answered. */
    public void ready(Policy followed) {
        policy = followed;
    }

    /** The policy where there is one. */
    Optional<Policy> followed() {
        return Optional.ofNullable(policy);
    }

    /** @throws ApiException 503 while the model is loaded or the server stops, 404 for a model without versions */
    Policy policy() {
        chat.model();
        Policy followed = policy;
        if (followed == null) {
            throw ApiException.notFound("This server's model has no versions.", null, "no_versions");
        }
        return followed;
    }
}
