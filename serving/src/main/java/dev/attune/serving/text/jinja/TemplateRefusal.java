package dev.attune.serving.text.jinja;

/**
 * The template itself refuses what it was given, by {@code raise_exception}: roles in the wrong order, say. The message is
 * the template's own and meant for whoever wrote the conversation.
 */
public final class TemplateRefusal extends TemplateException {
    TemplateRefusal(int line, String message) {
        super(line, message);
    }
}
