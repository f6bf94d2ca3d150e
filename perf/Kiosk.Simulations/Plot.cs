using System.Globalization;
using System.Net;
using System.Text;

namespace Kiosk.Simulations;

/// <summary>Panels of lines side by side, as an SVG picture that needs nothing else.</summary>
internal sealed class Plot(string title, string description)
{
    private const int Width = 380, Height = 330, Left = 56, Top = 56, Bottom = 86, Right = 16;

    // Told apart by colour, dash and a name in the legend (Okabe and Ito's palette).
    private static readonly (string Colour, string Dash)[] Strokes =
        [("#0072b2", ""), ("#d55e00", "6 3"), ("#009e73", "2 3"), ("#6b4fa0", "8 3 2 3")];

    private readonly StringBuilder _panels = new();
    private int _count;

    /// <summary>Adds a panel.</summary>
    /// <param name="name">Over the panel.</param>
    /// <param name="x">The axis to the right.</param>
    /// <param name="y">The axis upwards.</param>
    /// <param name="lines">The lines; a line without a point is left out.</param>
    public void Add(string name, Axis x, Axis y, params IReadOnlyList<Line> lines)
    {
        double X(double value) => Left + ((Width - Left - Right) * Math.Clamp((value - x.From) / (x.To - x.From), 0, 1));
        double Y(double value) => Height - Bottom - ((Height - Top - Bottom) * Math.Clamp((value - y.From) / (y.To - y.From), 0, 1));
        Text("<g transform='translate({0},0)'>", Width * _count++);
        Text("<text x='{0}' y='44' class='n'>{1}</text>", Left, WebUtility.HtmlEncode(name));
        for (var i = 0; i <= 4; i++)
        {
            var (right, up) = (x.From + ((x.To - x.From) * i / 4), y.From + ((y.To - y.From) * i / 4));
            Text("<path class='g' d='M{0:0.#} {1}V{2}M{3} {4:0.#}H{5}'/>", X(right), Top, Height - Bottom, Left, Y(up), Width - Right);
            Text("<text x='{0:0.#}' y='{1}' class='m'>{2}</text>", X(right), Height - Bottom + 16, right.ToString(x.Format, CultureInfo.InvariantCulture));
            Text("<text x='{0}' y='{1:0.#}' class='e'>{2}</text>", Left - 6, Y(up) + 4, up.ToString(y.Format, CultureInfo.InvariantCulture));
        }

        Text("<text x='{0}' y='{1}' class='m'>{2}</text>", (Left + Width - Right) / 2, Height - Bottom + 34, WebUtility.HtmlEncode(x.Name));
        Text("<text transform='translate(14,{0}) rotate(-90)' class='m'>{1}</text>", (Top + Height - Bottom) / 2, WebUtility.HtmlEncode(y.Name));
        foreach (var (line, i) in lines.Where(line => line.Points.Count > 0).Select((line, i) => (line, i)))
        {
            var (colour, dash) = Strokes[i % Strokes.Length];
            var way = string.Join('L', line.Points.Select(point =>
                string.Create(CultureInfo.InvariantCulture, $"{X(point.X):0.#} {Y(point.Y):0.#}")));
            var (legendX, legendY) = (Left + (160 * (i % 2)), Height - Bottom + 54 + (18 * (i / 2)));
            Text("<path class='l' stroke='{0}' stroke-dasharray='{1}' d='M{2}'/>", colour, dash, way);
            Text("<path class='l' stroke='{0}' stroke-dasharray='{1}' d='M{2} {3}h22'/>", colour, dash, legendX, legendY - 4);
            Text("<text x='{0}' y='{1}'>{2}</text>", legendX + 27, legendY, WebUtility.HtmlEncode(line.Name));
        }

        _panels.AppendLine("</g>");
    }

    /// <summary>Writes the picture.</summary>
    public void Write(string path) => File.WriteAllText(path, string.Create(
        CultureInfo.InvariantCulture,
        $"""
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width * _count} {Height}" role="img" aria-labelledby="t d">
        <title id="t">{WebUtility.HtmlEncode(title)}</title>
        <desc id="d">{WebUtility.HtmlEncode(description)}</desc>
        <style>
        svg {"{"} background: #fff; font: 12px sans-serif; {"}"} text {"{"} fill: #222; {"}"} .t {"{"} font-size: 15px; font-weight: bold; {"}"}
        .n {"{"} font-weight: bold; {"}"} .m {"{"} text-anchor: middle; {"}"} .e {"{"} text-anchor: end; {"}"}
        .g {"{"} stroke: #ddd; {"}"} .l {"{"} fill: none; stroke-width: 2; {"}"}
        </style>
        <text x="12" y="20" class="t">{WebUtility.HtmlEncode(title)}</text>
        {_panels}</svg>

        """));

    private void Text(string format, params object[] values) =>
        _panels.AppendFormat(CultureInfo.InvariantCulture, format, values).AppendLine();

    /// <summary>An axis.</summary>
    internal readonly record struct Axis(string Name, double From, double To, string Format);

    /// <summary>A line through points.</summary>
    internal readonly record struct Line(string Name, IReadOnlyList<(double X, double Y)> Points);
}
