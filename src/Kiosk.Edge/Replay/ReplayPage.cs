using System.Globalization;
using System.Net;
using System.Text;
using Kiosk.Edge.Response;
using Kiosk.Edge.Understanding;

namespace Kiosk.Edge.Replay;

/// <summary>A replayed visit as a page to step through, for who does not know how such a machine decides: one file that
/// needs nothing else, and readable without a script. It holds what the kiosk thought and said, nothing a customer said.
/// </summary>
internal static class ReplayPage
{
    private const double Width = 800, Height = 170, Margin = 34;

    private static readonly Dictionary<string, string> Rules = new()
    {
        ["calm"] = "There is not enough evidence that anything is the matter, so the kiosk keeps silent.",
        ["first_sign"] = "The customer counts as frustrated from here on, so the kiosk says a first, gentle word.",
        ["not_helping"] = "The last answer has not helped: the estimate has not fallen since. The next one goes a step further.",
        ["high_distress"] = "Distress has been high for some seconds, so a person is called, whatever was said before.",
        ["cooldown"] = "The last message was a moment ago, or is still being read. Nothing new is shown until then.",
        ["easing"] = "The estimate is falling: the kiosk leaves the customer alone.",
        ["limit"] = "The visit has had as many messages as a visit may have.",
        ["nothing_left"] = "Everything that fits has been said already, and nothing is said twice.",
        ["control"] = "This visit is one of the few that are answered by silence, so that the others can be compared with them.",
        ["chose_silence"] = "Saying nothing was chosen as the answer that is likely to help most.",
    };

