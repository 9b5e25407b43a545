package dev.attune.serving.text.jinja;

import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;

/**
 * A parsed template. Immutable; many threads may render it at once.
 *
 * <p>The dialect is Jinja2's as chat templates are written in it: blocks trimmed, loop controls, {@code generation} blocks,
 * {@code raise_exception}, {@code strftime_now}, no escaping, no other templates. Values given to a rendering are text,
 * numbers, booleans, lists, maps and null.
 */
public final class Template {
    private final Body body;
    private final boolean marksGenerations;

    private Template(StatementParser parser) {
        this.body = parser.parse();
        this.marksGenerations = parser.sawGeneration();
    }

    /**
     * Parses a template.
     *
     * @throws TemplateException naming the line if it is not one
     */
    public static Template parse(String source) {
        try {
            return new Template(new StatementParser(new TokenStream(Lexer.tokens(source))));
        } catch (StackOverflowError tooDeep) {
            throw new TemplateException(0, "the template is nested too deep");
        }
    }

    /** Whether the template says, by {@code {% generation %}}, what an assistant's words are. */
    public boolean marksGenerations() {
        return marksGenerations;
    }

    /**
     * Renders with these variables, by the system's clock and the limits that are the default.
     *
     * @throws TemplateRefusal if the template refuses them
     * @throws TemplateException if it cannot be rendered with them, or only at too great a cost
     */
    public String render(Map<String, ?> variables) {
        return render(variables, TemplateLimits.DEFAULT, Clock.system(ZoneId.systemDefault()))
                .text();
    }

    /** {@link #render(Map)}, and where the generation blocks came to lie. */
    public MarkedText render(Map<String, ?> variables, TemplateLimits limits, Clock clock) {
        Render render = new Render(limits, clock);
        Output out = Output.ofTemplate(render);
        try {
            body.render(scope(variables, render), out);
        } catch (Failure ofAValue) {
            throw ofAValue.at(0, "values");
        } catch (StackOverflowError tooDeep) {
            throw new TemplateException(0, "the template goes too deep");
        }
        return new MarkedText(out.text(), render.generated());
    }

    /** What the template sets must not hide from macros what the caller gave, so these share a scope. */
    private static Scope scope(Map<String, ?> variables, Render render) {
        Scope globals = new Scope(render);
        Globals.ALL.forEach(globals::assign);
        Scope scope = globals.inner();
        variables.forEach((name, value) -> scope.assign(name, Values.from(value)));
        return scope;
    }
}
