package dev.attune.serving.text.jinja;

/**
 * Text marked as safe HTML by the filters {@code safe} and {@code escape}. Templates for chats escape nothing, so it is text
 * like any other, until it is added to text: that becomes escaped then, as in Python's {@code Markup}.
 */
record SafeText(String text) {
    static SafeText escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '\'' -> escaped.append("&#39;");
                case '"' -> escaped.append("&#34;");
                default -> escaped.append(c);
            }
        }
        return new SafeText(escaped.toString());
    }

    static SafeText of(Object value) {
        return value instanceof SafeText safe ? safe : escape(Printing.str(value));
    }

    /** The value itself, or the text within if it is marked safe. */
    static Object unwrap(Object value) {
        return value instanceof SafeText safe ? safe.text : value;
    }
}
