package dev.attune.api;

/** The model's turn; the role is {@code assistant}. */
public record AssistantMessage(String role, String content) {

    /** The model's turn with this text. */
    public static AssistantMessage of(String content) {
        return new AssistantMessage("assistant", content);
    }
}
