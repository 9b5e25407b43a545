package dev.attune.serving.text;

/** A model's chat template does not let us do with a conversation what was asked. */
public final class ChatTemplateException extends RuntimeException {
    public ChatTemplateException(String message) {
        super(message);
    }
}