    /// <summary>Writes the page.</summary>
    /// <param name="decisions">Every prompt and every silence with its reasons.</param>
    /// <param name="course">The estimate over the visit, by seconds from its start.</param>
    /// <param name="prompts">What was said.</param>
    /// <param name="options">The thresholds that decided.</param>
    /// <param name="output">Where the page goes.</param>
    public static void Write(
        IReadOnlyList<ExplainedDecision> decisions,
        IReadOnlyList<(double T, double Frustration)> course,
        IReadOnlyList<ReplayPrompt> prompts,
        UnderstandingOptions options,
        TextWriter output)
    {
        var steps = new StringBuilder();
        for (var i = 0; i < decisions.Count; i++)
        {
            var decision = decisions[i];
            var prompt = decision.Why.Strategy is null ? null : prompts.FirstOrDefault(one => Math.Abs(one.T - decision.T) < 0.001);
            Step(steps, i, decisions.Count, decision, prompt, options);
        }

        output.Write(
            $$"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>A visit, step by step</title>
            <style>{{Style}}</style>
            </head>
            <body>
            <main>
            <h1>A visit, step by step</h1>
            <p>The kiosk adds up signs that something is in the customer's way, and forgets them again: half of them in
            {{Invariant(options.HalfLife.TotalSeconds)}} seconds. What it has is an estimate, never knowledge of a feeling. Above
            {{Percent(options.OnsetAt)}} it counts the customer as frustrated, until the estimate falls below
            {{Percent(options.OffsetAt)}}. Each step below is a moment at which it changed its mind about speaking or keeping silent.</p>
            {{Chart(decisions, course, options)}}
            <nav aria-label="Steps" hidden><button type="button" id="back">← Back</button>
            <p id="where" role="status"></p><button type="button" id="next">Next →</button>
            <button type="button" id="all" aria-pressed="false">Show all</button></nav>
            <ol id="steps">
            {{steps}}</ol>
            </main>
            <script>{{Script}}</script>
            </body>
            </html>

            """);
    }

    private static void Step(
        StringBuilder page, int number, int count, ExplainedDecision decision, ReplayPrompt? prompt, UnderstandingOptions options)
    {
        var why = decision.Why;
        void Line(string html) => page.AppendLine(html);

        Line($"<li id='step-{number + 1}' tabindex='-1'><h2>Step {number + 1} of {count}: after {Invariant(decision.T, "0.0")} s the kiosk "
            + $"{(why.Strategy is null ? "keeps silent" : "speaks")}</h2>");
        if (prompt is not null)
        {
            Line($"<blockquote lang='{Text(prompt.Language)}'>{Text(prompt.Text)}</blockquote>");
            Line($"<p class='what'>Its way of answering: <b>{Plain(prompt.Strategy)}</b>, level {prompt.Level} of 3.</p>");
        }

        Line($"<p class='why'>{Text(Rules.GetValueOrDefault(why.Rule, why.Rule))}</p>");
        Line($"<p>The estimate is <b>{Percent(why.Frustration)}</b>, give or take {Percent(why.Uncertainty)}; "
            + $"{(why.Frustration >= options.OnsetAt ? "that is above" : "that is below")} the {Percent(options.OnsetAt)} at which frustration begins. "
            + $"What it seems to be about: <b>{Plain(why.Cause)}</b>. How the customer seems to be: <b>{Plain(why.Mood)}</b>.</p>");
        if (why.Evidence.Count > 0)
        {
            var most = why.Evidence.Max(sign => Math.Abs(sign.Weight));
            Line("<table><caption>What the estimate is made of now</caption><thead><tr><th scope='col'>Sign</th>"
                + "<th scope='col'>Weight</th><td></td></tr></thead><tbody>");
            foreach (var sign in why.Evidence)
            {
                var width = Invariant(100 * Math.Abs(sign.Weight) / most);
                Line($"<tr><th scope='row'>{Plain(sign.Sign)}</th><td>{sign.Weight.ToString("+0.00;−0.00", CultureInfo.InvariantCulture)}</td>"
                    + $"<td aria-hidden='true'><svg width='100%' height='12'><rect width='{width}%' height='12' class='{(sign.Weight < 0 ? "less" : "more")}'/></svg></td></tr>");
            }

            Line("</tbody></table>");
        }

        if (why.Choices.Count > 0)
        {
            Line("<p>It chose from these answers, the likelier the better it expects them to be: "
                + string.Join(", ", why.Choices.OrderByDescending(one => one.Value).Select(one => $"{Plain(one.Key)} {Percent(one.Value)}")) + ".</p>");
        }

        if (why.WouldChange.Count > 0)
        {
            Line("<p>What would have made it decide otherwise:</p><ul>");
            foreach (var change in why.WouldChange)
            {
                Line($"<li>{Text(Change(change))}</li>");
            }

            Line("</ul>");
        }

        Line("</li>");
    }

    private static string Change(Counterfactual change) => change.Kind switch
    {
        ChangeKind.WithoutSign => $"Without “{Plain(change.Sign ?? "")}” the estimate would not have been high enough.",
        ChangeKind.MoreEvidence when change.Sign is { } sign => $"With {Invariant(change.Amount)} more evidence it would have spoken; “{Plain(sign)}” would have been enough.",
        ChangeKind.MoreEvidence => $"With {Invariant(change.Amount)} more evidence it would have spoken.",
        ChangeKind.Later => $"{Invariant(change.Amount)} seconds later it may speak again.",
        _ => $"With another limit than {Invariant(change.Amount)} messages.",
    };

    private static string Chart(
        IReadOnlyList<ExplainedDecision> decisions, IReadOnlyList<(double T, double Frustration)> course, UnderstandingOptions options)
    {
        var end = Math.Max(1, course.Count == 0 ? 1 : course[^1].T);
        string X(double t) => Invariant(Margin + ((Width - Margin - 10) * t / end), "0.#");
        string Y(double share) => Invariant(10 + ((Height - 34) * (1 - share)), "0.#");
        var svg = new StringBuilder($"<svg class='course' viewBox='0 0 {Width} {Height}' role='img' aria-label='The estimate over the visit: {decisions.Count} steps in {Invariant(end, "0")} seconds, at most {Percent(course.Count == 0 ? 0 : course.Max(one => one.Frustration))}.'>");
        foreach (var share in new[] { 0, options.OffsetAt, options.OnsetAt, 1 })
        {
            svg.Append($"<path class='line' d='M{Margin} {Y(share)}H{Width - 10}'/><text x='0' y='{Y(share)}' dy='4'>{Percent(share)}</text>");
        }

        if (course.Count > 0)
        {
            svg.Append($"<path class='estimate' d='M{string.Join('L', course.Select(one => $"{X(one.T)} {Y(one.Frustration)}"))}'/>");
        }

        for (var i = 0; i < decisions.Count; i++)
        {
            var said = decisions[i].Why.Strategy is not null;
            svg.Append($"<circle cx='{X(decisions[i].T)}' cy='{Y(decisions[i].Why.Frustration)}' r='{(said ? 7 : 4)}' class='{(said ? "said" : "silent")}' data-step='{i + 1}'/>");
        }

        return svg.Append($"<text x='{Margin}' y='{Height - 4}'>0 s</text><text x='{Width - 10}' y='{Height - 4}' text-anchor='end'>{Invariant(end, "0")} s</text></svg>"
            + "<p class='legend'>Large dots: the kiosk speaks. Small dots: it keeps silent for another reason than before.</p>").ToString();
    }

    /// <summary>A wire name as words: payment_declined is "payment declined".</summary>
    private static string Plain(string name) => Text(name.Replace('_', ' '));

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Percent(double share) => $"{Invariant(100 * share, "0")} %";

    private static string Invariant(double number, string format = "0.##") => number.ToString(format, CultureInfo.InvariantCulture);

    private const string Style =
        """
        :root { color-scheme: light dark; --ink: #1d2733; --paper: #fff; --quiet: #56616e; --line: #c9d1da; --more: #b3541e; --less: #1b6e53; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e8edf2; --paper: #151b22; --quiet: #a7b2be; --line: #3a4653; --more: #f0975f; --less: #6fcfa9; } }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 18px/1.5 system-ui, sans-serif; }
        main { max-width: 52rem; margin: 0 auto; padding: 1.5rem; }
        h1 { font-size: 1.7rem; } h2 { font-size: 1.25rem; margin: 0 0 .6rem; }
        .course { width: 100%; height: auto; } .course text { fill: var(--quiet); font-size: 12px; }
        .line { stroke: var(--line); } .estimate { fill: none; stroke: var(--ink); stroke-width: 2; }
        .said { fill: var(--more); } .silent { fill: var(--paper); stroke: var(--ink); stroke-width: 2; }
        .now { stroke: var(--ink); stroke-width: 5; } .legend, .what { color: var(--quiet); }
        nav { display: flex; gap: .8rem; align-items: center; position: sticky; top: 0; background: var(--paper); padding: .6rem 0; flex-wrap: wrap; }
        nav[hidden] { display: none; } nav p { margin: 0; min-width: 8rem; text-align: center; }
        button { font: inherit; padding: .5rem 1.1rem; min-height: 44px; border: 2px solid var(--ink); border-radius: .6rem; background: var(--paper); color: var(--ink); }
        button:disabled { opacity: .4; } button[aria-pressed=true] { background: var(--ink); color: var(--paper); }
        ol { list-style: none; padding: 0; } #steps > li { border: 1px solid var(--line); border-radius: .8rem; padding: 1.1rem 1.3rem; margin: 0 0 1rem; scroll-margin-top: 8.5rem; }
        blockquote { margin: 0 0 .4rem; font-size: 1.25rem; border-left: 5px solid var(--more); padding-left: .8rem; }
        .why { font-weight: 600; } table { border-collapse: collapse; width: 100%; } caption { text-align: left; font-weight: 600; padding-bottom: .3rem; }
        th, td { text-align: left; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid var(--line); font-weight: normal; } td:last-child { width: 45%; }
        .more { fill: var(--more); } .less { fill: var(--less); }
        @media print { nav { display: none; } }
        """;

    private const string Script =
        """
        const steps = [...document.querySelectorAll('#steps > li')];
        const by = (id) => document.getElementById(id);
        let at = 0, all = false;
        const show = (focus) => {
          steps.forEach((step, i) => { step.hidden = !all && i !== at; });
          document.querySelectorAll('[data-step]').forEach((dot) => dot.classList.toggle('now', !all && Number(dot.dataset.step) === at + 1));
          by('where').textContent = all ? `All ${steps.length} steps` : `Step ${at + 1} of ${steps.length}`;
          by('back').disabled = all || at === 0;
          by('next').disabled = all || at === steps.length - 1;
          by('all').ariaPressed = String(all);
          if (focus && !all) steps[at].focus();
        };
        const go = (by) => { at = Math.min(steps.length - 1, Math.max(0, at + by)); show(true); };
        if (steps.length > 0) {
          document.querySelector('nav').hidden = false;
          by('back').addEventListener('click', () => go(-1));
          by('next').addEventListener('click', () => go(1));
          by('all').addEventListener('click', () => { all = !all; show(false); });
          addEventListener('keydown', ({ key }) => { if (!all && (key === 'ArrowLeft' || key === 'ArrowRight')) go(key === 'ArrowLeft' ? -1 : 1); });
          show(false);
        }
        """;
}
