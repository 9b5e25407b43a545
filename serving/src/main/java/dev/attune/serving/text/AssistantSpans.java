package dev.attune.serving.text;

import dev.attune.serving.text.jinja.MarkedText;
import dev.attune.serving.text.jinja.Span;
import dev.attune.serving.text.jinja.TemplateException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds what the assistant says in a rendered conversation. A turn begins where the prompt for it ends: the messages before
 * it, rendered with a generation prompt. It ends where the conversation through it ends, or where that and the whole part
 * ways, without the white space that comes after its end-of-turn token: a model that has said that token is asked no more.
 *
 * <p>Some templates show a turn otherwise once the conversation has gone on (without its thoughts, say). Then the turn ends
 * with the first of what would end it if it were the last.
 */
final class AssistantSpans {
    private final ChatTemplate template;
    private final List<ChatMessage> messages;
    private final ChatOptions options;
    private final String whole;

    AssistantSpans(ChatTemplate template, List<ChatMessage> messages, ChatOptions options, String whole) {
        this.template = template;
        this.messages = messages;
        this.options = options;
        this.whole = whole;
    }

    static RenderedChat ofMarks(MarkedText marked, List<ChatMessage> messages) {
        if (marked.generated().isEmpty() && messages.stream().anyMatch(AssistantSpans::isAssistants)) {
            throw new ChatTemplateException(
                    "the chat template has generation blocks, but none of them around what the assistant says here;"
                            + " within macros they cannot be placed");
        }
        return new RenderedChat(marked.text(), marked.generated());
    }

    RenderedChat find() {
        List<Span> spans = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < messages.size(); i++) {
            if (isAssistants(messages.get(i))) {
                Span turn = turn(i);
                if (turn.start() < from) {
                    throw impossible(i, "it seems to begin before the turn before it ends");
                }
                spans.add(turn);
                from = turn.end();
            }
        }
        return new RenderedChat(whole, spans);
    }

    private static boolean isAssistants(ChatMessage message) {
        return message.role().equals(ChatMessage.ASSISTANT);
    }

    private Span turn(int index) {
        String prompt = render(index, true);
        String through = render(index + 1, false);
        if (!through.startsWith(prompt) || !whole.startsWith(prompt)) {
            throw impossible(index, "it does not begin with what prompts for it");
        }
        int start = prompt.length();
        String words = words(messages.get(index));
        int wordsEnd = words.isEmpty() ? start : through.indexOf(words, start) + words.length();
        int common = common(through, whole);
        if (wordsEnd < start + words.length() || common < wordsEnd) {
            return changedTurn(index, start, through.substring(Math.max(start, wordsEnd)));
        }
        int end = common == through.length() ? common : endOfTags(through, wordsEnd, common);
        return new Span(start, end - trailingSpace(whole.substring(wordsEnd, end)));
    }

    private static int common(String a, String b) {
        int same = 0;
        while (same < Math.min(a.length(), b.length()) && a.charAt(same) == b.charAt(same)) {
            same++;
        }
        return same;
    }

    /** Two texts may part within a tag: its beginning belongs to neither. */
    private static int endOfTags(String text, int from, int to) {
        int open = Math.max(text.lastIndexOf('<', to - 1), text.lastIndexOf('[', to - 1));
        int close = Math.max(text.lastIndexOf('>', to - 1), text.lastIndexOf(']', to - 1));
        return open >= from && open > close ? open : to;
    }

    /** A turn that reads otherwise once the conversation goes on ends with the first of what ended it before. */
    private Span changedTurn(int index, int start, String ending) {
        int end = ending.isBlank() ? -1 : whole.indexOf(ending, start);
        if (end < 0) {
            throw impossible(index, "it reads otherwise once the conversation goes on, and its end is not to be found");
        }
        return new Span(start, end + ending.length() - trailingSpace(ending));
    }

    private String render(int count, boolean prompt) {
        try {
            return template.render(messages.subList(0, count), options.endingWithPrompt(prompt));
        } catch (TemplateException refused) {
            throw impossible(count, "the conversation up to there cannot be rendered: " + refused.getMessage());
        }
    }

    private static String words(ChatMessage message) {
        return message.content() instanceof String text ? text.strip() : "";
    }

    /** White space that ends a turn is dropped, unless it is all there is to end it. */
    private static int trailingSpace(String ending) {
        return ending.isBlank() ? 0 : ending.length() - ending.stripTrailing().length();
    }

    private static ChatTemplateException impossible(int index, String why) {
        return new ChatTemplateException("what the assistant says in message " + index
                + " cannot be told apart by this chat template: " + why
                + ". Generation blocks in the template would mark it");
    }
}
